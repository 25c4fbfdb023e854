import type { Document } from '../read/document.ts';
import { at } from '../tree/blocks.ts';

/** Where a task starts: its marker, its heading, its line. */
export function startOf({ blocks, entries }: Document, index: number): number {
  const entry = entries[index];
  if (!entry) return 0;
  return entry.kind === 'line' || entry.kind === 'row' ? entry.headFrom : at(blocks.from, entry.block);
}

/** After a task and all below it, even where its sub-tasks are not nested. */
export function subtreeEnd(document: Document, index: number, before: number): number {
  const { entries, parents } = document;
  let end = entries[index]?.sourceEnd ?? 0;
  const below = new Set([index]);
  const stop = before < 0 ? entries.length : before;
  for (let next = index + 1; next < stop; next++) {
    const inside = entries[next]?.inside ?? -1;
    if (!below.has(parents[next] ?? -1) && !(inside >= 0 && below.has(inside))) break;
    below.add(next);
    end = Math.max(end, entries[next]?.sourceEnd ?? 0);
  }
  return end;
}
