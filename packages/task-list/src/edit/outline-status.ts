import { isClosed } from '../dialects/statuses.ts';
import type { TaskList } from '../model.ts';
import { toView } from '../text/source-text.ts';
import { outlineTitle } from '../read/outline-layout.ts';
import { readOutlineLine } from '../read/outline-lines.ts';
import type { EditPlan } from './edit-plan.ts';
import type { NewStatus } from './new-status.ts';
import { refusedText } from './put-in-text.ts';
import { boxMark, statusStyle, writeStatus } from './status-style.ts';
import { noPlace, type Target } from './target.ts';
import { isPendingWithoutStatus } from './without-status.ts';
import { removeSuffix } from './title-suffix.ts';

/** Writes the status of a line: its box if it has one, else `(Status: word)` at the end of its own text; pending has no mark. */
export function writeLineStatus(plan: EditPlan, list: TaskList, target: Target, { status, detail, stamp = '' }: NewStatus): void {
  const { head, entry, document } = target;
  const { view } = document.source;
  const tails = head.title.tails.filter(({ label }) => label === 'status');
  const tail = tails.at(-1);
  for (const other of tails.slice(0, -1)) removeSuffix(plan, view, other);
  const { suffix } = head.title;
  const style = statusStyle(list);
  const text = balancedStatus(writeStatus(style, status, detail) + (stamp === '' ? '' : ` ${stamp}`));
  if (head.box && isClosed(document.meaning(head.box.mark) ?? 'blocked') !== isClosed(status))
    plan.replace(head.box.from, head.box.to, boxMark(status));
  const isSaidByNothing = status === 'pending' && detail === '' && isPendingWithoutStatus(list, target);
  if (tail) {
    if (isSaidByNothing) removeSuffix(plan, view, tail);
    else plan.replace(tail.valueFrom, tail.valueTo, toView(text));
    if (suffix) removeSuffix(plan, view, suffix);
    return;
  }
  if (suffix && status === 'completed' && detail === '') {
    plan.replace(suffix.from, suffix.to, toView(style.doneSuffix.trim()));
    return;
  }
  if (suffix) removeSuffix(plan, view, suffix);
  const isSaidByBox = head.box !== undefined && detail === '' && (status === 'pending' || status === 'completed');
  if (isSaidByNothing || isSaidByBox) return;
  const usesSuffix = style.channel === 'heading' && status === 'completed' && detail === '';
  const written = usesSuffix ? toView(style.doneSuffix) : ` (Status: ${toView(text)})`;
  if (!readsBack(target, written))
    throw noPlace(target.task, `the text of ${target.task.key} would be read as something else`, 'words at its end');
  plan.insert(entry.headTo, written);
}

/** A mark at the end must not make another thing of the line it stands on: `1.`, `Phase 2:` or `[x]` alone would wait for text. */
function readsBack({ document, entry, task }: Target, written: string): boolean {
  const { view } = document.source;
  const text = view.slice(entry.headFrom, entry.headTo) + written;
  const line = readOutlineLine(text, 0, text.length);
  if (!line || outlineTitle(text, line.textFrom, text.length).text !== task.title) return false;
  const start = view.lastIndexOf('\n', entry.headTo - 1) + 1;
  return (
    start <= entry.headFrom ||
    !/^[ \t]*(?:[-*+•]|#{1,6}|\d[\w.)]*:?|(?:Phase|PHASE|Stage|Milestone)[ \t].*)[ \t]*$/.test(view.slice(start, entry.headTo))
  );
}

/** A status that can stand in brackets. */
export function balancedStatus(text: string): string {
  if (!isBalanced(text)) throw refusedText('the detail of a status', 'has brackets that do not close', 'balanced brackets');
  return text;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
