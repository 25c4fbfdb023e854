import { isClosed } from '../dialects/statuses.ts';
import type { Key, Task, TaskList } from '../model.ts';
import { hasFault, isComposite, isExecutable, unmetDependencies } from './readiness.ts';

/** The first executable active task. */
export function findCurrentTask(list: TaskList): Task | undefined {
  return list.tasks.find((task) => task.status === 'active' && isExecutable(list, task, true));
}

/** The first executable active task, else the first executable pending one, in document order, whose dependencies are met. */
export function findNextTask(list: TaskList, options: { optional?: boolean; skip?: ReadonlySet<Key> } = {}): Task | undefined {
  const { optional = false, skip } = options;
  const may = (task: Task) => !skip?.has(task.key) && isExecutable(list, task, optional);
  const known = new Map<Key, readonly Key[]>();
  return (
    list.tasks.find((task) => task.status === 'active' && may(task)) ??
    list.tasks.find((task) => task.status === 'pending' && may(task) && unmetDependencies(list, task, known).length === 0)
  );
}

/** Every executable task is closed. A task that an error keeps from being executed keeps the list unfinished as well. */
export function isFinished(list: TaskList): boolean {
  return list.tasks.every((task) => isClosed(task.status) || (isComposite(task) && !hasFault(list, task)) || task.optional);
}
