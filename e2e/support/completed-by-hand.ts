import { type TaskList, applyEdits, completeTask, findTask } from '@devteam/task-list';

/** The list that ticking off by hand gives, with the time, duration and summary that were written; nothing if the task was not ticked. */
export function completedByHand(before: TaskList, after: TaskList, key: string): Uint8Array | undefined {
  const task = findTask(after, key);
  if (!task || task.status !== 'completed') return undefined;
  const edits = completeTask(before, key, {
    at: task.completedAt ?? '2026-11-22T10:31:00Z',
    ...(task.actualDuration === null ? {} : { actualDuration: task.actualDuration }),
    ...(task.executionSummary === null ? {} : { summary: task.executionSummary }),
  });
  return applyEdits(before.bytes, edits);
}
