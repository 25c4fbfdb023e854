import { isClosed } from '../dialects/statuses.ts';
import type { Key, Status, TaskList } from '../model.ts';
import { documentOf } from '../questions/document-of.ts';
import { TaskListRefusal } from '../diagnostics/refusal.ts';
import type { EditPlan } from './edit-plan.ts';
import { targetAt } from './target.ts';
import { writeTaskStatus } from './write-status.ts';

/**
 * Completes parents whose last open child has closed, if one of their children was completed and their own status is pending or active,
 * and so on up. Returns their keys.
 */
export function closeParents(plan: EditPlan, list: TaskList, index: number, status: Status): Key[] {
  const closed: Key[] = [];
  if (!isClosed(status)) return closed;
  const { parents, byKey } = documentOf(list);
  const now = new Map<number, Status>([[index, status]]);
  for (let up = parents[index] ?? -1; up >= 0; up = parents[up] ?? -1) {
    const parent = list.tasks[up];
    if (!parent) break;
    const children = parent.children.map((key) => byKey.get(key.toUpperCase()) ?? -1);
    const statuses = children.map((child) => now.get(child) ?? list.tasks[child]?.status ?? 'pending');
    if (!statuses.every((one) => isClosed(one)) || !statuses.includes('completed')) break;
    if (parent.statusSource === 'derived') {
      now.set(up, 'completed');
      continue;
    }
    if (parent.status !== 'pending' && parent.status !== 'active') break;
    if (!complete(plan, list, up)) break;
    now.set(up, 'completed');
    closed.push(parent.key);
  }
  return closed;
}

/** A parent that cannot be written stays open; its child is closed all the same. */
function complete(plan: EditPlan, list: TaskList, index: number): boolean {
  try {
    writeTaskStatus(plan, list, targetAt(list, documentOf(list), index), { status: 'completed', detail: '' });
    return true;
  } catch (error) {
    if (error instanceof TaskListRefusal) return false;
    throw error;
  }
}
