import type { TaskList } from '../model.ts';
import { findTask } from '../questions/find.ts';
import { derivedStatus } from '../read/settle-statuses.ts';
import type { Target } from './target.ts';

/**
 * Whether a task reads as pending, and no other task as something new, once it has no status of its own: one with sub-tasks says what they
 * say, and in a headings file without any status a task whose checks are all done is completed.
 */
export function isPendingWithoutStatus(list: TaskList, { task }: Target): boolean {
  if (task.children.length > 0 && derivedStatus(task.children.map((key) => findTask(list, key)?.status ?? 'pending')) !== 'pending')
    return false;
  if (list.family !== 'headings') return true;
  if (list.tasks.some((other) => other !== task && !['default', 'derived', 'checks'].includes(other.statusSource))) return true;
  return !list.tasks.some(({ checks }) => checks.length > 0 && checks.every(({ done }) => done === true));
}
