/**
 * A breaker of a lane or a project: after the same failure five times in a row it lets nothing through, until after a while one canary
 * may try. A canary that gets through closes it; one that fails opens it for twice as long.
 */
export type Breaker =
  | { readonly state: 'closed'; readonly signature: string | null; readonly inRow: number }
  | { readonly state: 'open'; readonly signature: string; readonly until: number; readonly opened: number }
  | { readonly state: 'trying'; readonly signature: string; readonly canary: string; readonly since: number; readonly opened: number };

export const closedBreaker: Breaker = { state: 'closed', signature: null, inRow: 0 };

export interface BreakerSettings {
  readonly failures: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A canary that has said nothing for so long is gone, and another may try. */
  readonly canaryPatienceMs: number;
}
export const usualBreaker: BreakerSettings = {
  failures: 5,
  firstPauseMs: 60_000,
  longestPauseMs: 15 * 60_000,
  canaryPatienceMs: 30 * 60_000,
};

export type Admission =
  | { readonly go: true; readonly breaker: Breaker; readonly isCanary: boolean }
  | { readonly go: false; readonly breaker: Breaker; readonly why: string };

const pause = (opened: number, settings: BreakerSettings) => Math.min(settings.longestPauseMs, settings.firstPauseMs * 2 ** (opened - 1));

/** Whether this one may start. `who` is known again when its result comes; times are milliseconds of one clock. */
export function admit(breaker: Breaker, who: string, now: number, settings = usualBreaker): Admission {
  if (breaker.state === 'closed') return { go: true, breaker, isCanary: false };
  const { signature, opened } = breaker;
  const tries: Breaker = { state: 'trying', signature, canary: who, since: now, opened };
  if (breaker.state === 'trying') {
    // Asked again after a crash.
    if (breaker.canary === who) return { go: true, breaker, isCanary: true };
    if (now - breaker.since >= settings.canaryPatienceMs) return { go: true, breaker: tries, isCanary: true };
    return { go: false, breaker, why: `held by «${signature}»; ${breaker.canary} tries whether it still fails` };
  }
  if (now >= breaker.until) return { go: true, breaker: tries, isCanary: true };
  const seconds = Math.ceil((breaker.until - now) / 1000);
  return { go: false, breaker, why: `held by «${signature}»; one tries again in ${seconds} s` };
}

/** What the end of a task or step teaches. `signature`: null if it went well. */
export function learn(breaker: Breaker, result: { who: string; signature: string | null }, now: number, settings = usualBreaker): Breaker {
  const { signature, who } = result;
  if (breaker.state === 'closed') {
    if (signature === null) return closedBreaker;
    const inRow = breaker.signature === signature ? breaker.inRow + 1 : 1;
    if (inRow < settings.failures) return { state: 'closed', signature, inRow };
    return { state: 'open', signature, until: now + pause(1, settings), opened: 1 };
  }
  // What started before it opened and ends now says nothing of how things are: only the canary was sent to find that out.
  if (breaker.state === 'open' || breaker.canary !== who) return breaker;
  // Another failure is none of what it holds for; it begins to count anew.
  if (signature !== breaker.signature) return signature === null ? closedBreaker : { state: 'closed', signature, inRow: 1 };
  const opened = breaker.opened + 1;
  return { state: 'open', signature, until: now + pause(opened, settings), opened };
}
