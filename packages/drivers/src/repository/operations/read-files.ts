import { RepositoryError } from '../repository-error.ts';
import { readBlobs } from './read-blobs.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, ListedFile } from '../repository.ts';

/** Files that a listing names, read together. What is no plain file or too large is left out: the listing told. */
export async function readFiles(
  mirror: Mirror,
  { files, maxBytes }: { files: readonly ListedFile[]; maxBytes: number },
  options: Cancelable = {},
): Promise<Map<string, Uint8Array>> {
  const wanted = files.filter(({ mode, size }) => mode.startsWith('100') && size <= maxBytes);
  const strange = wanted.find(({ object }) => !/^[0-9a-f]{40}$/.test(object));
  if (strange) {
    throw new RepositoryError('unexpected', 'A file to read is named by the full id that a listing gave.', { place: strange.path });
  }
  const texts = new Map<string, Uint8Array>();
  let position = 0;
  for await (const bytes of readBlobs(mirror, wanted, options)) texts.set(wanted[position++]!.path, bytes);
  return texts;
}
