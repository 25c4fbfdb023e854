import type { NewTask } from '../model.ts';
import type { TaskList } from '../model.ts';
import { writeDuration } from '../read/values.ts';
import { criterionText, fieldText, inlineList } from './field-value.ts';
import { oneLine, refusedText } from './put-in-text.ts';
import { rankOf, type NewField } from './place-field.ts';

/** The fields a new task is given, in the order of fields; a title is no field. */
export function givenFields(list: TaskList, task: NewTask): NewField[] {
  const fields: NewField[] = [];
  if (task.description !== undefined && task.description.trim() !== '') {
    const text = oneLine(task.description, 'the description', 20_000);
    fields.push({ label: 'description', value: text });
  }
  if (task.acceptanceCriteria && task.acceptanceCriteria.length > 0) {
    fields.push({ label: 'acceptanceCriteria', value: '', items: task.acceptanceCriteria.map((one) => criterionText(one)) });
  }
  if (task.complexity !== undefined) fields.push({ label: 'complexity', value: one(list, 'complexity', task.complexity) });
  if (task.priority !== undefined) fields.push({ label: 'priority', value: one(list, 'priority', task.priority) });
  for (const field of ['dependencies', 'tags', 'files'] as const) {
    const value = task[field];
    if (!value || value.length === 0) continue;
    const written = fieldText(list, field, value);
    if (written?.kind === 'items') fields.push({ label: field, value: inlineList(field, written.items) });
  }
  if (task.estimatedDuration !== undefined) {
    if (!Number.isFinite(task.estimatedDuration) || task.estimatedDuration < 0)
      throw refusedText('the estimate', `is ${task.estimatedDuration}`, 'minutes');
    fields.push({ label: 'estimatedDuration', value: writeDuration(task.estimatedDuration) });
  }
  return inOrder(fields);
}

function one(list: TaskList, field: 'complexity' | 'priority', value: string): string {
  const written = fieldText(list, field, value);
  return written?.kind === 'text' ? written.text : value;
}

export function inOrder(fields: readonly NewField[]): NewField[] {
  return fields.toSorted((a, b) => rankOf(a.label) - rankOf(b.label));
}
