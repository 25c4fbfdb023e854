import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { gitHost } from '../testing/git-host.ts';
import { git, gitProject, noon, somebody, write } from '../testing/git-project.ts';
import { startWorker } from '../testing/worker-process.ts';

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error('It never happened.');
}

describe('killed in the middle, the next one goes on', { timeout: 60_000 }, () => {
  test('a clone: nothing is left, the orphaned git is ended, a second worker clones', async () => {
    const project = await gitProject({ big: randomBytes(300_000) });
    const host = await gitHost(project.remote);
    host.stallAfterBytes = 50_000;
    const worker = startWorker('sync', { directory: project.mirror, url: host.url });
    await until(() => host.requests.some((line) => line.startsWith('POST')));
    await sleep(200);
    await worker.kill();
    const left = await readdir(join(project.mirror, '..'));
    expect(left.some((name) => name.includes('.passing-'))).toBe(true);
    expect(left).not.toContain('project.git');

    host.stallAfterBytes = undefined;
    const repository = openRepository({ directory: project.mirror, url: host.url, limits: { lockTimeoutSeconds: 20 } });
    expect(await repository.sync()).toMatchObject({ cloned: true });
    expect(await readdir(join(project.mirror, '..'))).toEqual(['project.git']);
    expect(await git(project.mirror, 'fsck', '--full')).toBe('');
  });

  test('a fetch: old commits and own refs are there, git’s lock files are not', async () => {
    const project = await gitProject({ a: '1' });
    const host = await gitHost(project.remote);
    const repository = openRepository({ directory: project.mirror, url: host.url });
    const base = (await repository.sync()).branches['main']!;
    await repository.keep('refs/devteam/own', base);
    const next = await project.publish({ big: randomBytes(300_000) });
    host.stallAfterBytes = 50_000;
    host.requests.length = 0;
    const worker = startWorker('sync', { directory: project.mirror, url: host.url });
    await until(() => host.requests.filter((line) => line.startsWith('POST')).length >= 2);
    await sleep(200);
    await worker.kill();
    await writeFile(join(project.mirror, 'packed-refs.lock'), '');
    await write(project.mirror, { 'refs/remotes/origin/main.lock': '', 'refs/devteam/own.lock': '' });

    host.stallAfterBytes = undefined;
    expect(await repository.findKept('refs/devteam/own')).toBe(base);
    await repository.forget('refs/devteam/own');
    expect(await repository.sync()).toMatchObject({ cloned: false, repaired: false, branches: { main: next } });
    expect((await readdir(project.mirror, { recursive: true })).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test('a collect, at any moment: what was kept is whole, and the next collect gives the same commits', async () => {
    const project = await gitProject(
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`d${index % 5}/f${index}`, `text ${index}\n`])),
    );
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    const base = (await repository.sync()).branches['main']!;
    const work = join(project.root, 'work-1');
    await repository.checkout(base, work);
    await write(work, Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`new/${index}`, `new ${index}\n`])));
    const collect = () => repository.collect({ directory: work, base, message: 'x', author: somebody, at: noon });
    const outcome = await collect();
    if (outcome.unchanged) throw new Error('unchanged');
    await repository.keep('refs/devteam/first', outcome.commit);
    const order = { directory: project.mirror, url: project.remote, work, base, name: 'killed', rounds: 1_000 };
    for (let round = 0; round < 6; round += 1) {
      const worker = startWorker('collect', order);
      await worker.begun;
      await sleep(Math.random() * 150);
      await worker.kill();
      const kept = (await repository.findKept('refs/devteam/killed')) ?? outcome.commit;
      expect(await repository.listFiles(kept)).toHaveLength(170);
    }
    await expect(collect()).resolves.toEqual(outcome);
    await repository.maintain();
    expect(await repository.sync()).toMatchObject({ repaired: false });
    expect(await readdir(join(project.mirror, '..'))).toEqual(['project.git']);
    expect(await git(project.mirror, 'for-each-ref', '--format=%(refname)')).toMatch(
      /^refs\/devteam\/first\n(?:refs\/devteam\/killed\n)?refs\/remotes\/origin\/main$/,
    );
    expect((await readdir(project.mirror)).filter((name) => name.startsWith('fast_import'))).toEqual([]);
  });
});

describe('several processes on one mirror', { timeout: 60_000 }, () => {
  test('all clone, fetch, collect and keep at once, and all succeed', async () => {
    const project = await gitProject({ a: '1' });
    const base = await git(project.work, 'rev-parse', 'HEAD');
    const workers = ['one', 'two', 'three'].map(async (name) => {
      const work = join(project.root, name);
      await write(work, { a: name, [`only-${name}`]: 'x' });
      return startWorker('all', { directory: project.mirror, url: project.remote, work, base, name, rounds: 3 }).ended;
    });
    await project.publish({ b: '2' });
    expect(await Promise.all(workers)).toEqual(['0', '0', '0']);
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    expect(await repository.sync()).toMatchObject({ cloned: false, repaired: false });
    for (const name of ['one', 'two', 'three']) {
      const kept = await repository.findKept(`refs/devteam/${name}`);
      expect((await repository.listFiles(kept!)).map(({ path }) => path)).toEqual(['a', `only-${name}`]);
    }
    expect(await git(project.mirror, 'fsck', '--full', '--no-dangling')).toBe('');
    expect(await readdir(join(project.mirror, '..'))).toEqual(['project.git']);
  });
});
