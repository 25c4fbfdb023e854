/**
 * Slows guessing down: after a few wrong tokens from one address each further try has to wait, twice as long each time. The token is
 * too long to be guessed; this keeps the log and the processor quiet while somebody tries.
 */
export interface SignInThrottle {
  /** Milliseconds until this address may try again; 0: now. */
  waitMs(address: string): number;
  failed(address: string): void;
  succeeded(address: string): void;
}

const freeTries = 5;
const firstWaitMs = 1000;
const longestWaitMs = 30_000;
const forgetAfterMs = 10 * 60_000;
const mostAddresses = 1000;

export function createSignInThrottle(now: () => number): SignInThrottle {
  const known = new Map<string, { failures: number; lastAt: number }>();
  const find = (address: string) => {
    const entry = known.get(address);
    if (entry && now() - entry.lastAt > forgetAfterMs) known.delete(address);
    return known.get(address);
  };
  return {
    waitMs: (address) => {
      const entry = find(address);
      if (!entry || entry.failures < freeTries) return 0;
      const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(entry.failures - freeTries, 10));
      return Math.max(0, entry.lastAt + wait - now());
    },
    failed: (address) => {
      const failures = (find(address)?.failures ?? 0) + 1;
      known.delete(address);
      known.set(address, { failures, lastAt: now() });
      const [oldest] = known.keys();
      if (known.size > mostAddresses && oldest !== undefined) known.delete(oldest);
    },
    succeeded: (address) => void known.delete(address),
  };
}
