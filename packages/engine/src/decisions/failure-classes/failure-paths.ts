import { type ErrorCode, type FailureClass, errorCatalogue } from '@devteam/api';

/** What a failure leads to, by whose doing it is. */
export interface FailurePath {
  /** Whether it uses up one of the attempts of the task. */
  readonly usesAttempt: boolean;
  /**
   * `try_again`: at once, with what went wrong. `wait`: by itself later, with longer and longer pauses. `ask`: only a person can change
   * anything. `end`: the execution ends, and the task is as if it had not been tried.
   */
  readonly leads: 'try_again' | 'wait' | 'ask' | 'end';
  /** How often in one attempt. A provider that is away for a weekend is waited for; a repository that is not there for an hour needs somebody. */
  readonly maxWaits: number;
  /** Whose breaker counts it: everybody who uses this lane (provider, machine), the project alone, or nobody's. */
  readonly breaker: 'lane' | 'project' | 'none';
}

const weekend = 1000;
const hour = 15;

/** The classes are stable strings, given once, by code, in the error catalogue; nobody guesses them from a text. */
export const failurePaths: Readonly<Record<FailureClass, FailurePath>> = {
  work: { usesAttempt: true, leads: 'try_again', maxWaits: 0, breaker: 'project' },
  quota: { usesAttempt: false, leads: 'wait', maxWaits: weekend, breaker: 'lane' },
  provider_outage: { usesAttempt: false, leads: 'wait', maxWaits: weekend, breaker: 'lane' },
  infrastructure: { usesAttempt: false, leads: 'wait', maxWaits: hour, breaker: 'lane' },
  repository: { usesAttempt: false, leads: 'wait', maxWaits: hour, breaker: 'project' },
  policy: { usesAttempt: false, leads: 'ask', maxWaits: 0, breaker: 'none' },
  user: { usesAttempt: false, leads: 'ask', maxWaits: 0, breaker: 'none' },
};

/** A code that nobody knows is a fault of the machine around the work, so that it costs no attempt. */
export function failureClassOf(code: string): FailureClass {
  return Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode].class : 'infrastructure';
}
