import { RepositoryError } from '../repository-error.ts';
import { plainPath } from '../tree/tree-path.ts';
import { damaged } from './damaged.ts';
import { findEntries } from './find-entries.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, CommitId } from '../repository.ts';

const kinds: Record<string, string> = { '120000': 'a link', '160000': 'a submodule', '040000': 'a directory' };

export async function readFile(
  mirror: Mirror,
  { commit, path, maxBytes }: { commit: CommitId; path: string; maxBytes: number },
  options?: Cancelable,
): Promise<Uint8Array | undefined> {
  const plain = plainPath(path);
  const entry = (await findEntries(mirror, { treeish: commit, paths: [plain] }, options)).get(plain);
  if (entry === undefined) return undefined;
  const kind = kinds[entry.mode];
  if (kind !== undefined) throw new RepositoryError('tree_hostile', `${path} is ${kind}, not a file.`, { place: path });
  const [found] = await mirror.findObjects([entry.object], options);
  if (found === undefined) throw damaged(mirror, `${entry.object} is missing`);
  if (found.size > maxBytes) {
    throw new RepositoryError('repository_too_large', `${path} has ${found.size} bytes; ${maxBytes} is the most.`, { place: path });
  }
  const [file] = await mirror.readObjects([entry.object], { ...options, maxBytes: found.size });
  if (file === undefined) throw damaged(mirror, `${entry.object} is missing`);
  return file.bytes;
}
