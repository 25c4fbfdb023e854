import type { ExecutionStatus, ProjectView } from '@devteam/api';

/** What a project asks of the reader: the order of the grid, and the words of the summary. */
export const attentions = ['needs-you', 'running', 'paused', 'stopped', 'completed', 'idle'] as const;
export type Attention = (typeof attentions)[number];

const attentionOfStatus: Record<ExecutionStatus, Attention> = {
  waiting_for_human: 'needs-you',
  error: 'needs-you',
  initializing: 'running',
  running: 'running',
  stopping: 'running',
  paused: 'paused',
  stopped: 'stopped',
  completed: 'completed',
  idle: 'idle',
};

export const statusOf = (project: ProjectView): ExecutionStatus => project.execution?.status ?? 'idle';
export const attentionOf = (project: ProjectView): Attention => attentionOfStatus[statusOf(project)];
export const isAttention = (value: string | null): value is Attention => attentions.some((attention) => attention === value);

/** A question waits before a failure does: someone's answer moves it at once. */
const rankOfStatus = (status: ExecutionStatus): number =>
  status === 'waiting_for_human' ? -1 : attentions.indexOf(attentionOfStatus[status]);

const order = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Needs-you first; within a rank by name, so that cards keep their places while numbers change. */
export const compareProjects = (a: ProjectView, b: ProjectView): number =>
  rankOfStatus(statusOf(a)) - rankOfStatus(statusOf(b)) ||
  order(a.customerName, b.customerName) ||
  order(a.name, b.name) ||
  order(a.projectId, b.projectId);
