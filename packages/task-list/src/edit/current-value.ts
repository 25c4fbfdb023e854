import type { Field, FieldValue, Task } from '../model.ts';

/** The fields that can be given a value. */
export const SETTABLE: readonly Exclude<Field, 'status'>[] = [
  'title',
  'description',
  'type',
  'acceptanceCriteria',
  'complexity',
  'priority',
  'dependencies',
  'tags',
  'files',
  'estimatedDuration',
  'actualDuration',
  'completedAt',
  'executionSummary',
  'stop',
];

/** What a field of a task says now; null if it is not there. */
export function currentValue(task: Task, field: Exclude<Field, 'status'>): FieldValue {
  if (field === 'title') return task.title;
  if (field === 'type' || field === 'stop' || field === 'completedAt' || field === 'executionSummary') return task[field];
  return task.given.includes(field) ? task[field] : null;
}

export function sameValue(a: FieldValue, b: FieldValue): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, index) => one === b[index]);
  return a === b;
}
