import { type BackOff, backOffSeconds } from '../failure-classes/back-off.ts';

/** So often one error is investigated, whichever task it comes back in. */
export const mostResolutions = 3;

export type NextResolution =
  | { readonly do: 'investigate'; readonly number: number; readonly afterSeconds: number }
  | { readonly do: 'ask'; readonly words: string };

/** What follows when an error is there (again). `earlier`: investigations of the same signature, in whatever task. */
export function nextResolution(
  earlier: readonly { readonly taskKey: string; readonly status: string }[],
  given: { jitter: number; backOff: BackOff },
): NextResolution {
  const number = earlier.length + 1;
  if (number <= mostResolutions) {
    const afterSeconds = earlier.length === 0 ? 0 : backOffSeconds(earlier.length, given.jitter, given.backOff);
    return { do: 'investigate', number, afterSeconds };
  }
  const tasks = [...new Set(earlier.map(({ taskKey }) => taskKey))].toSorted();
  return { do: 'ask', words: `${earlier.length} investigations of this error, in ${tasks.join(', ')}` };
}
