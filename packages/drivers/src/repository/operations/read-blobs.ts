import type { Buffer } from 'node:buffer';
import { MissingObject, readBatch } from '../parse/batch-reader.ts';
import { RepositoryError } from '../repository-error.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable } from '../repository.ts';

/** The bytes of these blobs in this order, from one git. */
export async function* readBlobs(mirror: Mirror, objects: readonly string[], options: Cancelable): AsyncGenerator<Buffer> {
  if (objects.length === 0) return;
  const git = mirror.converse(['cat-file', '--batch', '--buffer'], options);
  git.stdin.end(objects.map((object) => `${object}\n`).join(''));
  try {
    yield* readBatch(git.stdout as AsyncIterable<Buffer>);
    await git.done();
  } catch (error) {
    if (!(error instanceof MissingObject)) throw error;
    throw new RepositoryError('repository_damaged', 'Something in the local mirror cannot be read.', { evidence: error.message });
  } finally {
    git.stop(undefined);
  }
}
