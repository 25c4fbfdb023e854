import { isClosed } from '../dialects/statuses.ts';
import type { TaskList } from '../model.ts';
import { toView } from '../text/source-text.ts';
import type { EditPlan } from './edit-plan.ts';
import type { NewStatus } from './new-status.ts';
import { refusedText } from './put-in-text.ts';
import { boxMark, statusStyle, writeStatus } from './status-style.ts';
import type { Target } from './target.ts';
import { removeSuffix } from './title-suffix.ts';

/** Writes the status of a line: its box if it has one, else `(Status: word)` at the end of its own text; pending has no mark. */
export function writeLineStatus(plan: EditPlan, list: TaskList, target: Target, { status, detail, stamp = '' }: NewStatus): void {
  const { head, entry, document } = target;
  const { view } = document.source;
  const tail = head.title.tails.find(({ label }) => label === 'status');
  const { suffix } = head.title;
  const style = statusStyle(list);
  const text = writeStatus(style, status, detail) + (stamp === '' ? '' : ` ${stamp}`);
  if (!isBalanced(text)) throw refusedText('the detail of a status', 'has brackets that do not close', 'balanced brackets');
  if (head.box && isClosed(document.meaning(head.box.mark) ?? 'blocked') !== isClosed(status))
    plan.replace(head.box.from, head.box.to, boxMark(status));
  if (tail) {
    if (status === 'pending' && detail === '') removeSuffix(plan, view, tail);
    else plan.replace(tail.valueFrom, tail.valueTo, toView(text));
    if (suffix) removeSuffix(plan, view, suffix);
    return;
  }
  if (suffix && status === 'completed' && detail === '') {
    plan.replace(suffix.from, suffix.to, toView(style.doneSuffix.trim()));
    return;
  }
  if (suffix) removeSuffix(plan, view, suffix);
  if (detail === '' && (status === 'pending' || (head.box && status === 'completed'))) return;
  const usesSuffix = style.channel === 'heading' && status === 'completed' && detail === '';
  plan.insert(entry.headTo, usesSuffix ? toView(style.doneSuffix) : ` (Status: ${toView(text)})`);
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
