import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { acquireLock } from '../lock/lock-file.ts';
import { git, gitProject, noon, somebody } from '../testing/git-project.ts';
import type { Repository } from '../index.ts';

const grow = (repository: Repository, base: string, text: string): Promise<string> =>
  repository.writeCommit({
    treeOf: base,
    replace: new Map([['a', Buffer.from(text)]]),
    parents: [base],
    message: text,
    author: somebody,
    at: noon,
  });

async function ready() {
  const project = await gitProject({ a: '1' });
  const repository = openRepository({ directory: project.mirror, url: project.remote, limits: { lockTimeoutSeconds: 20 } });
  const base = (await repository.sync()).branches['main']!;
  return { project, repository, base, commit: await grow(repository, base, 'ours') };
}

describe('after a push that arrived', { timeout: 30_000 }, () => {
  test('the mirror knows where the remote is, without a sync', async () => {
    const { repository, base, commit } = await ready();
    await repository.push({ commit, branch: 'main', expected: base });
    expect(await repository.resolveBranch('main')).toEqual({ branch: 'main', commit });
    expect(await repository.sync({ examine: false })).toMatchObject({ branches: { main: commit } });
  });

  test('it has arrived, also if somebody else works on the mirror for long', async () => {
    const { repository, base, commit } = await ready();
    const lock = await acquireLock(`${repository.directory}.lock`, { waitMs: 1_000 });
    const outcome = await Promise.race([repository.push({ commit, branch: 'main', expected: base }), sleep(10_000)]);
    await lock.release();
    expect(outcome).toEqual({ outcome: 'pushed' });
    expect(await repository.sync({ examine: false })).toMatchObject({ branches: { main: commit } });
  });

  test('what others have fetched since is not taken back', async () => {
    const { repository, base, commit, project } = await ready();
    await repository.push({ commit, branch: 'main', expected: base });
    await git(project.work, 'pull', '--quiet', 'origin', 'main');
    const newer = await project.publish({ b: '2' });
    await repository.sync();
    expect(await repository.push({ commit, branch: 'main', expected: base })).toEqual({ outcome: 'already_there' });
    expect(await repository.resolveBranch('main')).toEqual({ branch: 'main', commit: newer });
  });
});
