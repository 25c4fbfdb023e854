import { type Key, type TaskList, findTask } from '@devteam/task-list';
import type { Injection } from './injection-request.ts';

export type UndoPlan =
  /** Statuses to write: the new task is canceled, and what it replaced is open again. */
  | { readonly possible: true; readonly statuses: readonly { readonly key: Key; readonly status: 'canceled' | 'pending' }[] }
  | { readonly possible: false; readonly blockers: readonly string[] };

/** Whether a placed injection can be undone. Its text stays in the list as canceled: what happened is not wiped out. */
export function planUndo(
  list: TaskList,
  injection: Injection,
  known: { readonly doneShare: number; readonly hasDeliverables: boolean; readonly running: Key | null },
): UndoPlan {
  const task = injection.taskKey === null ? undefined : findTask(list, injection.taskKey);
  if (!task || injection.status !== 'done')
    return { possible: false, blockers: [`the injection is ${injection.status}: there is nothing to undo`] };
  const dependents = list.tasks.filter((other) => other.dependencies.includes(task.key));
  const begun = dependents.find(({ key, status }) => status === 'active' || status === 'completed' || key === known.running);
  const blockers = [
    ...(known.doneShare > 0.5 ? [`${Math.round(known.doneShare * 100)} % of ${task.key} is done`] : []),
    ...(begun ? [`${begun.key} depends on it and has begun`] : []),
    ...(known.hasDeliverables || task.status === 'completed' ? [`work of ${task.key} is on the branch already`] : []),
  ];
  if (blockers.length > 0) return { possible: false, blockers };
  const replaced = injection.type === 'replace' && injection.addressed !== null ? findTask(list, injection.addressed) : undefined;
  return {
    possible: true,
    statuses: [
      { key: task.key, status: 'canceled' },
      ...(replaced?.status === 'replaced' ? [{ key: replaced.key, status: 'pending' as const }] : []),
    ],
  };
}
