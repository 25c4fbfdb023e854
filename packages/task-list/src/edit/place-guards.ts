import type { TaskList } from '../model.ts';
import type { Document } from '../read/document.ts';
import { isUnclosed } from '../read/notes.ts';
import { lineEnd, lineStart } from '../text/source-text.ts';
import { at, BlockKind } from '../tree/blocks.ts';
import { startOf, subtreeEnd } from './entry-span.ts';
import type { Slot } from './inject-slot.ts';
import { columnOf, nextIndent } from './place-field.ts';
import { noPlace } from './target.ts';

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
