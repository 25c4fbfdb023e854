import { readDefaultBranch } from '../mirror/default-branch.ts';
import { readRemoteBranches } from '../mirror/refs.ts';
import { RepositoryError } from '../repository-error.ts';
import { nearestNames } from '../tree/nearest-names.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { BranchTip, Cancelable } from '../repository.ts';

export async function resolveBranch(mirror: Mirror, name: string | undefined, options?: Cancelable): Promise<BranchTip> {
  const branches = new Map(Object.entries(await readRemoteBranches(mirror, options)));
  if (branches.size === 0) {
    throw new RepositoryError('repository_empty', 'The repository has no commit yet. Push a first one.', { place: mirror.address.url });
  }
  const branch = name ?? (await readDefaultBranch(mirror.directory)) ?? likelyDefault(branches);
  const commit = branch === undefined ? undefined : branches.get(branch);
  if (branch !== undefined && commit !== undefined) return { branch, commit };
  const names = [...branches.keys()];
  const near = branch === undefined ? names.slice(0, 5) : nearestNames(branch, names);
  const missing = branch === undefined ? 'The repository names no default branch.' : `The repository has no branch "${branch}".`;
  const hint = near.length > 0 ? ` It has ${near.map((found) => `"${found}"`).join(', ')}.` : '';
  throw new RepositoryError('branch_not_found', missing + hint, { evidence: near.join('\n'), place: branch });
}

/** For a remote whose HEAD names no branch. */
function likelyDefault(branches: ReadonlyMap<string, string>): string | undefined {
  if (branches.size === 1) return [...branches.keys()][0];
  return ['main', 'master'].find((name) => branches.has(name));
}
