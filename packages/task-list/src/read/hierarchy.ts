import { findPrefix, type IdForm } from '../heads/task-id.ts';
import type { Family } from '../model.ts';

export interface Placed {
  readonly id: string | null;
  readonly form: IdForm | null;
  readonly inside: number;
}

export interface Parents {
  readonly parents: readonly number[];
  /** Tasks that another task encloses than their id says. */
  readonly misplaced: readonly number[];
}

/**
 * Who is whose parent. Headings: their nesting. Checklist, outline: the longest dotted prefix that is a task, unless a numbered group is
 * longer; without dotted ids the nesting.
 */
export function parentsOf(
  family: Family,
  tasks: readonly Placed[],
  byKey: ReadonlyMap<string, number>,
  isGroup: (key: string) => boolean,
): Parents {
  if (family === 'table' || family === 'file') return { parents: tasks.map(() => -1), misplaced: [] };
  if (family === 'headings') return { parents: tasks.map(({ inside }) => inside), misplaced: [] };
  const parents: number[] = [];
  const misplaced: number[] = [];
  for (const [index, { id, form, inside }] of tasks.entries()) {
    if (form !== 'dotted' || id === null) {
      parents.push(inside);
      continue;
    }
    const byId = prefixTask(id.toLowerCase(), index, byKey, isGroup);
    if (byId === undefined) {
      parents.push(inside);
      if (inside >= 0 && isNumbered(tasks[inside]?.form)) misplaced.push(index);
      continue;
    }
    parents.push(byId);
    if (inside >= 0 && inside !== byId) misplaced.push(index);
  }
  for (const index of cutCycles(parents)) if (!misplaced.includes(index)) misplaced.push(index);
  return { parents, misplaced };
}

/** A task nested in one whose id says that it is the child (`2.` below `2.1`) would be its own ancestor: it has no parent then. */
function cutCycles(parents: number[]): number[] {
  const cut: number[] = [];
  const state = new Uint8Array(parents.length);
  for (let start = 0; start < parents.length; start++) {
    const path: number[] = [];
    let at = start;
    while (at >= 0 && state[at] === 0) {
      state[at] = 1;
      path.push(at);
      at = parents[at] ?? -1;
    }
    if (at >= 0 && state[at] === 1) {
      parents[at] = -1;
      cut.push(at);
    }
    for (const index of path) state[index] = 2;
  }
  return cut;
}

function isNumbered(form: IdForm | null | undefined): boolean {
  return form === 'dotted' || form === 'lone';
}

/** -1: a group is its parent, so no task is; undefined: neither is there. */
function prefixTask(id: string, self: number, byKey: ReadonlyMap<string, number>, isGroup: (key: string) => boolean): number | undefined {
  for (let prefix = findPrefix(id); prefix !== undefined; prefix = findPrefix(prefix)) {
    const task = byKey.get(prefix.toUpperCase());
    if (task !== undefined && task !== self) return task;
    if (isGroup(prefix)) return -1;
  }
  return undefined;
}
