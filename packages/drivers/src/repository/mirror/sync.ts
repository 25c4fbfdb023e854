import { fetchBranches, listRemote } from '../commands/remote.ts';
import { removeAbandoned } from '../lock/lock-file.ts';
import { removeStaleGitLocks } from '../lock/stale-git-locks.ts';
import { RepositoryError } from '../repository-error.ts';
import { clone } from './clone.ts';
import { writeDefaultBranch } from './default-branch.ts';
import { isHealthy } from './health.ts';
import { readRemoteBranches } from './refs.ts';
import { exists, finishRepair, repair } from './repair.ts';
import type { RemoteRefs } from '../parse/ls-remote.ts';
import type { Cancelable, SyncReport, SyncRequest } from '../repository.ts';
import type { Mirror, RunOptions } from './mirror.ts';

interface Deed {
  deed: 'cloned' | 'repaired' | 'fetched';
  branches: Record<string, string>;
}

export async function sync(mirror: Mirror, { signal, examine = true }: SyncRequest = {}): Promise<SyncReport> {
  return mirror.locked(
    async ({ started }) => {
      const options = { signal, started, examine };
      await finishRepair(mirror);
      // A process that was killed on its way to the lock leaves a file with its name beside it.
      await removeAbandoned(mirror.lockPath);
      await removeStaleGitLocks(mirror.directory);
      const remote = await mirror.run(listRemote(mirror.address.url), options);
      const { deed, branches } = await bringUpToDate(mirror, remote, options);
      // Whoever wants the mirror examined wants what is on the disk, not what a running git still holds open.
      if (examine) await mirror.restartReader();
      const defaultBranch = remote.defaultBranch !== null && remote.defaultBranch in branches ? remote.defaultBranch : null;
      await writeDefaultBranch(mirror.directory, defaultBranch);
      return { cloned: deed === 'cloned', repaired: deed === 'repaired', defaultBranch, branches };
    },
    { signal },
  );
}

/**
 * After a call has met an object that cannot be read. Looks at everything first: another process may have repaired it already, or the
 * caller asked for a commit that never was here.
 */
export async function heal(mirror: Mirror, { signal }: Cancelable = {}): Promise<void> {
  await mirror.locked(
    async ({ started }) => {
      const options = { signal, started };
      await finishRepair(mirror);
      if (!(await exists(mirror.directory))) await clone(mirror, { ...options, target: mirror.directory });
      else if (!(await isHealthy(mirror, { ...options, thorough: true }))) await repair(mirror, options);
    },
    { signal },
  );
}

async function bringUpToDate(mirror: Mirror, remote: RemoteRefs, options: RunOptions & { examine: boolean }): Promise<Deed> {
  if (!(await exists(mirror.directory))) {
    await clone(mirror, { ...options, target: mirror.directory });
    return { deed: 'cloned', branches: await readRemoteBranches(mirror, options) };
  }
  if (!options.examine || (await isHealthy(mirror, options))) {
    try {
      return { deed: 'fetched', branches: await fetchIfMoved(mirror, remote, options) };
    } catch (error) {
      if (!(error instanceof RepositoryError && error.code === 'repository_damaged')) throw error;
    }
  }
  await repair(mirror, options);
  return { deed: 'repaired', branches: await readRemoteBranches(mirror, options) };
}

async function fetchIfMoved(mirror: Mirror, remote: RemoteRefs, options: RunOptions): Promise<Record<string, string>> {
  const branches = await readRemoteBranches(mirror, options);
  if (sameBranches(remote.branches, branches)) return branches;
  await mirror.run(fetchBranches(mirror.address.url), options);
  return readRemoteBranches(mirror, options);
}

function sameBranches(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
