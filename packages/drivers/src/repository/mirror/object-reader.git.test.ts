import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inheritedEnvironment } from '../config.ts';
import { gitEnvironment } from '../git-environment.ts';
import { openRepository } from '../index.ts';
import { startGit } from '../run-git.ts';
import { git, gitProject, noon, somebody } from '../testing/git-project.ts';
import { startWorker } from '../testing/worker-process.ts';
import { ObjectReader } from './object-reader.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ids of the git processes that answer reads of a mirror, whoever started them. */
async function readersOf(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids
    .filter((_, index) => lines[index]!.includes(`--git-dir=${directory}\0`) && lines[index]!.includes('\0--batch-command'))
    .map(Number);
}

/** Reads a repository of some files, and notes each git that it starts. `command` instead of git's own, to misbehave. */
async function reading({ idleMs = 60_000, command = ['cat-file', '--batch-command', '--buffer'] } = {}) {
  const project = await gitProject({ 'a.txt': 'one\n', 'dir/b.txt': 'two\n' });
  const pids: number[] = [];
  const reader = new ObjectReader({
    directory: project.remote,
    idleMs,
    start: () =>
      startGit({
        args: [`--git-dir=${project.remote}`, ...command],
        environment: gitEnvironment(inheritedEnvironment()),
        started: (pid) => pids.push(pid),
      }),
    explain: ({ exitCode, stderr }) => new Error(`ended with ${exitCode}: ${stderr}`),
  });
  onTestFinished(() => reader.end());
  const ids = (await git(project.remote, 'rev-parse', 'main:a.txt', 'main:dir/b.txt')).split('\n');
  const ask = (names: string[], more: { signal?: AbortSignal; maxBytes?: number; deadlineMs?: number } = {}) =>
    reader.ask({ command: 'contents', names, maxBytes: 64 * 1024 ** 2, deadlineMs: 20_000, ...more });
  const texts = async (...args: Parameters<typeof ask>) => (await ask(...args)).map((found) => found?.bytes.toString());
  return { project, reader, pids, ids: ids as [string, string], ask, texts };
}

describe('one git answers all reads', { timeout: 60_000 }, () => {
  test('of many who ask at once, each gets its own answer', async () => {
    const { texts, ids, pids } = await reading();
    const [a, b] = ids;
    const none = 'f'.repeat(40);
    const asked = Array.from({ length: 60 }, (_, index) => [[a], [b, a], [none], [none, b]][index % 4]!);
    const told = await Promise.all(asked.map((names) => texts(names)));
    const expected: Record<string, string | undefined> = { [a]: 'one\n', [b]: 'two\n' };
    expect(told).toEqual(asked.map((names) => names.map((name) => expected[name])));
    expect(pids).toHaveLength(1);
  });

  test('sees what was written after it began', async () => {
    const { texts, ids, project, pids } = await reading();
    await texts(ids);
    const commit = await project.publish({ 'c.txt': 'three\n' });
    await git(project.remote, 'repack', '-adq');
    expect(await texts([await git(project.remote, 'rev-parse', `${commit}:c.txt`), ...ids])).toEqual(['three\n', 'one\n', 'two\n']);
    expect(pids).toHaveLength(1);
  });

  test('who is canceled in the middle leaves nothing to the next', async () => {
    const { texts, ask, ids, project, pids } = await reading();
    await project.publish({ big: Buffer.alloc(40 * 1024 ** 2, 'text ') });
    const big = await git(project.remote, 'rev-parse', 'main:big');
    const controller = new AbortController();
    const canceled = ask([big, big], { signal: controller.signal });
    const waiting = ask([big], { signal: controller.signal });
    const stopped = Promise.allSettled([canceled, waiting]);
    const next = texts(ids);
    while (pids.length === 0) await sleep(1);
    controller.abort(new Error('stopped by a person'));
    const refused = { status: 'rejected', reason: { message: 'stopped by a person' } };
    expect(await stopped).toMatchObject([refused, refused]);
    expect(await next).toEqual(['one\n', 'two\n']);
    expect(pids).toHaveLength(2);
    expect(isAlive(pids[0]!)).toBe(false);
    await expect(ask(ids, { signal: controller.signal })).rejects.toThrow('stopped by a person');
    expect(pids).toHaveLength(2);
  });

  test('who is canceled while others are served does not disturb them', async () => {
    const { texts, ask, ids, pids } = await reading();
    const controller = new AbortController();
    const served = texts(ids);
    const waiting = ask(ids, { signal: controller.signal });
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(await served).toEqual(['one\n', 'two\n']);
    expect(pids).toHaveLength(1);
  });

  test('killed, it is tried once more', async () => {
    const { texts, ids, pids } = await reading();
    await texts(ids);
    process.kill(pids[0]!, 'SIGKILL');
    expect(await texts(ids)).toEqual(['one\n', 'two\n']);
    expect(pids).toHaveLength(2);
  });

  test('one that always ends early is an error after the second', async () => {
    const { ask, ids, pids } = await reading({ command: ['-c', 'alias.x=!echo words >&2; exit 3 #', 'x'] });
    await expect(ask(ids)).rejects.toThrow('ended with 3: words');
    expect(pids).toHaveLength(2);
  });

  test('one that does not answer is ended at the deadline of the question', async () => {
    const { ask, ids, pids } = await reading({ command: ['-c', 'alias.x=!sleep 60 #', 'x'] });
    await expect(ask(ids, { deadlineMs: 200 })).rejects.toMatchObject({ code: 'repository_timed_out' });
    expect(isAlive(pids[0]!)).toBe(false);
  });

  test('more than was asked for is refused, and costs nobody else anything', async () => {
    const { ask, texts, ids } = await reading();
    await expect(ask(ids, { maxBytes: 7 })).rejects.toMatchObject({ code: 'repository_too_large' });
    expect(await texts(ids)).toEqual(['one\n', 'two\n']);
  });

  test('ends when nobody asks for a while, and begins again', async () => {
    const { texts, ids, pids } = await reading({ idleMs: 50 });
    await texts(ids);
    for (let tries = 0; tries < 200 && isAlive(pids[0]!); tries += 1) await sleep(10);
    expect(isAlive(pids[0]!)).toBe(false);
    expect(await texts(ids)).toEqual(['one\n', 'two\n']);
    expect(pids).toHaveLength(2);
  });

  test('another directory in the same place gets another git', async () => {
    const { ask, texts, ids, project, pids } = await reading();
    await texts(ids);
    await rename(project.remote, `${project.remote}.old`);
    await expect(ask(ids)).rejects.toMatchObject({ code: 'repository_damaged' });
    expect(isAlive(pids[0]!)).toBe(false);
    await git(project.root, 'init', '--quiet', '--bare', project.remote);
    expect(await texts(ids)).toEqual([undefined, undefined]);
    expect(pids).toHaveLength(2);
  });
});

describe('a mirror and its reader', { timeout: 60_000 }, () => {
  async function mirrored(files: Record<string, string | Buffer> = { 'a.txt': 'one\n' }) {
    const project = await gitProject(files);
    const open = () => openRepository({ directory: project.mirror, url: project.remote });
    const repository = open();
    onTestFinished(() => repository.close());
    const base = (await repository.sync()).branches['main']!;
    return { project, open, repository, base };
  }

  test('all who opened it in one process share one, until the last has closed', async () => {
    const { open, repository, base, project } = await mirrored();
    const others = [open(), open()];
    await Promise.all([repository, ...others].map((each) => each.listFiles(base)));
    expect(await readersOf(project.mirror)).toHaveLength(1);
    for (const other of others) await other.close();
    await others[0]!.close();
    expect(await readersOf(project.mirror)).toHaveLength(1);
    await repository.close();
    await repository.close();
    expect(await readersOf(project.mirror)).toEqual([]);
    expect(await repository.commitMessage(base)).toBe('Change');
  });

  test('is gone after a repair, and the new one reads the new mirror', async () => {
    const { repository, base, project } = await mirrored();
    await repository.listFiles(base);
    const [before] = await readersOf(project.mirror);
    await writeFile(join(project.mirror, 'refs/remotes/origin/main'), '');
    expect(await repository.sync()).toMatchObject({ repaired: true });
    expect(isAlive(before!)).toBe(false);
    expect(await repository.listFiles(base)).toHaveLength(1);
  });

  test('an object that no repair brings back is an error, and costs nobody who reads at the same time anything', async () => {
    const { repository, base, project } = await mirrored({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
    const own = await repository.writeCommit({
      treeOf: base,
      replace: new Map([['own.txt', Buffer.from('own\n')]]),
      parents: [base],
      message: 'Own',
      author: somebody,
      at: noon,
    });
    const id = await git(project.mirror, 'rev-parse', `${own}:own.txt`);
    const path = join(project.mirror, 'objects', id.slice(0, 2), id.slice(2));
    await rm(path);
    await writeFile(path, 'garbage');
    const reads = await Promise.allSettled([
      repository.readFile(own, 'own.txt', { maxBytes: 99 }),
      repository.readFile(base, 'a.txt', { maxBytes: 99 }),
      repository.listFiles(base),
    ]);
    expect(reads.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(reads[0]).toMatchObject({ reason: { code: 'repository_damaged' } });
  });

  test('a large file is read with little more memory than it has', async () => {
    const size = 64 * 1024 ** 2;
    const { repository, base, project } = await mirrored({ large: Buffer.alloc(size, 'text '), small: 'x' });
    await repository.listFiles(base);
    let highest = 0;
    const before = process.memoryUsage().rss;
    const watching = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().rss - before);
    }, 5);
    await repository.checkout(base, join(project.root, 'out'));
    clearInterval(watching);
    expect((await readFile(join(project.root, 'out/large'))).length).toBe(size);
    expect(highest).toBeLessThan(2 * size);
  });

  test('never keeps a program alive that forgot to close', async () => {
    const { base, project } = await mirrored();
    const worker = startWorker('list', { directory: project.mirror, url: project.remote, base });
    expect(await worker.ended).toBe('0');
    // Its idle time would be two seconds.
    expect(worker.silentMs()).toBeLessThan(1_500);
    await sleep(100);
    expect(await readersOf(project.mirror)).toEqual([]);
  });
});
