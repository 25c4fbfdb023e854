/** How often one thing is told before it is given up, and after how many failures in a row nothing more is sent at all. */
export const mostTries = 8;
export const mostFailures = 20;

const firstMs = 10_000;
const longestMs = 6 * 3_600_000;

/** Until the next try, after so many; null: that was the last. 10 s, 40 s, 160 s … at most 6 h, each a little otherwise. */
export function delayAfter(tries: number, random: number): number | null {
  if (tries >= mostTries) return null;
  const usual = Math.min(longestMs, firstMs * 4 ** (tries - 1));
  return Math.round(usual * (0.8 + 0.4 * random));
}
