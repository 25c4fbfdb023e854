/** What is known of why a file matters, by its number in the map. */
export interface Found {
  score: number;
  /** How much each reason adds to it. */
  readonly reasons: Map<string, number>;
  /** Names of its definitions that matter, and how much. */
  readonly wanted: Map<string, number>;
}

export type Add = (n: number, score: number, reason: string, wanted?: string) => void;

export function collectFound(): { found: ReadonlyMap<number, Found>; add: Add } {
  const found = new Map<number, Found>();
  return {
    found,
    add: (n, score, reason, wanted) => {
      const one = found.get(n) ?? { score: 0, reasons: new Map(), wanted: new Map() };
      one.score += score;
      one.reasons.set(reason, (one.reasons.get(reason) ?? 0) + score);
      if (wanted !== undefined) one.wanted.set(wanted, (one.wanted.get(wanted) ?? 0) + score);
      found.set(n, one);
    },
  };
}

/** The best of them; of equals the one that comes first. */
export function bestFound(found: ReadonlyMap<number, Found>, most: number): Map<number, number> {
  const sorted = Array.from(found, ([n, { score }]) => [n, score] as const).toSorted(([a, one], [b, other]) => other - one || a - b);
  return new Map(sorted.slice(0, most));
}
