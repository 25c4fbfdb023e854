import { type ErrorCode, type Failure, describeFailure } from '@devteam/api';
import { afterFailure } from './failure-classes/after-failure.ts';
import type { BackOff } from './failure-classes/back-off.ts';
import { isClosedBranch } from './failure-classes/closed-branch.ts';
import type { PhaseEvent } from './phase-table.ts';
import type { FailedAttempt } from './verification/failure/standstill.ts';

/** How one round of a task's workflow came out. */
export type RoundResult =
  | { end: 'landed' }
  /** Somebody pushed in between; the work still waits to land. */
  | { end: 'moved' }
  /** The list no longer asks for this task. */
  | { end: 'superseded' }
  | { end: 'failed'; failure: Failure; retryAfterSeconds?: number }
  | { end: 'canceled' };

export interface TaskStanding {
  attempt: number;
  /** Landings tried in this attempt. */
  round: number;
  maxAttempts: number;
  /** Tries in this attempt that failed without being the work's fault. */
  waits: number;
  /** Attempts that failed by their work, this one included. */
  failed: readonly FailedAttempt[];
  /** Whether an error of this task may be investigated; never one of an investigation. */
  maySolve: boolean;
}

export type AfterRound =
  | { do: 'end'; outcome: 'landed' | 'review' | 'failed' | 'canceled' | 'superseded'; event: PhaseEvent | null; failure: Failure | null }
  /** The whole task again, told what went wrong. */
  | { do: 'retry'; attempt: number; failure: Failure }
  /** The same attempt later; what failed was not the work. */
  | { do: 'wait'; waits: number; afterSeconds: number; failure: Failure }
  /** Merge, verify and push the same work on the new tip. */
  | { do: 'reland'; round: number }
  /** Its attempts are used up: the error is investigated by a task of its own. */
  | { do: 'solve'; failure: Failure };

/** A branch that moves under every push of ours is contended; more tries would only add to it. */
export const mostLandings = 5;

/** No fault of the work for sure, and still worth an investigation: was it the host, does the work make its checks hang, what does the remote not take? */
const worthSolving: ReadonlySet<string> = new Set<ErrorCode>(['check_timed_out', 'check_could_not_run', 'push_refused']);
/** Of the work, and nothing to investigate: the executor did what it may not. */
const notSolved: ReadonlySet<string> = new Set<ErrorCode>(['executor_reached_outside', 'no_progress']);

const isSolvable = (failure: Failure): boolean =>
  (failure.class === 'work' || worthSolving.has(failure.code)) && !notSolved.has(failure.code) && !isClosedBranch(failure);

/**
 * What follows a round. Only work failures use up attempts. What passes by itself is waited for; what a person has to decide becomes a
 * review; what is broken around the work ends the execution, and the task is as if it had not been tried.
 */
export function afterRound(task: TaskStanding, result: RoundResult, given: { jitter: number; backOff?: BackOff }): AfterRound {
  switch (result.end) {
    case 'landed':
      return { do: 'end', outcome: 'landed', event: 'land', failure: null };
    case 'superseded':
      return { do: 'end', outcome: 'superseded', event: 'interrupt', failure: null };
    case 'canceled':
      return { do: 'end', outcome: 'canceled', event: 'interrupt', failure: null };
    case 'moved':
      if (task.round < mostLandings) return { do: 'reland', round: task.round + 1 };
      return { do: 'end', outcome: 'review', event: 'review', failure: describeFailure('push_contended') };
    case 'failed': {
      const { failure, retryAfterSeconds = 0 } = result;
      const then = afterFailure(task, failure, { ...given, retryAfterSeconds });
      if (then.do === 'try_again') return { do: 'retry', attempt: then.attempt, failure };
      if (then.do === 'wait') return { ...then, failure };
      if (then.do === 'end') return { do: 'end', outcome: 'failed', event: null, failure: then.failure };
      if (task.maySolve && isSolvable(then.failure)) return { do: 'solve', failure: then.failure };
      return { do: 'end', outcome: 'review', event: 'review', failure: then.failure };
    }
  }
}
