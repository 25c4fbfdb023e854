import type { Buffer } from 'node:buffer';
import { listTree } from '../commands/objects.ts';
import { RepositoryError } from '../repository-error.ts';
import { textOf } from '../tree/byte-path.ts';
import type { RepositoryLimits } from '../limits.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { TreeEntry } from '../parse/ls-tree.ts';
import type { Cancelable, CommitId, ListedFile } from '../repository.ts';

export async function listFiles(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<ListedFile[]> {
  const entries = await listEntries(mirror, commit, options);
  return entries.map(({ path, mode, size, object }) => ({ path: textOf(path), mode, size, object }));
}

/** The whole tree with its limits kept, paths as bytes. */
export async function listEntries(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<TreeEntry[]> {
  const entries = await mirror.run(listTree(commit, countingGuard(mirror.limits)), options);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > mirror.limits.maxTotalBytes) throw tooLarge(`its files have ${total} bytes, over ${mirror.limits.maxTotalBytes}`);
  const huge = entries.find(({ size }) => size > mirror.limits.maxFileBytes);
  if (huge) throw tooLarge(`a file has ${huge.size} bytes, over ${mirror.limits.maxFileBytes}`, textOf(huge.path));
  return entries;
}

function countingGuard({ maxFiles }: RepositoryLimits): (chunk: Buffer) => void {
  let files = 0;
  return (chunk) => {
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) files += 1;
    if (files > maxFiles) throw tooLarge(`it has more than ${maxFiles} files`);
  };
}

function tooLarge(reason: string, place?: string): RepositoryError {
  return new RepositoryError('repository_too_large', `The repository is over the limits: ${reason}.`, { place });
}
