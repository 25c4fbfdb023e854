export interface BackOff {
  readonly firstSeconds: number;
  readonly factor: number;
  readonly mostSeconds: number;
}

export const usualBackOff: BackOff = { firstSeconds: 5, factor: 2, mostSeconds: 300 };

/**
 * Seconds to wait before a try. `tries`: how many have failed, from 1. `jitter`: from 0 to below 1, a random number of the caller. It
 * moves the time between half of the full pause and all of it: many who failed together do not come back together, and no pause is
 * shorter than the one before it (for factors of 2 and more, until the longest is reached).
 */
export function backOffSeconds(tries: number, jitter: number, { firstSeconds, factor, mostSeconds } = usualBackOff): number {
  const full = Math.min(mostSeconds, firstSeconds * factor ** Math.max(0, tries - 1));
  return (full / 2) * (1 + Math.min(Math.max(jitter, 0), 1));
}
