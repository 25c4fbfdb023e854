import { type ExecutionStatus, type ProjectView, errorCatalogue, isActive } from '@devteam/api';
import { statusOf } from './attention.ts';

/** Null when the command may be given, else why not, in one sentence. */
export type Refusal = string | null;

const activeWhy: Partial<Record<ExecutionStatus, string>> = {
  paused: 'An execution is paused.',
  stopping: 'An execution is stopping; wait for its last step.',
};

export function refusalOfAutomate(project: ProjectView): Refusal {
  const status = statusOf(project);
  // One that waits for a person ends by a new start, which goes on from the list.
  return isActive(status) && status !== 'waiting_for_human' ? (activeWhy[status] ?? `${errorCatalogue.execution_active.what}.`) : null;
}

/** What was asked for while the engine is on its way there; null when it has arrived. */
export function pendingWish(project: ProjectView): string | null {
  const { execution } = project;
  if (!execution || !isActive(execution.status)) return null;
  if (execution.desired === 'stopped') return 'Stopping';
  if (execution.desired === 'paused' && execution.status !== 'paused') return 'Pausing after this step';
  return null;
}
