import { CodedError } from '@devteam/api';
import type { Repository } from '@devteam/drivers/repository';

/** Where work that is not pushed grows, in the mirror only. */
export const localTip = (branch: string): string => `refs/devteam/landed/${branch}`;

/** Moves the local tip to a commit that was made on top of `parent`; false: others have built on that meanwhile. */
export async function advanceLocalTip(
  repository: Repository,
  { branch, commit, parent }: { branch: string; commit: string; parent: string },
): Promise<boolean> {
  const ref = localTip(branch);
  const local = await repository.findKept(ref);
  if (local && (await repository.isAncestor(commit, local))) return true;
  if (local && local !== parent && (await repository.isAncestor(parent, local))) return false;
  return repository.keep(ref, commit, { expected: local ?? null });
}

/** Fetches, and says what new work builds on: the remote branch, or what has landed only here (`push: false`) on top of it. */
export async function fetchTip(
  repository: Repository,
  wanted: { branch: string; push: boolean },
  signal: AbortSignal,
): Promise<{ tip: string; remote: string }> {
  // The preparation has examined the local copy; what breaks later is found where it is read.
  const { branches } = await repository.sync({ signal, examine: false });
  const remote = branches[wanted.branch];
  if (!remote)
    throw new CodedError('branch_not_found', { place: wanted.branch, why: `the remote has no branch ${wanted.branch} (any more)` });
  return { tip: await tipAbove(repository, remote, wanted, signal), remote };
}

/** What new work builds on, above a commit of the remote branch that was fetched. */
export async function tipAbove(
  repository: Repository,
  remote: string,
  wanted: { branch: string; push: boolean },
  signal: AbortSignal,
): Promise<string> {
  if (wanted.push) return remote;
  const local = await repository.findKept(localTip(wanted.branch), { signal });
  return local && (await repository.isAncestor(remote, local, { signal })) ? local : remote;
}
