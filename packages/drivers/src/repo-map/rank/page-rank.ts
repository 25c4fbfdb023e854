import type { UseGraph } from './use-graph.ts';

/** How much of what a file has goes on to its neighbours; the rest goes back to where it came from. */
const passedOn = 0.6;
/** Who uses something matters less to it than what it uses itself. */
const backwards = 0.6;
const rounds = 24;

/**
 * PageRank that begins at `seeds`, weights by number of file: how near each file is to them, over all ways at once. Adds up to 1; all are alike if there are no
 * seeds. The same numbers give the same answer to the last bit.
 */
export function pageRank({ usedBy, uses }: Pick<UseGraph, 'uses' | 'usedBy'>, seeds: ReadonlyMap<number, number>): Float64Array {
  const count = uses.length;
  const start = new Float64Array(count);
  const sum = [...seeds.values()].reduce((all, weight) => all + weight, 0);
  if (sum > 0) for (const [n, weight] of seeds) start[n] = weight / sum;
  else start.fill(1 / Math.max(1, count));

  const neighbours = uses.map((list, n) => {
    const all = [
      ...list.map(({ to, weight }) => ({ to, weight })),
      ...(usedBy[n] ?? []).map(({ to, weight }) => ({ to, weight: weight * backwards })),
    ];
    const total = all.reduce((each, { weight }) => each + weight, 0);
    return all.map(({ to, weight }) => ({ to, share: weight / total }));
  });
  let rank = start.slice();
  for (let round = 0; round < rounds; round += 1) {
    const next = new Float64Array(count);
    let kept = 1 - passedOn;
    for (const [n, list] of neighbours.entries()) {
      const here = rank[n] ?? 0;
      // Who has no neighbours gives all back.
      if (list.length === 0) kept += here * passedOn;
      for (const { share, to } of list) next[to] = (next[to] ?? 0) + here * passedOn * share;
    }
    for (let n = 0; n < count; n += 1) next[n] = (next[n] ?? 0) + kept * (start[n] ?? 0);
    rank = next;
  }
  return rank;
}
