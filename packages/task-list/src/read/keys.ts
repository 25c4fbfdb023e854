import { keyOfId, type IdForm } from '../heads/task-id.ts';
import type { Key } from '../model.ts';

export interface Identity {
  readonly id: string | null;
  readonly form: IdForm | null;
  /** Index of the enclosing task by layout, or -1. */
  readonly inside: number;
}

export interface Keys {
  readonly keys: readonly Key[];
  /** Index by upper-cased key; `T006~1` and `N` for `N.0` answer too. */
  readonly byKey: ReadonlyMap<string, number>;
  /** For each later one of equal ids: index of the first. */
  readonly duplicates: ReadonlyMap<number, number>;
}

/** Keys of tasks in document order: the canonical id, `~2` and so on for repeats, and a place among siblings for those without. */
export function keysOf(tasks: readonly Identity[]): Keys {
  const byKey = new Map<string, number>();
  const keys: Key[] = [];
  const duplicates = new Map<number, number>();
  const times = new Map<string, number>();
  const positions = positionsOf(tasks);
  for (const [index, { id, form }] of tasks.entries()) {
    if (id === null || form === null) {
      keys.push(`@${positions[index] ?? ''}`);
      byKey.set(keys[index] ?? '', index);
      continue;
    }
    const key = keyOfId(id, form);
    const upper = key.toUpperCase();
    const time = (times.get(upper) ?? 0) + 1;
    times.set(upper, time);
    if (time > 1) {
      duplicates.set(index, byKey.get(upper) ?? 0);
      keys.push(`${key}~${time}`);
      byKey.set(`${upper}~${time}`, index);
      if (time === 2) byKey.set(`${upper}~1`, byKey.get(upper) ?? 0);
    } else {
      keys.push(key);
      byKey.set(upper, index);
    }
  }
  for (const [index, { id, form }] of tasks.entries()) {
    const alias = form === 'dotted' && id !== null ? /^(\d+[a-z]*)\.0+$/.exec(id.toLowerCase())?.[1] : undefined;
    if (alias !== undefined && !byKey.has(alias.toUpperCase())) byKey.set(alias.toUpperCase(), index);
  }
  return { keys, byKey, duplicates };
}

/** Place of each task among its siblings: `2`, `2.1`. Only the few without an id need one. */
function positionsOf(tasks: readonly Identity[]): string[] {
  if (tasks.every(({ id }) => id !== null)) return [];
  const count = new Map<number, number>();
  const positions: string[] = [];
  for (const { inside } of tasks) {
    const place = (count.get(inside) ?? 0) + 1;
    count.set(inside, place);
    positions.push(inside < 0 ? String(place) : `${positions[inside] ?? ''}.${place}`);
  }
  return positions;
}
