import { lineEnd, lineStart } from '../text/source-text.ts';
import { at } from '../tree/blocks.ts';
import type { Document } from '../read/document.ts';
import type { EditPlan } from './edit-plan.ts';
import { siblingsOf, type Slot } from './inject-slot.ts';
import { eolAt } from './line-breaks.ts';
import { noPlace } from './target.ts';
import type { TaskList } from '../model.ts';

/** Comes after fields that are put in at the same place. */
const RANK = 10_000;

/** Puts the lines of a new task into the file, apart from its neighbors as they are from each other. */
export function placeTask(plan: EditPlan, list: TaskList, document: Document, slot: Slot, lines: readonly string[]): void {
  const { source } = document;
  if (slot.left >= 0) {
    const end = lineEnd(source, subtreeEnd(document, slot.left, slot.right));
    const eol = eolAt(source, end);
    plan.insert(end, gapAfter(document, slot, end, eol) + lines.join(eol) + guard(document, end, eol), RANK);
    return;
  }
  if (slot.right >= 0) {
    const start = startOf(document, slot.right);
    const line = lineStart(source, start);
    const task = list.tasks[slot.right];
    if (task && !/^[ \t]*$/.test(source.view.slice(line, start)))
      throw noPlace(task, `${task.key} stands on a line with another marker`, 'a task on a line of its own');
    const eol = eolAt(source, line);
    plan.insert(line, lines.join(eol) + gapBefore(document, slot.right, eol), RANK);
    return;
  }
  const end = lineEnd(source, slot.empty?.end ?? document.entries[slot.parent]?.sourceEnd ?? source.view.length);
  const eol = eolAt(source, end);
  const isHeading = document.family === 'headings';
  const gap = slot.empty ? eol + (isHeading || hasIntro(document, slot) ? eol : '') : eol;
  plan.insert(end, gap + lines.join(eol) + guard(document, end, eol), RANK);
}

/** Between the intro text of an empty group and its first task stands a blank line. */
function hasIntro({ source }: Document, { empty }: Slot): boolean {
  return empty !== undefined && lineEnd(source, empty.from) < empty.end;
}

export function startOf({ blocks, entries }: Document, index: number): number {
  const entry = entries[index];
  if (!entry) return 0;
  return entry.kind === 'line' || entry.kind === 'row' ? entry.headFrom : at(blocks.from, entry.block);
}

/** After a task and all below it, even where its sub-tasks are not nested. */
export function subtreeEnd(document: Document, index: number, before: number): number {
  const { entries, parents } = document;
  let end = entries[index]?.sourceEnd ?? 0;
  const below = new Set([index]);
  const stop = before < 0 ? entries.length : before;
  for (let next = index + 1; next < stop; next++) {
    const inside = entries[next]?.inside ?? -1;
    if (!below.has(parents[next] ?? -1) && !(inside >= 0 && below.has(inside))) break;
    below.add(next);
    end = Math.max(end, entries[next]?.sourceEnd ?? 0);
  }
  return end;
}

/** The gap between left and right byte for byte; at a group's end that of the pair before; else a blank line between headings, none elsewhere. */
function gapAfter(document: Document, { left, right }: Slot, end: number, eol: string): string {
  const own = right < 0 ? undefined : gapBetween(document, end, startOf(document, right));
  if (own !== undefined) return own;
  const siblings = siblingsOf(document, left);
  const previous = siblings[siblings.indexOf(left) - 1];
  const pair =
    previous === undefined
      ? undefined
      : gapBetween(document, lineEnd(document.source, subtreeEnd(document, previous, left)), startOf(document, left));
  return pair ?? defaultGap(document, eol);
}

function gapBefore(document: Document, right: number, eol: string): string {
  const siblings = siblingsOf(document, right);
  const next = siblings[siblings.indexOf(right) + 1];
  const pair =
    next === undefined
      ? undefined
      : gapBetween(document, lineEnd(document.source, subtreeEnd(document, right, next)), startOf(document, next));
  return pair ?? defaultGap(document, eol);
}

function defaultGap(document: Document, eol: string): string {
  return document.family === 'headings' ? eol + eol : eol;
}

/** Blank lines and rules between two tasks; undefined if anything else stands there. */
function gapBetween({ source }: Document, end: number, start: number): string | undefined {
  const gap = source.view.slice(end, lineStart(source, start));
  return /^(?:\r?\n[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})?(?=\r?\n))*\r?\n$/.test(gap) ? gap : undefined;
}

/** Never a line of text directly above `---` or `===`, which would make a heading of it. */
function guard({ source }: Document, end: number, eol: string): string {
  return /^\r?\n[ \t>]*(?:-+|=+)[ \t]*(?:\r?\n|$)/.test(source.view.slice(end, end + 1000)) ? eol : '';
}
