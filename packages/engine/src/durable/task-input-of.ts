import type { ExecutionRow, StoredTaskList, TaskRow } from '../store/index.ts';
import { carryOf } from './carry.ts';
import type { FinishedWork, TaskInput } from './nodes/task-input.ts';

export function taskInputOf(execution: ExecutionRow, task: TaskRow, list: StoredTaskList | undefined): TaskInput {
  if (!execution.branch || !list) throw new Error(`Task ${task.key} was selected before ${execution.id} was prepared`);
  return {
    executionId: execution.id,
    projectId: task.projectId,
    key: task.key,
    id: task.id,
    title: task.title,
    startedAt: task.startedAt.toISOString(),
    branch: execution.branch,
    listPath: list.path,
    dialect: list.dialect,
    attempt: task.attempt,
    maxAttempts: task.maxAttempts,
    askedBy: execution.askedBy,
    lastFailure: carryOf(task).lastFailure ?? null,
  };
}

export function finishedOf(task: TaskRow): FinishedWork {
  const { finished } = carryOf(task);
  if (!finished) throw new Error(`Task ${task.key} is to land and has no finished work`);
  return finished;
}
