import { type ExecutionStatus, type ProjectView, errorCatalogue, isActive } from '@devteam/api';
import { statusOf } from './attention.ts';

/** Null when the command may be given, else why not, in one sentence. */
export type Refusal = string | null;

const activeWhy: Partial<Record<ExecutionStatus, string>> = {
  waiting_for_human: 'An execution waits for your answer.',
  paused: 'An execution is paused.',
  stopping: 'An execution is stopping; wait for its last step.',
};

export function refusalOfAutomate(project: ProjectView): Refusal {
  const status = statusOf(project);
  return isActive(status) ? (activeWhy[status] ?? `${errorCatalogue.execution_active.what}.`) : null;
}

export function refusalOfStop(project: ProjectView): Refusal {
  const status = statusOf(project);
  if (!isActive(status)) return 'Nothing is running.';
  if (status === 'stopping' || project.execution?.desired === 'stopped') return 'A stop is asked for already.';
  return null;
}

/** What was asked for while the engine is on its way there; null when it has arrived. */
export function pendingWish(project: ProjectView): string | null {
  const { execution } = project;
  if (!execution || !isActive(execution.status)) return null;
  if (execution.desired === 'stopped') return 'Stopping after this step';
  if (execution.desired === 'paused' && execution.status !== 'paused') return 'Pausing after this step';
  return null;
}
