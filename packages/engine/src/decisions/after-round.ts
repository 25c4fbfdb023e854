import { type ErrorCode, type Failure, describeFailure, errorCatalogue } from '@devteam/api';
import type { PhaseEvent } from './phase-table.ts';

/** How one round of a task's workflow came out. */
export type RoundResult =
  | { end: 'landed' }
  /** Somebody pushed in between; the work still waits to land. */
  | { end: 'moved' }
  /** The list no longer asks for this task. */
  | { end: 'superseded' }
  | { end: 'failed'; failure: Failure }
  | { end: 'canceled' };

export interface TaskStanding {
  attempt: number;
  /** Landings tried in this attempt. */
  round: number;
  maxAttempts: number;
}

export type AfterRound =
  | { do: 'end'; outcome: 'landed' | 'review' | 'failed' | 'canceled' | 'superseded'; event: PhaseEvent | null; failure: Failure | null }
  /** The whole task again, told what went wrong. */
  | { do: 'retry'; attempt: number; failure: Failure }
  /** Merge, verify and push the same work on the new tip. */
  | { do: 'reland'; round: number };

/** A branch that moves under every push of ours is contended; more tries would only add to it. */
export const mostLandings = 5;

const exitCodeOf = (failure: Failure): number =>
  Object.hasOwn(errorCatalogue, failure.code) ? errorCatalogue[failure.code as ErrorCode].exitCode : 1;

/**
 * What follows a round. Only work failures use up attempts. What a person has to decide becomes a review; what is broken around the
 * work (repository, machine, configuration) ends the execution, and the task is as if it had not been tried.
 */
export function afterRound(task: TaskStanding, result: RoundResult): AfterRound {
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
      const { failure } = result;
      if (failure.class === 'work' && task.attempt < task.maxAttempts) return { do: 'retry', attempt: task.attempt + 1, failure };
      const isForPerson = failure.class === 'work' || exitCodeOf(failure) === 4;
      if (!isForPerson) return { do: 'end', outcome: 'failed', event: null, failure };
      const tried = failure.class === 'work' ? [...failure.tried, `${task.maxAttempts} attempts`] : failure.tried;
      return { do: 'end', outcome: 'review', event: 'review', failure: { ...failure, tried: [...tried] } };
    }
  }
}
