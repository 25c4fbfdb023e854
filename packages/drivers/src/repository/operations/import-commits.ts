import type { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { fastImportArguments } from '../commands/fast-import.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, CommitId } from '../repository.ts';

/**
 * Feeds one fast-import and answers the ids it names. Under the mirror's lock: a repair must not swap the mirror meanwhile, and
 * whoever takes over from us when we die finds this git on record.
 */
export async function importCommits(
  mirror: Mirror,
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  options: Cancelable = {},
): Promise<CommitId[]> {
  return mirror.locked(async ({ started }) => {
    const git = mirror.converse(fastImportArguments, { ...options, started });
    const answer = git.stdout.setEncoding('latin1').toArray();
    // If git ends early, nobody reads: the exit code says why.
    const over = git.ended.catch(() => {});
    try {
      for await (const piece of pieces) {
        if (!git.stdin.write(piece)) await Promise.race([once(git.stdin, 'drain'), over]);
      }
      git.stdin.end();
      const lines = (await answer) as string[];
      await git.done();
      return lines.join('').trim().split('\n');
    } finally {
      git.stop(undefined);
      await answer.catch(() => {});
    }
  }, options);
}
