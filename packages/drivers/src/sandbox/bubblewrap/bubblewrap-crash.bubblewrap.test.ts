import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFullScale } from '../../../../../e2e/support/scale.ts';
import { available } from '../../../../../tooling/available.ts';
import { stateFolderOf } from '../enclosed/state-folder.ts';
import { findProgram } from '../host-programs.ts';
import { listProcesses } from '../process-table.ts';
import { startOwner } from '../testing/abandoned-owner.ts';
import { type ConformanceSubjects, openConformanceSubjects } from '../testing/conformance-subject.ts';
import { createBubblewrapSandboxDriver } from './bubblewrap-sandbox-driver.ts';

const isThere = available('bubblewrap', findProgram('bwrap') !== undefined);
let subjects: ConformanceSubjects;
beforeAll(async () => {
  subjects = await openConformanceSubjects({ name: 'bubblewrap', capabilities: { endsEscapeesAtDeadline: true, diesWithOwner: true } });
});
afterAll(() => subjects.remove());

const quick = { timeoutMs: 30_000 };
const runningOf = async (id: string) => (await listProcesses()).filter((one) => one.sandbox?.startsWith(id));
const stopRunner = 'for p in /proc/[0-9]*; do grep -q [r]unner.mjs $p/cmdline && [ "${p#/proc/}" != 1 ] && kill -STOP ${p#/proc/}; done';

async function until(what: string, holds: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
  const giveUp = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > giveUp) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(20);
  }
}

async function groupsOf(installation: string): Promise<string[]> {
  const parents = ['memory/devteam', 'pids/devteam', 'cpu/devteam', 'devteam'].map((folder) => join('/sys/fs/cgroup', folder));
  const names = await Promise.all(parents.map((folder) => readdir(folder).catch((): string[] => [])));
  return names.flat().filter((name) => name.startsWith(`${installation}:`));
}

describe.runIf(isThere)('when the owner of a sandbox behind bubblewrap is killed', () => {
  const rounds = isFullScale ? 20 : 10;

  test(`at any moment, ${rounds} times, nothing is left`, { timeout: 120_000 }, async () => {
    const { driver, installation, newDirectory } = subjects.newSubject();
    const limits = process.getuid?.() === 0 ? { memoryMegabytes: 512, processes: 100 } : {};
    for (let round = 0; round < rounds; round += 5) {
      await Promise.all(
        Array.from({ length: Math.min(5, rounds - round) }, async (_, index) => {
          const number = round + index;
          const spec = { id: `owned-${installation}/${number}`, directory: await newDirectory(), limits };
          const owner = startOwner('bubblewrap', { installation }, spec, 'echo up; sleep 65432');
          if (number % 3 === 0) await owner.isUp;
          else await sleep(100 + ((number * 137) % 500));
          await owner.kill();
        }),
      );
    }
    await until('nothing of them runs', async () => (await runningOf(`owned-${installation}/`)).length === 0);
    await driver.reap(new Set());
    expect(await groupsOf(installation)).toEqual([]);
    const state = await readdir(stateFolderOf('bubblewrap', undefined));
    expect(state.filter((name) => name.startsWith(`${installation}:`))).toEqual([]);
  });

  test('and the runner was stopped before, so that it cannot leave, the kernel ends it all the same', async () => {
    const { installation, newDirectory } = subjects.newSubject();
    const spec = { id: `undead-${installation}`, directory: await newDirectory() };
    const owner = startOwner('bubblewrap', { installation }, spec, `echo up; sleep 0.5; ${stopRunner}; echo > stopped; sleep 60`);
    await until('the runner is stopped', async () => (await readdir(spec.directory).catch((): string[] => [])).includes('stopped'));
    expect((await runningOf(spec.id)).length).toBeGreaterThan(0);
    await owner.kill();
    await until('nothing of it runs', async () => (await runningOf(spec.id)).length === 0, 2000);
  });
});

describe.runIf(isThere)('a sandbox behind bubblewrap whose runner', () => {
  test('is killed from inside is gone, and its commands with it', async () => {
    const { driver, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: `suicide-${process.pid}`, directory: await newDirectory() });
    expect(await sandbox.run({ command: 'kill -9 -1; sleep 60', ...quick })).toMatchObject({ ended: 'killed', exitCode: null });
    expect(await sandbox.health()).toMatchObject({ state: 'gone' });
    expect(await sandbox.run({ command: 'true', ...quick })).toMatchObject({ ended: 'could_not_start' });
    await sandbox.close();
  });

  test('is stopped from inside counts as unresponsive; deadlines hold, and close works', async () => {
    const { driver, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: `stopped-${process.pid}`, directory: await newDirectory() });
    const running = sandbox.run({ command: `${stopRunner}; echo > stopped; sleep 60`, timeoutMs: 5000 });
    await until('the runner is stopped', async () => (await readdir(sandbox.directory)).includes('stopped'));
    expect(await sandbox.health()).toMatchObject({ state: 'unresponsive' });
    const result = await running;
    expect(result.ended).toBe('timed_out');
    expect(result.durationMs).toBeLessThan(8000);
    await sandbox.close();
  });
});

describe.runIf(isThere)('the warm pool behind bubblewrap', () => {
  const openPool = async () => {
    const { installation, newDirectory } = subjects.newSubject();
    const folder = join(await newDirectory(), '..', 'warm');
    const driver = createBubblewrapSandboxDriver({ installation, warm: { count: 1, folder } });
    /** Its folders are there, and nobody waits any more for its runner. */
    const isReady = async () => {
      const state = stateFolderOf('bubblewrap', undefined);
      const sockets = (await readdir(state)).filter((name) => name.startsWith(`${installation}:`));
      const inThem = await Promise.all(sockets.map((name) => readdir(join(state, name)).catch((): string[] => ['gone'])));
      return (await readdir(folder).catch(() => [])).length === 1 && inThem.every((names) => !names.includes('control'));
    };
    return { driver, folder, isReady, newDirectory };
  };

  test('hands each out once, with the caller’s files in it, through a gateway that is known only then', async () => {
    const { driver, folder, isReady, newDirectory } = await openPool();
    await (await driver.create({ id: 'first', directory: await newDirectory(), gatewaySocket: '/nowhere' })).close();
    await until('one is ready', isReady);
    await sleep(200);
    const [ready] = await readdir(folder);
    const directory = await newDirectory();
    const { mkdir, writeFile } = await import('node:fs/promises');
    await mkdir(join(directory, 'src'), { recursive: true });
    await writeFile(join(directory, 'src/file'), 'from the host\n');
    const gatewaySocket = join(directory, '..', 'gateway');
    const { createServer } = await import('node:http');
    const server = createServer((_, response) => response.end('the gateway'));
    await new Promise<void>((resolve) => server.listen(gatewaySocket, resolve));
    const sandbox = await driver.create({ id: 'second', directory, gatewaySocket });
    expect((await readdir(folder)).includes(ready ?? '')).toBe(false);
    const ask = `fetch(process.argv[1]).then((answer) => answer.text()).then(console.log)`;
    expect((await sandbox.run({ command: ['node', '-e', ask, sandbox.gatewayUrl ?? ''], ...quick })).outputTail).toBe('the gateway\n');
    const { outputTail } = await sandbox.run({
      command: 'cat src/file && echo changed > src/file && pwd && ls -A ~ "$TMPDIR" | wc -l',
      ...quick,
    });
    expect(outputTail).toBe('from the host\n/workspace\n3\n');
    await until('another is ready', isReady);
    await sandbox.close();
    expect((await readdir(join(directory, '..'))).toSorted()).toEqual(['gateway', 'work']);
    await driver.close();
    expect(await readdir(folder)).toEqual([]);
    server.close();
  });

  test('gives none that does not fit or has died meanwhile', async () => {
    const { driver, folder, isReady, newDirectory } = await openPool();
    await (await driver.create({ id: 'first', directory: await newDirectory() })).close();
    await until('one is ready', isReady);
    await sleep(200);
    const [ready] = await readdir(folder);
    for (const one of await runningOf('warm/')) if (one.owner?.includes(`/${process.pid}/`)) process.kill(one.pid, 'SIGKILL');
    const sandbox = await driver.create({ id: 'second', directory: await newDirectory() });
    expect(await sandbox.run({ command: 'exit 3', ...quick })).toMatchObject({ exitCode: 3 });
    await until('the dead one was put away', async () => !(await readdir(folder)).includes(ready ?? ''));
    await sandbox.close();
    await driver.close();
  });
});
