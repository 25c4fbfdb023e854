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
  /** Whose breaker counts it: everybody who uses this lane (provider, machine), the project alone, or nobody's. */
  readonly breaker: 'lane' | 'project' | 'none';
}

/** The classes are stable strings, given once, by code, in the error catalogue; nobody guesses them from a text. */
export const failurePaths: Readonly<Record<FailureClass, FailurePath>> = {
  work: { usesAttempt: true, leads: 'try_again', breaker: 'project' },
  quota: { usesAttempt: false, leads: 'wait', breaker: 'lane' },
  provider_outage: { usesAttempt: false, leads: 'wait', breaker: 'lane' },
  infrastructure: { usesAttempt: false, leads: 'wait', breaker: 'lane' },
  repository: { usesAttempt: false, leads: 'wait', breaker: 'project' },
  policy: { usesAttempt: false, leads: 'ask', breaker: 'none' },
  user: { usesAttempt: false, leads: 'ask', breaker: 'none' },
};

/** A code that nobody knows is a fault of the machine around the work, so that it costs no attempt. */
export function failureClassOf(code: string): FailureClass {
  return Object.hasOwn(errorCatalogue, code) ? errorCatalogue[code as ErrorCode].class : 'infrastructure';
}
