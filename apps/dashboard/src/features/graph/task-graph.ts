import type { TaskView } from '@devteam/api';

export type GraphTask = Pick<TaskView, 'key' | 'depth' | 'executable' | 'dependencies'>;

export interface GraphEdge {
  from: string;
  to: string;
  /** `after`: the list says so. `order`: only the order of the file says so. */
  kind: 'after' | 'order';
}

export interface TaskGraph {
  /** Executable tasks, in the order of the file. */
  keys: string[];
  edges: GraphEdge[];
}

/**
 * The executable tasks and what leads from one to the next. A dependency on a task with sub-tasks is one on those of them that nothing
 * inside of it waits for. A task that names none follows the one before it in the file, as the engine takes it.
 */
export function taskGraph(rows: readonly GraphTask[]): TaskGraph {
  const leaves = rows.filter((row) => row.executable);
  const known = new Set(leaves.map((row) => row.key));
  const insides = subtrees(rows);
  const edges: GraphEdge[] = [];
  for (const [index, row] of leaves.entries()) {
    const sources = row.dependencies.flatMap((key) => (known.has(key) ? [key] : lastOf(insides.get(key) ?? [], leaves)));
    const before = leaves[index - 1];
    for (const from of new Set(sources)) if (from !== row.key) edges.push({ from, to: row.key, kind: 'after' });
    if (sources.length === 0 && before) edges.push({ from: before.key, to: row.key, kind: 'order' });
  }
  return { keys: leaves.map((row) => row.key), edges };
}

/** Keys of the executable tasks below each task that has sub-tasks. */
function subtrees(rows: readonly GraphTask[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const open: GraphTask[] = [];
  for (const row of rows) {
    while ((open.at(-1)?.depth ?? -1) >= row.depth) open.pop();
    if (row.executable) for (const parent of open) found.get(parent.key)?.push(row.key);
    open.push(row);
    found.set(row.key, []);
  }
  return found;
}

function lastOf(keys: readonly string[], leaves: readonly GraphTask[]): string[] {
  const inside = new Set(keys);
  const awaited = new Set(leaves.filter((row) => inside.has(row.key)).flatMap((row) => row.dependencies));
  const last = keys.filter((key) => !awaited.has(key));
  return last.length > 0 ? last : [...keys];
}

/** The longest chain of tasks that are still open: what the end of the list waits for. A cycle ends it. */
export function criticalPath({ edges, keys }: TaskGraph, isOpen: (key: string) => boolean): Set<string> {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const chains = new Map<string, string[]>();
  const under = new Set<string>();
  const chainOf = (key: string): string[] => {
    const known = chains.get(key);
    if (known) return known;
    if (under.has(key) || !isOpen(key)) return [];
    under.add(key);
    const longest = (before.get(key) ?? []).map(chainOf).reduce<string[]>((best, chain) => (chain.length > best.length ? chain : best), []);
    under.delete(key);
    const chain = [...longest, key];
    chains.set(key, chain);
    return chain;
  };
  const best = keys.map(chainOf).reduce<string[]>((longest, chain) => (chain.length > longest.length ? chain : longest), []);
  return new Set(best);
}
