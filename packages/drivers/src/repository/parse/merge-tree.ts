import type { Buffer } from 'node:buffer';
import { textOf } from '../tree/byte-path.ts';
import type { MergeOutcome } from '../repository.ts';

/** Reads `merge-tree --write-tree -z --name-only --no-messages`: the tree, then the path of every conflict. */
export function parseMergeTree(output: Buffer, exitCode: number): MergeOutcome {
  const [tree = '', ...paths] = output.toString('latin1').split('\0');
  if (exitCode === 0) return { tree: tree.trim() };
  const conflicts = new Set(paths.filter((path) => path !== '').map((path) => textOf(path)));
  return { conflicts: [...conflicts].toSorted() };
}
