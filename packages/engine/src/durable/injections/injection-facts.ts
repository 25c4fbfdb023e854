import { isActive } from '@devteam/api';
import type { TaskList } from '@devteam/task-list';
import type { ApprovalPolicy } from '../../decisions/injection/injection-request.ts';
import type { InjectionSnapshot } from '../../decisions/injection/plan-injection.ts';
import { findSameTask } from '../../decisions/same-task.ts';
import { type Project, type Queryable, type TaskRow, findExecution, readTasks } from '../../store/index.ts';

/** What of a project's rows decides about an injection; the list comes from the branch. */
export interface InjectionFacts {
  execution: {
    id: string;
    status: NonNullable<InjectionSnapshot['execution']>['status'];
    desired: 'running' | 'paused' | 'stopped';
  } | null;
  running: Pick<TaskRow, 'key' | 'title' | 'phase' | 'claim'> | null;
  reviews: readonly Pick<TaskRow, 'key' | 'title'>[];
}

export async function readInjectionFacts(db: Queryable, projectId: string): Promise<InjectionFacts> {
  const execution = await findExecution(db, projectId);
  if (!execution || !isActive(execution.status)) return { execution: null, running: null, reviews: [] };
  const tasks = await readTasks(db, execution.id);
  const { desired, id, status } = execution;
  return {
    execution: { id, status, desired },
    running: tasks.find((task) => task.outcome === null) ?? null,
    reviews: tasks.filter((task) => task.outcome === 'review'),
  };
}

export function injectionSnapshot(
  { execution, reviews, running }: InjectionFacts,
  { list, path }: { list: TaskList; path: string },
  policy: ApprovalPolicy,
): InjectionSnapshot {
  /** The key that the list has for it now. */
  const keyNow = (task: { key: string; title: string }) => findSameTask(list, task, null).task?.key ?? task.key;
  return {
    path,
    list,
    execution,
    running: running && { key: keyNow(running), phase: running.phase, claim: running.claim ?? '' },
    // A key that was used before is looked for in the rows, where no two can have it.
    injections: [],
    openReviews: reviews.map(keyNow),
    policy,
  };
}

export function approvalPolicyOf({ settings: { injectionApproval = [] } }: Project): ApprovalPolicy {
  const of = (mode: keyof ApprovalPolicy) => (injectionApproval.includes(mode) ? 'approval' : 'auto');
  return { priority: of('priority'), replace: of('replace'), positional: of('positional') };
}
