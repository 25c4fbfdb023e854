import { findId } from '../heads/file-ids.ts';
import { readHead } from '../heads/head.ts';
import type { TaskList } from '../model.ts';
import type { Document } from '../read/document.ts';
import { markerOf } from '../read/checklist-layout.ts';
import { isUnclosed } from '../read/notes.ts';
import { lineEnd, lineStart } from '../text/source-text.ts';
import { at, BlockKind, findHeadParagraph } from '../tree/blocks.ts';
import { startOf, subtreeEnd } from './entry-span.ts';
import type { Slot } from './inject-slot.ts';
import { columnOf, nextIndent } from './place-field.ts';
import { entrySet, noPlace, type Target } from './target.ts';

/** Refuses (E130) a place where a new task would take in what stands below it, or be taken in by what stands above. */
export function refuseBadPlace(list: TaskList, document: Document, slot: Slot, head: string): void {
  const { source, family } = document;
  const { left, right, empty } = slot;
  const task = list.tasks[left] ?? list.tasks[right] ?? list.tasks[0];
  if (!task) return;
  const end = left >= 0 ? subtreeEnd(document, left, right) : (empty?.end ?? -1);
  if (left >= 0 && endsOpen(document, end))
    throw noPlace(task, `${task.key} ends with a fence or comment that nothing closes`, 'a closing mark before another task');
  if (family === 'checklist' && left >= 0) {
    const lead = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/.exec(head)?.[0] ?? '';
    if (nextIndent(source, lineEnd(source, end)) >= columnOf(lead, 0, lead.length))
      throw noPlace(task, `the line below ${task.key} is indented and would join the new task`, 'tasks of one list at one depth');
  }
  if (family !== 'headings') return;
  const start = startOf(document, right);
  const next = end >= 0 ? nextIndent(source, lineEnd(source, end)) : columnOf(source.view, lineStart(source, start), start);
  if (next >= 2) throw noPlace(task, 'the line below this place is indented and would join the new task', 'headings in column 1');
}

/** Refuses (E130) a bold head where the heading above it would make another level of it than its neighbors have. */
export function refuseBoldPlace(document: Document, sample: Target, { left, right }: Slot): void {
  const beside = document.entries[left] ?? document.entries[right];
  if (sample.entry.kind !== 'bold' || !beside) return;
  const place = left >= 0 ? subtreeEnd(document, left, right) : startOf(document, right);
  if (levelAbove(document, place) + 1 !== beside.level)
    throw noPlace(sample.task, `a bold task like ${sample.task.key} would stand below another heading here`, 'headings for all tasks');
}

/** Level of the last heading before a place: a bold head stands one below it. */
function levelAbove({ blocks }: Document, place: number): number {
  let level = 0;
  for (let index = 0; index < blocks.length && at(blocks.from, index) < place; index = at(blocks.end, index))
    if (at(blocks.kind, index) === BlockKind.heading) level = at(blocks.level, index);
  return level;
}

/**
 * Refuses (E130) an id that would make tasks of items that are none: without a box they count from the moment that a boxed item of their
 * list has an id.
 */
export function refuseAdoption(document: Document, sample: Target, id: string | null): void {
  const { blocks, source, family, ids, marks } = document;
  const item = sample.entry.block;
  if (family !== 'checklist' || id === null || sample.entry.kind !== 'item') return;
  const isEntry = entrySet(document);
  let adopts = false;
  for (const index of listAround(document, item)) {
    const paragraph = findHeadParagraph(blocks, index);
    if (paragraph === undefined) continue;
    const from = at(blocks.from, paragraph);
    const isBoxed = source.view.charCodeAt(from) === 91;
    if (isBoxed ? !isEntry(index) : !isDigit(source.view.charCodeAt(from))) continue;
    const head = readHead(source.view, from, at(blocks.to, paragraph), marks);
    if (head.box && findId(head, ids)) return;
    if (!head.box && head.id?.form === 'dotted' && !isEntry(index)) adopts = true;
  }
  if (adopts)
    throw noPlace(
      sample.task,
      `${id} would make tasks of numbered items without a box beside it`,
      'a list in which all or none have boxes',
    );
}

/** The items of the list that an item is in. */
function listAround({ blocks, source }: Document, item: number): number[] {
  const parent = at(blocks.parent, item);
  const end = parent < 0 ? blocks.length : at(blocks.end, parent);
  const marker = markerOf(source.view, blocks.from[item]);
  let list: number[] = [];
  for (let index = parent + 1; index < end; index = at(blocks.end, index)) {
    if (at(blocks.kind, index) === BlockKind.item && markerOf(source.view, blocks.from[index]) === marker) list.push(index);
    else if (index > item) break;
    else list = [];
  }
  return list;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** What stands after an open fence or comment would be part of it. */
function endsOpen({ blocks, source }: Document, end: number): boolean {
  let last = blocks.length - 1;
  while (last >= 0 && at(blocks.from, last) >= end) last--;
  const kind = at(blocks.kind, last);
  const text = source.view.slice(at(blocks.from, last), at(blocks.to, last));
  if (kind === BlockKind.comment) return !text.includes('-->');
  if (kind === BlockKind.code) return isUnclosed(source.view, at(blocks.from, last), at(blocks.to, last));
  const isRaw = kind === BlockKind.html && /^<(?:script|pre|style|textarea|!|\?)/i.test(text);
  return isRaw && !/(?:<\/(?:script|pre|style|textarea)>|\?>|>)\s*$/i.test(text);
}
