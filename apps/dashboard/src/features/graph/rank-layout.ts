import type { TaskGraph } from './task-graph.ts';

export type Places = Record<string, { x: number; y: number }>;

export const vertex = { width: 216, height: 68, gapX: 56, gapY: 20 } as const;

/**
 * Column by the longest way from a start, row by the order of the file. Linear in vertices and edges: it is there at once, and stays
 * where the better layout takes too long. Edges that close a cycle do not count.
 */
export function rankLayout({ edges, keys }: TaskGraph): Places {
  const after = new Map<string, string[]>();
  const waits = new Map<string, number>(keys.map((key) => [key, 0]));
  for (const { from, to } of edges) {
    after.set(from, [...(after.get(from) ?? []), to]);
    waits.set(to, (waits.get(to) ?? 0) + 1);
  }
  const rank = new Map<string, number>();
  const ready = keys.filter((key) => waits.get(key) === 0);
  for (const key of ready) {
    const own = rank.get(key) ?? 0;
    rank.set(key, own);
    for (const next of after.get(key) ?? []) {
      rank.set(next, Math.max(rank.get(next) ?? 0, own + 1));
      const left = (waits.get(next) ?? 1) - 1;
      waits.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  const rows = new Map<number, number>();
  const places: Places = {};
  for (const key of keys) {
    const column = rank.get(key) ?? 0;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    places[key] = { x: column * (vertex.width + vertex.gapX), y: row * (vertex.height + vertex.gapY) };
  }
  return places;
}
