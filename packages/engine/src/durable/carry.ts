import type { Failure, TaskStatus } from '@devteam/api';
import type { FailedAttempt } from '../decisions/verification/failure/standstill.ts';
import type { KeptWork, TaskRow } from '../store/index.ts';
import type { Approval, FinishedWork, LastFailure } from './nodes/task-input.ts';

/** What one round hands to the next through the task's row. */
export interface Carry {
  lastFailure?: LastFailure;
  finished?: FinishedWork;
  /** Attempts that failed by their work: whether they get further is judged by them. */
  failed?: FailedAttempt[];
  /** A person lets the finished work land with what is known to be wrong with it. */
  approval?: Approval;
  /** A person takes the task out of the list; what is left is to say so in the file. */
  closing?: { status: Extract<TaskStatus, 'skipped' | 'blocked' | 'canceled'>; by: string; note: string; halts: boolean };
  /** Of a task whose error is investigated by another one. */
  solving?: Solving;
}

export interface Solving {
  resolverKey: string;
  signature: string;
  failure: Failure;
  failedAt: string;
  work: KeptWork | null;
  changedFiles: string[];
}

export const carryOf = ({ carry }: Pick<TaskRow, 'carry'>): Carry => carry ?? {};
