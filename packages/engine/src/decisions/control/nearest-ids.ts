import { type Key, type TaskList, TaskListRefusal, getTask } from '@devteam/task-list';

/** «did you mean 1.2 or 1.3?» for an id that no task of the list has; empty if it has one. */
export function nearestIds(list: TaskList, wanted: Key): string {
  try {
    getTask(list, wanted);
    return '';
  } catch (error) {
    if (!(error instanceof TaskListRefusal)) throw error;
    const { expected } = error.diagnostic;
    return `no task is called ${wanted}${expected ? `; did you mean ${expected}?` : ''}`;
  }
}
