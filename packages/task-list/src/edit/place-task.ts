import type { Document } from '../read/document.ts';
import type { TaskList } from '../model.ts';
import { lineEnd, lineStart } from '../text/source-text.ts';
import type { EditPlan } from './edit-plan.ts';
import { startOf, subtreeEnd } from './entry-span.ts';
import { siblingsOf, type Slot } from './inject-slot.ts';
import { eolAt } from './line-breaks.ts';
import { refuseBadPlace } from './place-guards.ts';
import { gapAround, gapBetween, linesBelow, type Placing } from './task-gap.ts';
import { noPlace } from './target.ts';

/** Comes after fields that are put in at the same place. */
const RANK = 10_000;

/** Puts the lines of a new task into the file, apart from its neighbors as they are from each other. */
export function placeTask(plan: EditPlan, list: TaskList, document: Document, slot: Slot, lines: readonly string[]): void {
  const { source } = document;
  refuseBadPlace(list, document, slot, lines[0] ?? '');
  if (slot.left >= 0) {
    const end = lineEnd(source, subtreeEnd(document, slot.left, slot.right));
    const placing: Placing = { document, end, eol: eolAt(source, end), lines };
    plan.insert(end, gapAround(placing, gapAfter(document, slot, end), true) + lines.join(placing.eol) + linesBelow(placing), RANK);
    return;
  }
  if (slot.right >= 0) {
    const start = startOf(document, slot.right);
    const line = lineStart(source, start);
    const task = list.tasks[slot.right];
    if (task && document.entries[slot.right]?.kind !== 'row' && !/^[ \t]*$/.test(source.view.slice(line, start)))
      throw noPlace(task, `${task.key} stands on a line with another marker`, 'a task on a line of its own');
    const placing: Placing = { document, end: line, eol: eolAt(source, line), lines };
    plan.insert(line, lines.join(placing.eol) + gapAround(placing, gapBefore(document, slot.right), false), RANK);
    return;
  }
  const end = lineEnd(source, slot.empty?.end ?? document.entries[slot.parent]?.sourceEnd ?? source.view.length);
  const placing: Placing = { document, end, eol: eolAt(source, end), lines };
  const apart = slot.empty !== undefined && (document.family === 'headings' || lineEnd(source, slot.empty.from) < slot.empty.end);
  plan.insert(end, (apart ? placing.eol : '') + placing.eol + lines.join(placing.eol) + linesBelow(placing), RANK);
}

/** The gap between left and right byte for byte; at a group's end that of the pair before. */
function gapAfter(document: Document, { left, right }: Slot, end: number): string | undefined {
  const own = right < 0 ? undefined : gapBetween(document, end, startOf(document, right));
  if (own !== undefined) return own;
  const siblings = siblingsOf(document, left);
  return pairGap(document, siblings[siblings.indexOf(left) - 1], left);
}

/** The gap of the pair after. */
function gapBefore(document: Document, right: number): string | undefined {
  const siblings = siblingsOf(document, right);
  const next = siblings[siblings.indexOf(right) + 1];
  return next === undefined ? undefined : pairGap(document, right, next);
}

function pairGap(document: Document, first: number | undefined, second: number): string | undefined {
  if (first === undefined) return undefined;
  return gapBetween(document, lineEnd(document.source, subtreeEnd(document, first, second)), startOf(document, second));
}
