import { type Failure, describeFailure } from '@devteam/api';
import { type BackOff, backOffSeconds, usualBackOff } from './back-off.ts';
import { failurePaths } from './failure-paths.ts';
import { type FailedAttempt, findStandstill } from '../verification/failure/standstill.ts';

export interface FailureStanding {
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Tries in a row that failed without being the work's fault. */
  readonly waits: number;
  readonly maxWaits: number;
  /** Of the attempts of this task that failed by their work, this one included. */
  readonly failed: readonly FailedAttempt[];
}

export type AfterFailure =
  | { readonly do: 'try_again'; readonly attempt: number; readonly afterSeconds: number }
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
  const seconds = (tries: number) => Math.max(retryAfterSeconds, backOffSeconds(tries, jitter, backOff));
  if (path.usesAttempt) {
    const standstill = findStandstill(standing.failed);
    if (standstill) {
      const evidence = failure.evidence ?? `${failure.what}: ${failure.why}`;
      return {
        do: 'ask',
        failure: describeFailure('no_progress', { why: standstill.words, evidence, place: failure.place ?? failure.code }),
      };
    }
    if (standing.attempt < standing.maxAttempts)
      return { do: 'try_again', attempt: standing.attempt + 1, afterSeconds: seconds(standing.attempt) };
    return { do: 'ask', failure: { ...failure, tried: [...failure.tried, `${standing.maxAttempts} attempts`] } };
  }
  if (path.leads === 'ask') return { do: 'ask', failure };
  if (path.leads === 'wait' && standing.waits < standing.maxWaits)
    return { do: 'wait', waits: standing.waits + 1, afterSeconds: seconds(standing.waits + 1) };
  return { do: 'end', failure: { ...failure, tried: [...failure.tried, `tried it ${standing.waits + 1} times`] } };
}
