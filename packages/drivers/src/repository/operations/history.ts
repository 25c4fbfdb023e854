import { isAncestorOf, logCommits } from '../commands/history.ts';
import { resolveObjects } from '../commands/objects.ts';
import { RepositoryError } from '../repository-error.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, CommitId } from '../repository.ts';

export async function isAncestor(
  mirror: Mirror,
  { ancestor, commit }: { ancestor: CommitId; commit: CommitId },
  options?: Cancelable,
): Promise<boolean> {
  const known = await mirror.run(resolveObjects([ancestor, commit]), options);
  return known.every((object) => object !== undefined) && mirror.run(isAncestorOf(ancestor, commit), options);
}

export async function commitMessage(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<string> {
  const [found] = await mirror.run(logCommits({ to: commit, limit: 1 }), options);
  if (found !== undefined) return found.message;
  throw new RepositoryError('repository_damaged', `The mirror does not have the commit ${commit}.`, { place: mirror.directory });
}
