import { diagnosticOf } from '../diagnostics/report.ts';
import { isClosed } from '../dialects/statuses.ts';
import type { Diagnostic, Key, StopPoint, Task, TaskList } from '../model.ts';
import { stopTarget, unknownStop } from '../read/stops.ts';
import { documentOf } from './document-of.ts';
import { findGroup, findTask, subtree } from './find.ts';
import { findNextTask } from './next-task.ts';
import { tasksOfGroup } from './readiness.ts';

/**
 * The first stop point that is reached. `after X`: X is closed with all below it; of a group, all its tasks. `before X`: the next task
 * belongs to X, and nothing of X has started.
 */
export function findReachedStop(list: TaskList, stops: readonly StopPoint[] = list.stops): StopPoint | undefined {
  let next: Task | undefined | null = null;
  return stops.find(({ when, target }) => {
    const tasks = stopCovers(list, target);
    if (tasks.length === 0) return false;
    if (when === 'after') return tasks.every((task) => isClosed(task.status));
    if (next === null) next = findNextTask(list);
    return next !== undefined && tasks.includes(next) && !tasks.some((task) => task.status === 'active' || task.status === 'completed');
  });
}

/**
 * The tasks that a stop at this task or group covers: `after` waits until all of them are closed, `before` keeps all of them from
 * starting. One at a replaced task moves to its replacement. None if there is no such task or group.
 */
export function stopCovers(list: TaskList, target: Key): Task[] {
  const { lookup } = documentOf(list);
  const key = stopTarget(lookup, target) ?? target;
  const seen = new Set<Key>();
  let task = findTask(list, key);
  while (task && task.status === 'replaced' && task.replacedBy !== null && !seen.has(task.key)) {
    seen.add(task.key);
    task = findTask(list, task.replacedBy) ?? task;
  }
  if (task) return subtree(list, task.key);
  const group = findGroup(list, key);
  return group ? tasksOfGroup(list, group) : [];
}

/** Nobody reads so many; each means a look at every id of the list. */
const MOST_HELPED = 50;

/** E120 for each stop that names nothing of this list, with the nearest ids. */
export function checkStops(list: TaskList, stops: readonly StopPoint[]): Diagnostic[] {
  const { lookup, source } = documentOf(list);
  return stops
    .filter(({ target }) => stopTarget(lookup, target) === undefined)
    .map(({ when, target }, index) =>
      diagnosticOf(source, { code: 'E120', from: 0, to: 0, ...unknownStop(lookup, `stop ${when}`, target, index < MOST_HELPED) }),
    );
}
