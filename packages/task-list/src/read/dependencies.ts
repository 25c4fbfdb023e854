import type { Key } from '../model.ts';
import type { Lookup, Target } from './key-lookup.ts';
import { resolve } from './key-lookup.ts';
import type { Reference, ReferencePart } from './references.ts';

export interface Resolved {
  /** In written order, no repeats. */
  readonly keys: readonly Key[];
  readonly notes: readonly string[];
  readonly unknown: readonly Reference[];
  /** Ranges that were not followed, because the file names too many tasks by ranges. */
  readonly tooMany: readonly Reference[];
  readonly parked: readonly { readonly reference: Reference; readonly key: Key }[];
  /** Where each key is written. */
  readonly places: ReadonlyMap<Key, Reference>;
}

export const NO_DEPENDENCIES: Resolved = { keys: [], notes: [], unknown: [], tooMany: [], parked: [], places: new Map() };

/** Whom the parts of a Dependencies value mean. `between` gives the tasks from one to another, in document order; undefined: too many. */
export function resolveDependencies(
  parts: readonly ReferencePart[],
  lookup: Lookup,
  between: (first: Target, last: Target) => readonly Key[] | undefined,
): Resolved {
  const keys = new Set<Key>();
  const notes: string[] = [];
  const unknown: Reference[] = [];
  const tooMany: Reference[] = [];
  const parked: { reference: Reference; key: Key }[] = [];
  const places = new Map<Key, Reference>();
  const take = (key: Key, reference: Reference) => {
    keys.add(key);
    if (!places.has(key)) places.set(key, reference);
  };
  for (const part of parts) {
    const targets = part.references.map((reference) => ({ reference, target: resolve(lookup, reference) }));
    if (targets.every(({ target }) => target.kind === 'text')) {
      notes.push(part.text);
      continue;
    }
    for (const { reference, target } of targets) {
      if (target.kind === 'unknown') unknown.push(reference);
      else if (target.kind === 'parked') parked.push({ reference, key: target.key });
    }
    const [first, last] = targets;
    if (part.range && first && last && isPlaced(first.target) && isPlaced(last.target)) {
      const range = between(first.target, last.target);
      if (!range) tooMany.push(first.reference);
      for (const key of range ?? []) take(key, first.reference);
      continue;
    }
    for (const { reference, target } of targets) {
      if (target.kind === 'task' || target.kind === 'group' || target.kind === 'parked') take(target.key, reference);
    }
  }
  return { keys: [...keys], notes, unknown, tooMany, parked, places };
}

function isPlaced(target: Target): boolean {
  return target.kind === 'task' || target.kind === 'group';
}
