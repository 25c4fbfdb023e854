import { access, chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isFullScale } from '../../../../e2e/support/scale.ts';
import { type Repository, RepositoryError, openRepository } from './index.ts';
import { type GitProject, git, gitProject, hostileCommit, noon, somebody, write } from './testing/git-project.ts';
import { type HostShape, type Trap, type TreeShape, type WorkShape, hostShapes, treeShapes, workShapes } from './testing/hostile-shapes.ts';

/**
 * Every hostile shape meets every operation of ours. Each operation either does its work or says with a code why not; nothing that the shape brought is run, and
 * outside of our own folders no byte changes.
 */
const limits = { maxFiles: 20_000, maxFileBytes: 20 * 1024 ** 2 };
const tally = { shapes: 0, operations: 0, refused: 0, executions: 0, outside: 0 };
afterAll(() => {
  console.log(
    `${tally.shapes} hostile shapes, ${tally.operations} operations, ${tally.refused} of them refused with a code, ${tally.executions} executions, ${tally.outside} bytes outside`,
  );
});

/** Nothing was run, and nothing lies where nothing was. */
const none = { executions: '', beside: [] as string[], inTrap: [] as string[], isUntouched: true };

interface Scene {
  project: GitProject;
  trap: Trap;
  repository: Repository;
  harm: () => Promise<typeof none>;
}

async function setScene(): Promise<Scene> {
  const project = await gitProject({ code: '1\n', 'src/a': '1\n', 'task_lists.md': '- [ ] x\n' });
  const trap = { evil: join(project.root, 'trap/evil.sh'), outside: join(project.root, 'trap/outside') };
  const mark = join(project.root, 'trap/mark');
  await mkdir(join(project.root, 'trap'));
  await writeFile(trap.evil, `#!/bin/sh\necho "$0 $*" >> ${mark}\n`);
  await chmod(trap.evil, 0o755);
  await writeFile(trap.outside, 'untouched\n');
  const repository = openRepository({ directory: project.mirror, url: project.remote, limits });
  return {
    project,
    trap,
    repository,
    harm: async () => {
      tally.shapes += 1;
      const ran = await access(mark).then(
        () => 1,
        () => 0,
      );
      const beside = (await readdir(project.root)).filter(
        (name) => !['remote.git', 'work', 'mirrors', 'trap', 'out', 'again'].includes(name),
      );
      const inTrap = (await readdir(join(project.root, 'trap'))).filter((name) => !['evil.sh', 'outside', 'mark'].includes(name));
      const untouched = (await readFile(trap.outside, 'utf8')) === 'untouched\n';
      tally.executions += ran;
      tally.outside += beside.length + inTrap.length + (untouched ? 0 : 1);
      return { executions: await readFile(mark, 'utf8').catch(() => ''), beside, inTrap, isUntouched: untouched };
    },
  };
}

/** The result, or undefined if it was refused with a code; anything else is a fault of ours. */
async function attempt<T>(operation: () => Promise<T>): Promise<T | undefined> {
  tally.operations += 1;
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof RepositoryError) || error.code === 'unexpected') throw error;
    tally.refused += 1;
    return undefined;
  }
}

/** All that is done with a commit, base of a task or its work. */
async function everythingWith({ project, repository }: Scene, base: string, commit: string): Promise<void> {
  await attempt(() => repository.listFiles(commit));
  for (const path of ['task_lists.md', '.gitattributes', 'out', 'a'])
    await attempt(() => repository.readFile(commit, path, { maxBytes: 10_000 }));
  const directory = join(project.root, 'out');
  const isThere = await attempt(() => repository.checkout(commit, directory).then(() => true));
  if (isThere) {
    await write(directory, { 'work.txt': 'work\n' });
    await attempt(() =>
      repository.collect({ directory, base: commit, message: 'Work', author: somebody, at: noon, keepAs: 'refs/heads/task/x' }),
    );
  }
  await attempt(() => repository.changes(base, commit));
  await attempt(() => repository.diff(base, commit));
  await attempt(() => repository.log({ to: commit, limit: 20 }));
  await attempt(() => repository.commitMessage(commit));
  const merged = await attempt(() => repository.mergeTree({ base, ours: base, theirs: commit, excludePath: 'task_lists.md' }));
  const tree = merged?.tree;
  if (tree !== undefined) {
    const replace = new Map([['task_lists.md', Buffer.from('- [x] x\n')]]);
    const landed = await attempt(() =>
      repository.writeCommit({ tree, replace, parents: [base], message: 'x', author: somebody, at: noon }),
    );
    if (landed !== undefined) await attempt(() => repository.push({ commit: landed, branch: 'main', expected: base }));
  }
}

const some = <T>(shapes: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(shapes).filter((_, index) => isFullScale || index % 6 === 0);

describe('a hostile repository', { timeout: 60_000 }, () => {
  test('there are at least forty shapes', () => {
    const all = [treeShapes, hostShapes, workShapes].map((shapes) => Object.keys(shapes).length);
    expect(all.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(40);
  });

  test.for(some<TreeShape>(treeShapes))('in its tree: %s', async ([, shape]) => {
    const scene = await setScene();
    const { project, repository, trap } = scene;
    await repository.sync();
    const { commit: base } = await repository.resolveBranch();
    // As if it had come in some other way, and then as its host serves it.
    await everythingWith(scene, base, await hostileCommit.commit(project.mirror, await shape(project.mirror, trap)));
    const served = await hostileCommit.commit(project.remote, await shape(project.remote, trap));
    await git(project.remote, 'update-ref', 'refs/heads/main', served);
    const again = {
      ...scene,
      repository: openRepository({ directory: join(project.root, 'mirrors/again.git'), url: project.remote, limits }),
    };
    const synced = await attempt(() => again.repository.sync());
    if (synced) await attempt(() => again.repository.checkout(served, join(project.root, 'again')));
    expect(await scene.harm()).toEqual(none);
  });

  test.for(some<HostShape>(hostShapes))('at its host: %s', async ([, shape]) => {
    const scene = await setScene();
    const base = await git(scene.project.work, 'rev-parse', 'HEAD');
    await shape(scene.project, scene.trap);
    const synced = await attempt(() => scene.repository.sync());
    await attempt(() => scene.repository.resolveBranch());
    const tip = await attempt(() => scene.repository.resolveBranch('main'));
    if (synced && tip) await everythingWith(scene, base, tip.commit);
    await attempt(() => scene.repository.maintain());
    expect(await scene.harm()).toEqual(none);
  });

  test.for(some<WorkShape>(workShapes))('in the work that comes back: %s', async ([, shape]) => {
    const scene = await setScene();
    const { project, repository, trap } = scene;
    await repository.sync();
    const { commit: base } = await repository.resolveBranch();
    const directory = join(project.root, 'again');
    await repository.checkout(base, directory);
    await write(directory, { 'work.txt': 'work\n' });
    await shape(directory, trap);
    const collected = await attempt(() => repository.collect({ directory, base, message: 'Work', author: somebody, at: noon }));
    if (collected && !collected.unchanged) await everythingWith(scene, base, collected.commit);
    await attempt(() => repository.maintain());
    expect(await scene.harm()).toEqual(none);
  });
});
