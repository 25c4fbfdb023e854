import type { CurrentTask, Event, ExecutionStatus, Failure, ProjectView } from '@devteam/api';

/** What a terminal shows of one project; made from a view, then kept up to date by its events. */
export interface ProjectProgress {
  projectId: string;
  customerId: string;
  customerName: string;
  name: string;
  executionId: string | null;
  status: ExecutionStatus;
  reason: Failure | null;
  totals: { completed: number; total: number };
  /** At work, or the one that a person is asked about. */
  task: CurrentTask | null;
  commits: number;
  /** Milliseconds since 1970. */
  startedAt: number | null;
  endedAt: number | null;
  updatedAt: number | null;
}

export function progressOfView(view: ProjectView): ProjectProgress {
  const { execution } = view;
  return {
    projectId: view.projectId,
    customerId: view.customerId,
    customerName: view.customerName,
    name: view.name,
    executionId: execution?.executionId ?? null,
    status: execution?.status ?? 'idle',
    reason: execution?.reason ?? null,
    totals: view.totals,
    task: view.currentTask,
    commits: execution?.commits ?? 0,
    startedAt: execution ? Date.parse(execution.startedAt) : null,
    endedAt: execution?.endedAt ? Date.parse(execution.endedAt) : null,
    updatedAt: execution ? Date.parse(execution.updatedAt) : null,
  };
}

/** The same event twice changes nothing; an event of an earlier execution changes nothing either. */
export function applyEvent(progress: ProjectProgress, event: Event): ProjectProgress {
  if (event.type === 'execution-update') {
    const { payload } = event;
    return {
      ...progress,
      executionId: payload.executionId,
      status: payload.status,
      reason: payload.reason,
      totals: payload.totals,
      task: payload.currentTask,
      commits: payload.commits,
      startedAt: Date.parse(payload.startedAt),
      endedAt: payload.endedAt ? Date.parse(payload.endedAt) : null,
      updatedAt: Date.parse(payload.updatedAt),
    };
  }
  if (event.payload.executionId !== progress.executionId) return progress;
  switch (event.type) {
    case 'task-list-update': {
      const counted = event.payload.tasks.filter((task) => task.executable);
      const completed = counted.filter((task) => isClosed(task.status)).length;
      return { ...progress, totals: { completed, total: counted.length } };
    }
    case 'task-update': {
      const { task } = event.payload;
      if (task.phase === null || task.phase === 'DONE' || task.phase === 'SELECT') {
        return progress.task?.key === task.key ? { ...progress, task: null } : progress;
      }
      const { key, id, title, phase, attempt, maxAttempts } = task;
      const node = progress.task?.key === key && progress.task.attempt === attempt ? progress.task.node : null;
      return { ...progress, task: { key, id, title, phase, attempt, maxAttempts, node, startedAt: task.startedAt ?? event.ts } };
    }
    case 'node-update': {
      const { taskKey, node } = event.payload;
      if (progress.task?.key !== taskKey || node.status !== 'running') return progress;
      return { ...progress, task: { ...progress.task, node: node.node } };
    }
    case 'execution-log':
    case 'review-update':
    case 'resolution-update':
    case 'budget-update':
    case 'receipt':
    case 'timer-update':
    case 'error':
    case 'injection-update':
    case 'completion':
      break;
  }
  return progress;
}

const isClosed = (status: string): boolean =>
  status === 'completed' || status === 'canceled' || status === 'replaced' || status === 'skipped';

/** Nothing more happens without a person. */
export const isSettled = ({ status }: Pick<ProjectProgress, 'status'>): boolean =>
  status === 'completed' || status === 'stopped' || status === 'error' || status === 'waiting_for_human';

/** From the start to the end, to the question, or to now. */
export function elapsedMs(progress: ProjectProgress, now: number): number | null {
  if (progress.startedAt === null) return null;
  const until = progress.endedAt ?? (progress.status === 'waiting_for_human' ? progress.updatedAt : null) ?? now;
  return Math.max(0, until - progress.startedAt);
}
