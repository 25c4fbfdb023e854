export interface RateLimits {
  /** Milliseconds to wait; 0: go on, and it is counted. */
  take(who: string, kind: 'read' | 'write'): number;
}

export interface Allowance {
  burst: number;
  perSecond: number;
}

export const allowances: Readonly<Record<'read' | 'write', Allowance>> = {
  read: { burst: 400, perSecond: 100 },
  write: { burst: 100, perSecond: 20 },
};
const mostKnown = 5000;

/** So many at once, so many in the long run, for each caller by itself: one that floods waits, the others do not notice. */
export function createRateLimits(now: () => number, limits = allowances): RateLimits {
  const known = new Map<string, { left: number; at: number }>();
  return {
    take: (who, kind) => {
      const { burst, perSecond } = limits[kind];
      const key = `${kind} ${who}`;
      const found = known.get(key) ?? { left: burst, at: now() };
      const left = Math.min(burst, found.left + ((now() - found.at) / 1000) * perSecond);
      known.delete(key);
      // The one that was quiet for longest is forgotten.
      if (known.size >= mostKnown) known.delete(known.keys().next().value ?? '');
      known.set(key, { left: left < 1 ? left : left - 1, at: now() });
      return left < 1 ? Math.ceil(((1 - left) / perSecond) * 1000) : 0;
    },
  };
}
