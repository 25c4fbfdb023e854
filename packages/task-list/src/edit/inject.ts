import { refusal } from '../diagnostics/refusal.ts';
import type { Injected, InjectPlace, InjectRequest, Key, NewTask, TaskList } from '../model.ts';
import { documentOf } from '../questions/document-of.ts';
import { findCurrentTask, findNextTask } from '../questions/next-task.ts';
import { keyOfId } from '../heads/task-id.ts';
import { formOf } from '../read/key-lookup.ts';
import type { Document } from '../read/document.ts';
import { parse } from '../read/parse.ts';
import { applyEdits } from './apply-edits.ts';
import { EditPlan } from './edit-plan.ts';
import { titleText } from './field-value.ts';
import { detailBullets, detailLine, detailsOf, type Details } from './injection-details.ts';
import { checkedId, idFor } from './inject-id.ts';
import { slotOf, type Slot } from './inject-slot.ts';
import { headLike, type HeadText, type NewHead } from './new-head.ts';
import { givenFields, inOrder } from './new-fields.ts';
import { fieldLines } from './new-task-lines.ts';
import { outlineTails } from './outline-field.ts';
import type { NewField } from './place-field.ts';
import { placeTask } from './place-task.ts';
import { refuseAdoption, refuseBoldPlace } from './place-guards.ts';
import { planStatus } from './set-status.ts';
import { statusStyle, writeStatus } from './status-style.ts';
import { rowLike } from './table-row.ts';
import { assertWritable, targetAt, targetOf, type Target } from './target.ts';
import { usedIds } from './used-ids.ts';
import { afterTitle } from './write-status.ts';

/** Adds a task to a list: before the current one, in place of another, or at a place. All kinds; nothing else is renumbered or moved. */
export function inject(list: TaskList, request: InjectRequest): Injected {
  assertWritable(list);
  const document = documentOf(list);
  const { place, task } = request;
  const slot = slotOf(list, document, place);
  const used = usedIds(list, document);
  const rule = () => idFor(list, document, slot, used);
  const wanted = request.id ?? (place.type === 'positional' && 'at' in place ? place.at : undefined);
  const id = wanted === undefined ? rule() : checkedId(list, document, wanted, rule, used);
  const plan = new EditPlan(document.source);
  const replaced = place.type === 'replace' ? targetOf(list, place.target) : undefined;
  const details = detailsOf(
    request,
    replaced && {
      key: replaced.task.id === null ? replaced.task.title : replaced.task.key,
      name: `${replaced.task.id ?? ''} ${replaced.task.title}`.trim(),
    },
  );
  const mark = list.settings.titleMarks && place.type !== 'positional' && list.family !== 'checklist' ? ' (INJECTED)' : '';
  const title = titleText(list, task.title);
  placeTask(plan, list, document, slot, newTaskLines(list, document, slot, { id, title, mark }, task, details));
  if (replaced) replaceTask(plan, list, replaced, id);
  else if (place.type === 'priority') pauseCurrent(plan, list, place.current);
  return checkedLines(list, { id, key: keyOf(document, slot, id), edits: plan.edits() });
}

/**
 * Whether a line of an outline counts depends on the other lines (dashed or bare), so that a new one could change what they are: then
 * there is no place for it.
 */
export function checkedLines(list: TaskList, injected: Injected): Injected {
  if (list.family !== 'outline') return injected;
  const again = parse(applyEdits(list.bytes, injected.edits), { dialect: list.dialect });
  if (again.tasks.length === list.tasks.length + 1 && again.tasks.some(({ key }) => key === injected.key)) return injected;
  throw refusal('E130', 'a new line here would change what the lines around it are; expected an outline in one style; nothing is changed');
}

/** The id an injection would get. */
export function nextId(list: TaskList, place: InjectPlace): string | null {
  assertWritable(list);
  const document = documentOf(list);
  if (place.type === 'positional' && 'at' in place) {
    const slot = slotOf(list, document, place);
    const used = usedIds(list, document);
    return used.has(place.at) ? idFor(list, document, slot, used) : place.at;
  }
  return idFor(list, document, slotOf(list, document, place), usedIds(list, document));
}

/** All lines of a new task, in view form. */
function newTaskLines(list: TaskList, document: Document, slot: Slot, text: HeadText, task: NewTask, details: Details): string[] {
  const given = givenFields(list, task);
  const sample = sampleOf(list, document, slot);
  refuseAdoption(document, sample, text.id);
  refuseBoldPlace(document, sample, slot);
  if (sample.entry.kind === 'row') return [rowLike(list, sample, text, task)];
  if (sample.entry.kind === 'line') {
    const head = headLike(sample, text);
    const indent = slot.left < 0 && slot.right < 0 && /^[ \t]*[-*+]/.test(head.lines[0] ?? '') ? '  ' : '';
    return head.lines.map((line) => indent + line + outlineTails(given));
  }
  const injection = list.family === 'headings' ? detailBullets(details) : detailLine(details);
  return taskLines(list, document, slot, text, inOrder([...given, ...statusField(list, sample), injection]));
}

/** Head and fields of a new task of the heading or checklist family. */
export function taskLines(
  list: TaskList,
  document: Document,
  slot: Slot,
  text: HeadText,
  fields: readonly NewField[],
  head = headFor(list, document, slot, text),
): string[] {
  const sample = sampleOf(list, document, slot);
  const isFirstChild = slot.left < 0 && slot.right < 0 && slot.parent >= 0;
  return [...head.lines, ...fieldLines(list, sample, head, fields, isFirstChild)];
}

export function headFor(list: TaskList, document: Document, slot: Slot, text: HeadText): NewHead {
  const sample = sampleOf(list, document, slot);
  const head = headLike(sample, text);
  if (slot.left >= 0 || slot.right >= 0 || slot.parent < 0 || sample.entry.kind !== 'item') return head;
  return indented(head, isNestedFile(document));
}

/** A first sub-task stands one level deeper where the file nests, else beside its parent. */
function indented(head: NewHead, isNested: boolean): NewHead {
  if (!isNested) return head;
  const indent = head.lead.includes('\t') ? '\t' : ' '.repeat(head.lead.replace(/^[ \t]*/, '').length);
  return { lines: head.lines.map((line) => indent + line), lead: indent + head.lead };
}

function isNestedFile({ entries }: Document): boolean {
  return entries.length < 2 || entries.some(({ inside }) => inside >= 0) || entries.every(({ depth }) => depth === 1);
}

/** Status is written where this file writes it: a box or a suffix says pending by itself. */
export function statusField(list: TaskList, sample: Target): NewField[] {
  if (sample.entry.kind === 'item' || sample.head.box) return [];
  const style = statusStyle(list);
  if (list.tasks.some(({ statusSource }) => statusSource === 'checks')) return [];
  return style.channel === 'field' || style.channel === 'none' ? [{ label: 'status', value: writeStatus(style, 'pending', '') }] : [];
}

/** The task a new one is written like: the left neighbor, else the right one, else the parent, else the nearest of the list. */
export function sampleOf(list: TaskList, document: Document, slot: Slot): Target {
  for (const index of [slot.left, slot.right]) if (index >= 0 && isUsable(list, index)) return targetAt(list, document, index);
  if (slot.parent >= 0 && slot.left < 0 && slot.right < 0) return targetAt(list, document, slot.parent);
  const around = slot.left >= 0 ? slot.left : slot.right >= 0 ? slot.right : nearestTo(document, slot.empty?.from ?? 0);
  const level = document.entries[around]?.level;
  const alike = list.tasks.flatMap((_, index) => (isUsable(list, index) && document.entries[index]?.level === level ? [index] : []));
  const nearest = alike.toSorted((a, b) => Math.abs(a - around) - Math.abs(b - around))[0] ?? around;
  if (nearest < 0) throw refusal('E132', 'this list has no task to write like; expected at least one task; nothing is changed');
  return targetAt(list, document, nearest);
}

function isUsable(list: TaskList, index: number): boolean {
  const id = list.tasks[index]?.id;
  return id === null || id === undefined || formOf(id) !== 'error';
}

function nearestTo({ entries }: Document, offset: number): number {
  const before = entries.findLastIndex(({ headFrom }) => headFrom < offset);
  return before >= 0 ? before : entries.length > 0 ? 0 : -1;
}

function replaceTask(plan: EditPlan, list: TaskList, target: Target, id: string | null): void {
  planStatus(plan, list, target, 'replaced', { ...(id === null ? {} : { detail: `by ${id}` }), closeParents: false });
  const { head, entry } = target;
  const isMarked = head.title.marks.some(({ mark }) => mark === 'REPLACED');
  if (list.settings.titleMarks && !isMarked && (entry.kind === 'heading' || entry.kind === 'bold'))
    plan.insert(afterTitle(target), ' (REPLACED)');
}

function pauseCurrent(plan: EditPlan, list: TaskList, key: Key | undefined): void {
  const found = key === undefined ? (findCurrentTask(list) ?? findNextTask(list)) : undefined;
  const index = key === undefined ? list.tasks.findIndex((task) => task === found) : targetOf(list, key).index;
  if (list.tasks[index]?.status === 'active')
    planStatus(plan, list, targetAt(list, documentOf(list), index), 'pending', { closeParents: false });
}

/** Its canonical id, or its place among its siblings in the new version of the file. */
export function keyOf(document: Document, slot: Slot, id: string | null): Key {
  if (id !== null) return keyOfId(id, formOf(id));
  const { entries } = document;
  const sample = slot.left >= 0 ? slot.left : slot.right;
  const inside = entries[sample]?.inside ?? slot.parent;
  const upTo = slot.left >= 0 ? slot.left : slot.right - 1;
  const place = entries.filter((entry, index) => entry.inside === inside && index <= upTo).length + 1;
  return `@${inside < 0 ? '' : `${positionOf(document, inside)}.`}${place}`;
}

function positionOf(document: Document, index: number): string {
  const { entries } = document;
  const inside = entries[index]?.inside ?? -1;
  const place = entries.filter((entry, other) => entry.inside === inside && other <= index).length;
  return inside < 0 ? String(place) : `${positionOf(document, inside)}.${place}`;
}
