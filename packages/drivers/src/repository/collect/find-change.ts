import type { Buffer } from 'node:buffer';
import { readlink } from 'node:fs/promises';
import { objectId } from '../objects/loose-object.ts';
import { hostile } from './hostile.ts';
import type { TreeEntry } from '../parse/tree-object.ts';
import type { BytePath } from '../tree/byte-path.ts';
import type { OpenDirectory } from './open-inside.ts';
import type { Entry } from './read-directory.ts';
import type { TreeBudget } from './tree-budget.ts';

export interface FoundChange {
  path: BytePath;
  mode: '100644' | '100755' | '120000';
  size: number;
  bytes: Buffer;
}

/** Undefined if the file is as in the base, by mode and content. */
export async function findFileChange(
  directory: OpenDirectory,
  { name, path }: Entry,
  { known, budget }: { known: TreeEntry | undefined; budget: TreeBudget },
): Promise<FoundChange | undefined> {
  const file = await directory.file(name);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw hostile('changed while it was read', path);
    // Before reading: a sparse file may claim terabytes.
    budget.takeFile(path, stat.size);
    const bytes = await file.readFile();
    const mode = (stat.mode & 0o100) === 0 ? '100644' : '100755';
    return isKnown(known, mode, bytes) ? undefined : { path, mode, size: bytes.length, bytes };
  } finally {
    await file.close();
  }
}

export async function readLinkTarget(directory: OpenDirectory, { name }: Entry): Promise<Buffer> {
  return readlink(directory.pathOf(name), { encoding: 'buffer' });
}

/** Undefined if the link is as in the base. */
export function findLinkChange({ path }: Entry, target: Buffer, known: TreeEntry | undefined): FoundChange | undefined {
  return isKnown(known, '120000', target) ? undefined : { path, mode: '120000', size: target.length, bytes: target };
}

function isKnown(known: TreeEntry | undefined, mode: string, bytes: Buffer): boolean {
  return known?.mode === mode && known.size === bytes.length && known.object === objectId('blob', bytes);
}
