import type { FailedAttempt } from '../decisions/verification/failure/standstill.ts';
import type { TaskRow } from '../store/index.ts';
import type { FinishedWork, LastFailure } from './nodes/task-input.ts';

/** What one round hands to the next through the task's row. */
export interface Carry {
  lastFailure?: LastFailure;
  finished?: FinishedWork;
  /** Attempts that failed by their work: whether they get further is judged by them. */
  failed?: FailedAttempt[];
}

export const carryOf = ({ carry }: Pick<TaskRow, 'carry'>): Carry => carry ?? {};
