/** `DEVTEAM_TEST_SCALE=full` runs all that the specification promises; without it each law looks at a small part, for every day. */
export const isFullScale = process.env['DEVTEAM_TEST_SCALE'] === 'full';

/** The same cases every time; another seed looks at others: `DEVTEAM_LAW_SEED=$RANDOM`. */
export const seed = Number(process.env['DEVTEAM_LAW_SEED'] ?? 20261122);

/** How often a law is tried, at full scale and on every day. */
export const times = (full: number, everyDay: number): number => (isFullScale ? full : everyDay);

/** At most so many of a row of cases, spread over it; a `turn` later the next ones. */
export function someOf<T>(all: readonly T[], most: number, turn = 0): readonly T[] {
  if (all.length <= most) return all;
  const step = all.length / most;
  return Array.from({ length: most }, (_, index) => all[(Math.floor(index * step) + turn) % all.length]).filter((one) => one !== undefined);
}

/** How a property is tried: so many cases at full scale, so many on every day, from the seed that is printed once a file. */
export function trials(full: number, everyDay: number): { readonly numRuns: number; readonly seed: number } {
  if (isFullScale && !isSaid) console.log(`cases from seed ${seed}`);
  isSaid = true;
  return { numRuns: times(full, everyDay), seed };
}

let isSaid = false;
