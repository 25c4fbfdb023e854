import { isAncestorOf, logCommits } from '../commands/history.ts';
import { parseCommit } from '../parse/commit-object.ts';
import { noSuchCommit } from './damaged.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cancelable, CommitId } from '../repository.ts';

/** Asks a git of its own only if the answer is further away than the commit's parents, where it is for nearly every push. */
export async function isAncestor(
  mirror: Mirror,
  { ancestor, commit }: { ancestor: CommitId; commit: CommitId },
  options?: Cancelable,
): Promise<boolean> {
  const known = await mirror.findObjects([ancestor, commit], options);
  if (known.includes(undefined)) return false;
  if (known.every((object) => object?.type === 'commit')) {
    const [found] = await mirror.readObjects([commit], options);
    if (found !== undefined && (ancestor === commit || parseCommit(found.bytes).parents.includes(ancestor))) return true;
  }
  return mirror.run(isAncestorOf(ancestor, commit), options);
}

export async function treeOf(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<string> {
  const [tree] = await mirror.findObjects([`${commit}^{tree}`], options);
  if (tree === undefined) throw noSuchCommit(mirror, commit);
  return tree.object;
}

export async function parentsOf(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<CommitId[]> {
  const [found] = await mirror.readObjects([`${commit}^{commit}`], options);
  if (found === undefined) throw noSuchCommit(mirror, commit);
  return parseCommit(found.bytes).parents;
}

export async function commitMessage(mirror: Mirror, commit: CommitId, options?: Cancelable): Promise<string> {
  const [found] = await mirror.readObjects([`${commit}^{commit}`], options);
  if (found === undefined) throw noSuchCommit(mirror, commit);
  const { message } = parseCommit(found.bytes);
  if (message !== undefined) return message;
  const [logged] = await mirror.run(logCommits({ to: commit, limit: 1 }), options);
  if (logged === undefined) throw noSuchCommit(mirror, commit);
  return logged.message;
}
