import { writeSmallCommit } from '../objects/mirror-objects.ts';
import { RepositoryError } from '../repository-error.ts';
import { directoriesAbove, textOf } from '../tree/byte-path.ts';
import { plainPath } from '../tree/tree-path.ts';
import { noSuchCommit } from './damaged.ts';
import { findEntries } from './find-entries.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, CommitId, WriteCommitRequest } from '../repository.ts';
import type { BytePath } from '../tree/byte-path.ts';

export async function writeCommit(mirror: Mirror, request: WriteCommitRequest): Promise<CommitId> {
  const { replace = new Map<string, Uint8Array>(), parents, message, author, at, keepAs, signal } = request;
  const tree = await treeOf(mirror, request);
  const files = [...replace].map(([path, bytes]) => ({ path: plainPath(path), bytes }));
  const modes = await existingModes(mirror, { tree, paths: files.map(({ path }) => path) }, { signal });
  const changes = new Map(files.map(({ path, bytes }) => [path, { mode: modes.get(path) ?? '100644', bytes }]));
  const { commit } = await writeSmallCommit(mirror, { tree, changes, parents, message, author, at, keepAs, signal });
  return commit;
}

async function treeOf(mirror: Mirror, request: WriteCommitRequest): Promise<string | undefined> {
  if (request.tree !== undefined) return request.tree;
  if (request.treeOf === undefined) return undefined;
  const [tree] = await mirror.findObjects([`${request.treeOf}^{tree}`], { signal: request.signal });
  if (tree === undefined) throw noSuchCommit(mirror, request.treeOf);
  return tree.object;
}

/** Modes of the files that exist. Bytes that would land in a link, a directory or a submodule, or below one of them, are refused. */
async function existingModes(
  mirror: Mirror,
  { tree, paths }: { tree: string | undefined; paths: BytePath[] },
  options: Cancelable,
): Promise<Map<BytePath, string>> {
  if (tree === undefined || paths.length === 0) return new Map();
  const above = new Set(paths.flatMap((path) => directoriesAbove(path)));
  const entries = await findEntries(mirror, { treeish: tree, paths }, options);
  for (const [path, { type, mode }] of entries) {
    const isInTheWay = above.has(path) ? type !== 'tree' : type !== 'blob' || mode === '120000';
    if (isInTheWay)
      throw new RepositoryError('tree_hostile', `${textOf(path)} is no ${above.has(path) ? 'directory' : 'file'}.`, {
        place: textOf(path),
      });
  }
  return new Map([...entries].map(([path, { mode }]) => [path, mode]));
}
