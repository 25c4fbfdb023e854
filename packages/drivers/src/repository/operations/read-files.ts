import { RepositoryError } from '../repository-error.ts';
import { readBlobs } from './read-blobs.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, ListedFile } from '../repository.ts';

/** Files that a listing names, all by one git. What is no plain file or too large is left out: the listing told. */
export async function readFiles(
  mirror: Mirror,
  { files, maxBytes }: { files: readonly ListedFile[]; maxBytes: number },
  options: Cancelable = {},
): Promise<Map<string, Uint8Array>> {
  const wanted = files.filter(({ mode, size }) => mode.startsWith('100') && size <= maxBytes);
  for (const { object } of wanted)
    if (!/^[0-9a-f]{40}$/.test(object))
      throw new RepositoryError('unexpected', 'A file to read is named by the full id that a listing gave.', {
        evidence: object.slice(0, 100),
      });
  const texts = new Map<string, Uint8Array>();
  let position = 0;
  for await (const bytes of readBlobs(
    mirror,
    wanted.map(({ object }) => object),
    options,
  )) {
    const file = wanted[position++];
    if (file) texts.set(file.path, bytes);
  }
  return texts;
}
