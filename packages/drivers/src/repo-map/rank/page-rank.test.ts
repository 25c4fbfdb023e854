import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageRank } from './page-rank.ts';
import type { Use } from './use-graph.ts';

function graphOf(count: number, edges: readonly (readonly [number, number, number])[]) {
  const uses = Array.from({ length: count }, (): Use[] => []);
  const usedBy = Array.from({ length: count }, (): Use[] => []);
  for (const [from, to, weight] of edges) {
    if (from === to) continue;
    uses[from]?.push({ to, weight, how: 'uses it' });
    usedBy[to]?.push({ to: from, weight, how: 'uses it' });
  }
  return { uses, usedBy };
}
const anyGraph = fc
  .integer({ min: 1, max: 12 })
  .chain((count) =>
    fc.record({
      count: fc.constant(count),
      edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.double({ min: 0.1, max: 9, noNaN: true })), { maxLength: 30 }),
      seeds: fc.dictionary(fc.nat(count - 1).map(String), fc.double({ min: 0.1, max: 5, noNaN: true })),
    }),
  )
  .map(({ count, edges, seeds }) => ({
    graph: graphOf(count, edges),
    seeds: new Map(Object.entries(seeds).map(([n, weight]) => [Number(n), weight])),
  }));

describe('rank', () => {
  test('adds up to one, is never negative, and is the same each time', () => {
    fc.assert(
      fc.property(anyGraph, ({ graph, seeds }) => {
        const rank = pageRank(graph, seeds);
        expect(rank.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
        expect(Math.min(...rank)).toBeGreaterThanOrEqual(0);
        expect(pageRank(graph, seeds)).toEqual(rank);
      }),
    );
  });

  test('reaches only what is connected with where it begins', () => {
    fc.assert(
      fc.property(anyGraph, ({ graph, seeds }) => {
        fc.pre(seeds.size > 0);
        const reached = new Set(seeds.keys());
        for (const n of reached) for (const { to } of [...(graph.uses[n] ?? []), ...(graph.usedBy[n] ?? [])]) reached.add(to);
        expect([...pageRank(graph, seeds).keys()].filter((n) => (pageRank(graph, seeds)[n] ?? 0) > 0 && !reached.has(n))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('is higher for what a seed uses more, and for what it uses than for who uses it', () => {
    const rank = pageRank(
      graphOf(4, [
        [0, 1, 3],
        [0, 2, 1],
        [3, 0, 3],
      ]),
      new Map([[0, 1]]),
    );
    expect(rank[1]).toBeGreaterThan(rank[2] ?? 1);
    expect(rank[1]).toBeGreaterThan(rank[3] ?? 1);
    expect(rank[0]).toBeGreaterThan(rank[1] ?? 1);
  });

  test('without seeds is highest for what many use', () => {
    const rank = pageRank(
      graphOf(4, [
        [1, 0, 1],
        [2, 0, 1],
        [3, 0, 1],
      ]),
      new Map(),
    );
    expect([...rank].indexOf(Math.max(...rank))).toBe(0);
    expect(pageRank(graphOf(0, []), new Map())).toHaveLength(0);
  });
});
