import { parseLsTree } from '../parse/ls-tree.ts';
import { pathOfBytes } from '../tree/byte-path.ts';
import type { GitCommand } from '../git-command.ts';
import type { TreeEntry } from '../parse/ls-tree.ts';

const lsTree = ['ls-tree', '-z', '-l', '--full-tree'];

/** Every file of a tree. The guard counts while git prints: a tree may be a bomb of 10^10 entries. */
export function listTree(treeish: string, guard: NonNullable<GitCommand<unknown>['guard']>): GitCommand<TreeEntry[]> {
  return { args: [...lsTree, '-r', treeish], guard, maxOutputBytes: 1024 ** 3, parse: ({ stdout }) => parseLsTree(stdout) };
}

/** The entries at exactly these paths, where there are any; git takes them literally. */
export function listPaths(treeish: string, paths: readonly string[]): GitCommand<TreeEntry[]> {
  return { args: [...lsTree, treeish, '--', ...paths], parse: ({ stdout }) => parseLsTree(stdout) };
}

export function readBlob(object: string): GitCommand<Uint8Array> {
  return { args: ['cat-file', 'blob', object], maxOutputBytes: 2 * 1024 ** 3, parse: ({ stdout }) => stdout };
}

/** Full ids of objects by any name git understands; undefined where there is none. */
export function resolveObjects(names: readonly string[]): GitCommand<(string | undefined)[]> {
  return {
    args: ['cat-file', '--batch-check=%(objectname)'],
    input: names.map((name) => `${name}\n`).join(''),
    parse: ({ stdout }) =>
      pathOfBytes(stdout)
        .split('\n')
        .slice(0, names.length)
        .map((line) => (/^[0-9a-f]{40}$/.test(line) ? line : undefined)),
  };
}
