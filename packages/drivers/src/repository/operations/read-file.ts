import { listPaths, readBlob } from '../commands/objects.ts';
import { RepositoryError } from '../repository-error.ts';
import { plainPath } from '../tree/tree-path.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, CommitId } from '../repository.ts';

const kinds: Record<string, string> = { '120000': 'a link', '160000': 'a submodule', '040000': 'a directory' };

export async function readFile(
  mirror: Mirror,
  { commit, path, maxBytes }: { commit: CommitId; path: string; maxBytes: number },
  options?: Cancelable,
): Promise<Uint8Array | undefined> {
  plainPath(path);
  const [entry] = await mirror.run(listPaths(commit, [path]), options);
  if (entry === undefined) return undefined;
  const kind = kinds[entry.mode];
  if (kind !== undefined) throw new RepositoryError('tree_hostile', `${path} is ${kind}, not a file.`, { place: path });
  if (entry.size > maxBytes) {
    throw new RepositoryError('repository_too_large', `${path} has ${entry.size} bytes; ${maxBytes} is the most.`, { place: path });
  }
  return mirror.run(readBlob(entry.object), options);
}
