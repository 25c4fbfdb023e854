import type { Buffer } from 'node:buffer';
import { RepositoryError } from '../repository-error.ts';
import { textOf } from '../tree/byte-path.ts';
import type { BytePath } from '../tree/byte-path.ts';
import { type WrittenEntry, isTreeMode, treeText } from './tree-text.ts';

/** What stands at a path afterwards; null: nothing. */
export type TreeChange = { mode: string; object: string } | null;

/** Where trees come from and go to. */
export interface TreeStore {
  read(tree: string): Promise<readonly WrittenEntry[]>;
  /** Answers the new tree's id. */
  write(bytes: Buffer): Promise<string>;
}

/**
 * A tree with some paths changed, everything else of it bit for bit as it was; only trees above a change are read and written. `tree` is
 * undefined for one that holds nothing yet. A directory that becomes empty goes; a file gives way to a directory, and the other way round, if
 * what was there is taken away by the same changes.
 */
export async function editTree(store: TreeStore, tree: string | undefined, changes: ReadonlyMap<BytePath, TreeChange>): Promise<string> {
  if (tree !== undefined && changes.size === 0) {
    await store.read(tree);
    return tree;
  }
  return (await edited(store, tree, [...changes], '')) ?? store.write(treeText([]));
}

/** Undefined if nothing is left in it. */
async function edited(
  store: TreeStore,
  tree: string | undefined,
  changes: readonly (readonly [BytePath, TreeChange])[],
  prefix: BytePath,
): Promise<string | undefined> {
  const entries = new Map((tree === undefined ? [] : await store.read(tree)).map((entry) => [entry.name, entry]));
  for (const [name, group] of Map.groupBy(changes, ([path]) => path.split('/', 1)[0] ?? '')) {
    const here = group.find(([path]) => path === name)?.[1];
    const below = group.filter(([path]) => path !== name).map(([path, change]) => [path.slice(name.length + 1), change] as const);
    if (here && below.some(([, change]) => change !== null)) throw twice(prefix + name);
    if (here === null && !isTreeMode(entries.get(name)?.mode ?? '')) entries.delete(name);
    if (below.length > 0) await editBelow(store, entries, name, below, prefix);
    if (here) entries.set(name, { name, ...here });
  }
  return entries.size === 0 ? undefined : store.write(treeText(entries.values()));
}

async function editBelow(
  store: TreeStore,
  entries: Map<BytePath, WrittenEntry>,
  name: BytePath,
  changes: readonly (readonly [BytePath, TreeChange])[],
  prefix: BytePath,
): Promise<void> {
  const known = entries.get(name);
  const isTree = known !== undefined && isTreeMode(known.mode);
  // Nothing can be taken away below a file, or below nothing.
  if (!isTree && changes.every(([, change]) => change === null)) return;
  const object = await edited(store, isTree ? known.object : undefined, changes, `${prefix}${name}/`);
  if (object === undefined) entries.delete(name);
  else entries.set(name, { name, mode: '40000', object });
}

const twice = (path: BytePath): RepositoryError =>
  new RepositoryError('tree_hostile', `${textOf(path)} would be a file and a directory at once.`, { place: textOf(path) });
