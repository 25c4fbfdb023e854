import { type Task, type TaskList, findTask, identify } from '@devteam/task-list';

export type SameTask =
  | { task: Task; why: null }
  /** Taken out of the list; another task now; or several could be meant. */
  | { task: null; why: 'gone' | 'other' | 'ambiguous' };

/**
 * The task that was selected, in a list that people may have changed since: ticking off another one would call work done that nobody
 * did. Its own words count most, wherever they stand now; then its key, if the words there are still much the same. A task that stood
 * in the list before under these other words (`before`) is that one and not ours, however alike the two sound.
 */
export function findSameTask(list: TaskList, wanted: { key: string; title: string }, before: TaskList | null): SameTask {
  const { key, title } = wanted;
  const own = findTask(list, key);
  if (own?.title === title) return { task: own, why: null };
  const namesakes = (of: TaskList) => of.tasks.filter((task) => task.title === title);
  const [moved, ...more] = namesakes(list);
  const isPosition = key.startsWith('@');
  if (!isPosition && (more.length > 0 || (before && namesakes(before).length > 1))) return { task: null, why: 'ambiguous' };
  if (moved && more.length === 0) return { task: moved, why: null };
  const found = identify(list, { key, title, status: 'pending' });
  if (!found.task) return found;
  const { title: words } = found.task;
  const isAnother = words !== title && before?.tasks.some((task) => task.key !== key && task.title === words);
  return isAnother ? { task: null, why: own ? 'other' : 'gone' } : { task: found.task, why: null };
}
