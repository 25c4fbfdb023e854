import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, appendFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory, write } from '../testing/git-project.ts';
import { acquireLock, removeAbandoned } from './lock-file.ts';
import { identify, isAlive } from './process-identity.ts';
import { removeStaleGitLocks } from './stale-git-locks.ts';
import type { ChildProcess } from 'node:child_process';

const patient = { waitMs: 10_000 };

async function started(command: string, ...args: string[]): Promise<ChildProcess & { pid: number }> {
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
  return child as ChildProcess & { pid: number };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function deadOwner(): Promise<string> {
  const child = await started('sleep', '60');
  const owner = JSON.stringify({ id: `dead-${child.pid}`, ...identify(child.pid) });
  await kill(child);
  return `${owner}\n`;
}

describe('a lock that survives its owner', { timeout: 30_000 }, () => {
  test('one at a time, in this process too', async () => {
    const path = join(await temporaryDirectory(), 'x.lock');
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const lock = await acquireLock(path, patient);
        inside += 1;
        most = Math.max(most, inside);
        await sleep(2);
        inside -= 1;
        await lock.release();
      }),
    );
    expect(most).toBe(1);
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  test('waits for a living owner, and says whom it waited for', async () => {
    const path = join(await temporaryDirectory(), 'x.lock');
    const child = await started('sleep', '60');
    await writeFile(path, `${JSON.stringify({ id: 'living', ...identify(child.pid) })}\n`);
    await expect(acquireLock(path, { waitMs: 60 })).rejects.toMatchObject({
      code: 'repository_timed_out',
      message: expect.stringContaining(String(child.pid)) as string,
    });
    const waiting = acquireLock(path, { waitMs: 10_000, signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    await kill(child);
    const lock = await acquireLock(path, patient);
    expect(lock.tookOver).toBe(true);
    await lock.release();
  });

  test('is taken over from the dead by exactly one of many', async () => {
    const path = join(await temporaryDirectory(), 'x.lock');
    for (let round = 0; round < 10; round += 1) {
      await writeFile(path, await deadOwner());
      let inside = 0;
      const overtakings = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const lock = await acquireLock(path, patient);
          inside += 1;
          expect(inside).toBe(1);
          await sleep(1);
          inside -= 1;
          await lock.release();
          return lock.tookOver;
        }),
      );
      expect(overtakings.filter(Boolean)).toHaveLength(1);
    }
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  test('is taken over also from one who died while taking over', async () => {
    const path = join(await temporaryDirectory(), 'x.lock');
    const first = await deadOwner();
    await writeFile(path, first);
    await writeFile(`${path}.after-${(JSON.parse(first) as { id: string }).id}`, await deadOwner());
    const lock = await acquireLock(path, patient);
    expect(lock.tookOver).toBe(true);
    await lock.release();
  });

  test('a lock whose words were lost with the power belongs to nobody', async () => {
    const path = join(await temporaryDirectory(), 'x.lock');
    await writeFile(path, '');
    const lock = await acquireLock(path, { waitMs: 1_000 });
    expect(lock.tookOver).toBe(true);
    await lock.release();
  });

  test('a later process with the same id is not the owner', async () => {
    const path = join(await temporaryDirectory(), 'x.lock');
    await writeFile(path, `${JSON.stringify({ id: 'reused', pid: process.pid, startedAt: '1' })}\n`);
    const lock = await acquireLock(path, { waitMs: 1_000 });
    expect(lock.tookOver).toBe(true);
    await lock.release();
  });

  test('what the dead left running is ended first, strangers are not', async () => {
    const path = join(await temporaryDirectory(), 'x.lock');
    const [orphan, stranger] = [await started('sleep', '60'), await started('sleep', '60')];
    await writeFile(path, await deadOwner());
    await appendFile(path, `${JSON.stringify(identify(orphan.pid))}\n${JSON.stringify({ pid: stranger.pid, startedAt: '1' })}\n{"pid":`);
    const lock = await acquireLock(path, patient);
    expect(isAlive(identify(orphan.pid))).toBe(false);
    expect(isAlive(identify(stranger.pid))).toBe(true);
    lock.noteChild(stranger.pid);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2);
    await lock.release();
  });

  test('a waiter whose name was taken for one of the dead still gets it', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'x.lock');
    const held = await acquireLock(path, patient);
    const waiting = acquireLock(path, patient);
    await sleep(30);
    const name = (await readdir(directory)).find((entry) => entry.startsWith('x.lock.'))!;
    await rm(join(directory, name));
    await held.release();
    await (await waiting).release();
    expect(await readdir(directory)).toEqual([]);
  });

  test('names of those who died before they had it are removed, those of the living stay', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'x.lock');
    await writeFile(`${path}.one`, await deadOwner());
    await writeFile(`${path}.two`, `${JSON.stringify({ id: 'two', ...identify(process.pid) })}\n`);
    await writeFile(join(directory, 'other'), 'x');
    await removeAbandoned(path);
    expect((await readdir(directory)).toSorted()).toEqual(['other', 'x.lock.two']);
  });
});

test('lock files of a killed git are removed, nothing else', async () => {
  const directory = await temporaryDirectory();
  await write(directory, {
    'packed-refs.lock': '',
    'HEAD.lock': '',
    'refs/heads/task/1.lock': '',
    'refs/heads/main': 'x',
    'gc.pid': '',
    'packed-refs': 'x',
    'objects/info/commit-graphs/commit-graph-chain.lock': '',
    'objects/pack/tmp_pack_1': 'x',
  });
  await removeStaleGitLocks(directory);
  expect((await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.lock') || name === 'gc.pid')).toEqual([]);
  await Promise.all(['refs/heads/main', 'packed-refs', 'objects/pack/tmp_pack_1'].map((name) => access(join(directory, name))));
});
