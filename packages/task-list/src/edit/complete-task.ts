import type { KnownLabel } from '../dialects/labels.ts';
import type { Completion, Edit, Key, TaskList } from '../model.ts';
import { writeDuration } from '../read/values.ts';
import { rewriteValue } from './change-field.ts';
import { EditPlan } from './edit-plan.ts';
import { fileForm } from './file-form.ts';
import { addField } from './place-field.ts';
import { oneParagraph, refusedText, utcTime } from './put-in-text.ts';
import { planStatus } from './set-status.ts';
import { targetOf, type Target } from './target.ts';

/** Status, time, actual duration and summary of a task that is done, in one set of edits. */
export function completeTask(list: TaskList, key: Key, completion: Completion): Edit[] {
  const target = targetOf(list, key);
  const plan = new EditPlan(target.document.source);
  planCompletion(plan, list, target, completion);
  return plan.edits();
}

export function planCompletion(plan: EditPlan, list: TaskList, target: Target, completion: Completion): Key[] {
  const facts = factsOf(completion);
  const wasDone = target.task.status === 'completed';
  const stamp = stampOf(list, target, completion.at);
  const closed = planStatus(plan, list, target, 'completed', {
    ...(completion.closeParents === undefined ? {} : { closeParents: completion.closeParents }),
    ...(stamp === '' ? {} : { stamp }),
  });
  if (!hasRoom(list, target)) return closed;
  for (const { label, value } of facts) {
    const field = target.body.fields.findLast(({ known }) => known === label);
    if (!field) addField(plan, target, { label, value }, () => fileForm(list, target.document));
    else if (!wasDone) rewriteValue(plan, target, field, value);
  }
  return closed;
}

function factsOf({ at, actualDuration, summary }: Completion): { label: KnownLabel; value: string }[] {
  const facts: { label: KnownLabel; value: string }[] = [];
  if (actualDuration !== undefined && !(actualDuration >= 0 && actualDuration < Infinity))
    throw refusedText('the actual duration', `is ${actualDuration}`, 'minutes, 0 or more');
  if (actualDuration !== undefined) facts.push({ label: 'actualDuration', value: writeDuration(actualDuration) });
  facts.push({ label: 'completedAt', value: utcTime(at) });
  const text = summary === undefined ? '' : oneParagraph(summary);
  if (text !== '') facts.push({ label: 'executionSummary', value: text });
  return facts;
}

/** In an outline the mark itself keeps the time; one that a person set is not dated afterwards. */
function stampOf({ settings, family }: TaskList, { task }: Target, at: string): string {
  if (family !== 'outline' || settings.completion === 'mark' || task.status === 'completed') return '';
  return settings.completion === 'full' ? utcTime(at) : utcTime(at).slice(0, 10);
}

/** Whether this family and setting write more than the status. */
function hasRoom(list: TaskList, { body }: Target): boolean {
  const { completion } = list.settings;
  if (completion === 'mark') return false;
  if (list.family === 'headings') return true;
  return list.family === 'checklist' && (completion === 'full' || body.fields.length > 0);
}
