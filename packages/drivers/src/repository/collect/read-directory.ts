import type { Buffer } from 'node:buffer';
import { lstat, opendir } from 'node:fs/promises';
import { pathOfBytes } from '../tree/byte-path.ts';
import { isDotGit } from '../tree/dot-git.ts';
import type { Dirent, Stats } from 'node:fs';
import type { BytePath } from '../tree/byte-path.ts';
import type { OpenDirectory } from './open-inside.ts';
import type { TreeBudget } from './tree-budget.ts';

export interface Entry {
  name: BytePath;
  path: BytePath;
  kind: 'file' | 'directory' | 'link' | 'other';
}

/** The entries of one directory, read in pieces so that a million of them cost nothing, without anything called `.git`. */
export async function readDirectory(directory: OpenDirectory, prefix: BytePath, budget: TreeBudget): Promise<Entry[]> {
  const entries: Entry[] = [];
  // The types of node:fs know names as strings only; asked for bytes, it gives bytes.
  const listing = await opendir(directory.path, { encoding: 'buffer' as BufferEncoding, bufferSize: 256 });
  for await (const found of listing) {
    const name = pathOfBytes(found.name as unknown as Buffer);
    const path = prefix + name;
    budget.takeEntry(path);
    if (isDotGit(name)) continue;
    // Some file systems do not tell the kind in a listing.
    const kind = kindOf(found) ?? kindOf(await lstat(directory.pathOf(name))) ?? 'other';
    entries.push({ name, path, kind });
  }
  return entries;
}

function kindOf(entry: Dirent | Stats): Entry['kind'] | undefined {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  return undefined;
}
