import { type Task, type TaskList, isClosed } from '@devteam/task-list';

/** The task whose work is taken back, and all that were done on top of it: whatever waited for it, directly or not. In the order of the list. */
export function reopenedTasks(list: TaskList, key: string): Task[] {
  const reopened = new Set([key]);
  const isReached = (task: Task): boolean =>
    task.dependencies.some((wanted) => reopened.has(wanted) || ancestorsOf(list, wanted, reopened));
  for (let before = -1; before !== reopened.size;) {
    before = reopened.size;
    for (const task of list.tasks) if (!reopened.has(task.key) && isClosed(task.status) && isReached(task)) reopened.add(task.key);
  }
  return list.tasks.filter((task) => reopened.has(task.key) && isClosed(task.status));
}

/** Whoever depends on a parent depends on its children. */
function ancestorsOf(list: TaskList, key: string, reopened: ReadonlySet<string>): boolean {
  const task = list.tasks.find((one) => one.key === key);
  return task?.children.some((child) => reopened.has(child) || ancestorsOf(list, child, reopened)) ?? false;
}
