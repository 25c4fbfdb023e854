import { isClosed, STATUSES } from '../dialects/statuses.ts';
import type { Edit, Key, Status, TaskList } from '../model.ts';
import { removeField } from './change-field.ts';
import { closeParents } from './close-parents.ts';
import { EditPlan } from './edit-plan.ts';
import { oneLine, refusedText } from './put-in-text.ts';
import { targetAt, targetOf, type Target } from './target.ts';
import { detailOf, writeTaskStatus } from './write-status.ts';

/** Edits that give a task a status; [] if it has it already. */
export function setStatus(list: TaskList, key: Key, status: Status, options: { detail?: string; closeParents?: boolean } = {}): Edit[] {
  if (!STATUSES.includes(status)) throw refusedText('the status', `is "${status}"`, `one of ${STATUSES.join(', ')}`);
  const target = targetOf(list, key);
  const plan = new EditPlan(target.document.source);
  planStatus(plan, list, target, status, options);
  return plan.edits();
}

/** Plans a status with all that follows from it; returns the keys of the parents it closes. */
export function planStatus(
  plan: EditPlan,
  list: TaskList,
  target: Target,
  status: Status,
  options: { detail?: string; closeParents?: boolean; stamp?: string } = {},
): Key[] {
  const { task } = target;
  const detail = options.detail === undefined ? '' : oneLine(options.detail, 'the detail of a status', 300, 0);
  if (task.status === status && (options.detail === undefined || detail === detailOf(task.statusText))) return [];
  writeTaskStatus(plan, list, target, { status, detail, stamp: options.stamp ?? '' });
  pinChecked(plan, list, target);
  if (!isClosed(status)) removeCompletion(plan, target);
  return options.closeParents === false ? [] : closeParents(plan, list, target.index, status);
}

/** The first status in a file ends the rule that done checks say completed: the tasks that count on it get a status of their own. */
function pinChecked(plan: EditPlan, list: TaskList, target: Target): void {
  for (const [index, other] of list.tasks.entries()) {
    if (other.statusSource !== 'checks' || index === target.index) continue;
    writeTaskStatus(plan, list, targetAt(list, target.document, index), { status: 'completed', detail: '' });
  }
}

/** Time, duration and summary of a completion would be untrue of an open task; Git has them. */
function removeCompletion(plan: EditPlan, target: Target): void {
  for (const field of target.body.fields) {
    if (field.known === 'completedAt' || field.known === 'actualDuration' || field.known === 'executionSummary')
      removeField(plan, target, field);
  }
}
