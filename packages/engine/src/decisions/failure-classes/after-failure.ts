import { type ErrorCode, type Failure, describeFailure, errorCatalogue } from '@devteam/api';
import { type FailedAttempt, findStandstill } from '../verification/failure/standstill.ts';
import { type BackOff, backOffSeconds, usualBackOff } from './back-off.ts';
import { failurePaths } from './failure-paths.ts';
import { passesByItself } from './lasting-failures.ts';

export interface FailureStanding {
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Tries in this attempt that failed without being the work's fault. */
  readonly waits: number;
  /** Of the attempts of this task that failed by their work, this one included. */
  readonly failed: readonly FailedAttempt[];
}

export type AfterFailure =
  /** At once: what went wrong is known, and nothing changes by waiting. */
  | { readonly do: 'try_again'; readonly attempt: number }
  /** The same attempt once more; no attempt is used up. */
  | { readonly do: 'wait'; readonly waits: number; readonly afterSeconds: number }
  | { readonly do: 'ask'; readonly failure: Failure }
  | { readonly do: 'end'; readonly failure: Failure };

/**
 * What follows a failure of a task. `jitter` is a random number from 0 to below 1. `retryAfterSeconds`: the provider said how long; it
 * is never asked sooner.
 */
export function afterFailure(
  standing: FailureStanding,
  failure: Failure,
  given: { jitter: number; retryAfterSeconds?: number; backOff?: BackOff },
): AfterFailure {
  const { jitter, retryAfterSeconds = 0, backOff = usualBackOff } = given;
  const path = failurePaths[failure.class];
  if (path.usesAttempt) {
    const standstill = standing.attempt < standing.maxAttempts ? findStandstill(standing.failed) : undefined;
    if (standstill) {
      const evidence = failure.evidence ?? `${failure.what}: ${failure.why}`;
      return {
        do: 'ask',
        failure: describeFailure('no_progress', { why: standstill.words, evidence, place: failure.place ?? failure.code }),
      };
    }
    if (standing.attempt < standing.maxAttempts) return { do: 'try_again', attempt: standing.attempt + 1 };
    return { do: 'ask', failure: { ...failure, tried: [...failure.tried, `${standing.maxAttempts} attempts`] } };
  }
  if (passesByItself(failure) && standing.waits < path.maxWaits) {
    const waits = standing.waits + 1;
    return { do: 'wait', waits, afterSeconds: Math.max(retryAfterSeconds, backOffSeconds(waits, jitter, backOff)) };
  }
  const tried = standing.waits > 0 ? [...failure.tried, `tried it ${standing.waits + 1} times`] : failure.tried;
  return { do: isForPerson(failure) ? 'ask' : 'end', failure: { ...failure, tried: [...tried] } };
}

/** Of what is not the work's fault: whether a person has to decide, or the execution cannot go on at all. */
const isForPerson = ({ code }: Failure): boolean => Object.hasOwn(errorCatalogue, code) && errorCatalogue[code as ErrorCode].exitCode === 4;
