/** Sørensen-Dice on letter pairs of two titles in lower case, without punctuation and marks: 1 is the same, 0 nothing in common. */
export function similarity(a: string, b: string): number {
  const left = plain(a);
  const right = plain(b);
  if (left === right) return 1;
  if (left.length < 2 || right.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let at = 0; at < left.length - 1; at++) {
    const pair = left.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at < right.length - 1; at++) {
    const pair = right.slice(at, at + 2);
    const count = pairs.get(pair) ?? 0;
    if (count === 0) continue;
    pairs.set(pair, count - 1);
    shared++;
  }
  return (2 * shared) / (left.length + right.length - 2);
}

function plain(title: string): string {
  return title
    .replace(/\((?:INJECTED|REPLACED)\)/g, ' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
