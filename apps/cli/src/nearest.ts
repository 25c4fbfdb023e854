/** Edits from one word to the other, a swap of neighbors counted as one. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The words that were probably meant, the likeliest first: near enough to be a slip of the pen, or with what was typed in them. */
export function nearestFew(word: string, candidates: readonly string[], most: number): string[] {
  const typed = word.toLowerCase().slice(0, 60);
  const near = candidates
    .map((candidate) => ({ candidate, distance: distance(typed, candidate.toLowerCase()) }))
    .filter(({ candidate, distance: edits }) => edits <= Math.max(1, Math.floor(candidate.length * 0.4)))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
  const within = typed.length >= 3 ? candidates.filter((candidate) => candidate.includes(typed)) : [];
  return [...new Set([...near, ...within])].slice(0, most);
}

/** The word that was probably meant, if one is near enough to say so. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase().slice(0, 60);
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(typed, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best && best.distance <= Math.max(1, Math.floor(best.candidate.length * 0.4))) return best.candidate;
  return typed.length >= 3 ? candidates.find((candidate) => candidate.startsWith(typed)) : undefined;
}
