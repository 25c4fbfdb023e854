import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFullScale } from '../../../../../e2e/support/scale.ts';
import { available } from '../../../../../tooling/available.ts';
import { listProcesses } from '../process-table.ts';
import { startOwner } from '../testing/abandoned-owner.ts';
import type { Sandbox } from '../sandbox-port.ts';
import type { ConformanceSubjects } from '../testing/conformance-subject.ts';
import { openDockerSubjects } from '../testing/docker-subjects.ts';
import { type PrivateEngine, canOpenPrivateEngine } from '../testing/private-engine.ts';
import { createDockerSandboxDriver } from './docker-sandbox-driver.ts';
import { createEngineClient } from './engine-client.ts';

const isThere = available('docker', canOpenPrivateEngine());
let engine: PrivateEngine;
let subjects: ConformanceSubjects;
beforeAll(async () => {
  if (isThere) ({ engine, subjects } = await openDockerSubjects());
});
afterAll(async () => {
  await engine?.close();
  await subjects?.remove();
});

interface Container {
  readonly Id: string;
  readonly Names: string[];
  readonly Labels: Record<string, string>;
}

async function containersOf(installation: string): Promise<Container[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`devteam.installation=${installation}`] }));
  return createEngineClient(engine.socket).call('GET', `/containers/json?all=1&filters=${filters}`);
}

async function until(what: string, holds: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
  const giveUp = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > giveUp) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(50);
  }
}

const quick = { timeoutMs: 30_000 };

describe.runIf(isThere)('when the engine is killed', () => {
  test('commands run on, the sandbox is well, and what needs the engine says so until it is back', async () => {
    const { driver, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: 'survivor', directory: await newDirectory() });
    const lines: string[] = [];
    const running = sandbox.run({ command: 'echo begun; sleep 2; echo done; exit 6', ...quick, onOutput: (_, text) => lines.push(text) });
    await until('it runs', async () => lines.length > 0);
    await engine.kill();
    await expect(driver.create({ id: 'too-early', directory: await newDirectory() })).rejects.toThrow(
      expect.objectContaining({ code: 'sandbox_unavailable', message: expect.stringMatching(/does not answer/) }),
    );
    expect(await driver.probe()).toMatchObject({ usable: false, why: expect.stringMatching(/does not answer/) });
    expect(await sandbox.run({ command: 'echo meanwhile', ...quick })).toMatchObject({ exitCode: 0, outputTail: 'meanwhile\n' });
    expect(await running).toMatchObject({ ended: 'exited', exitCode: 6, outputTail: 'begun\ndone\n' });
    await engine.start();
    expect(await sandbox.health()).toMatchObject({ state: 'healthy' });
    expect(await driver.reap(new Set())).toEqual([]);
    expect(await sandbox.run({ command: 'echo after', ...quick })).toMatchObject({ exitCode: 0 });
    const another = await driver.create({ id: 'later', directory: await newDirectory() });
    await Promise.all([another.close(), sandbox.close()]);
  });

  test('close ends what runs all the same, and the engine forgets it when it is back', async () => {
    const { driver, installation, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: 'closed-without', directory: await newDirectory() });
    const running = sandbox.run({ command: 'sleep 87654', ...quick });
    await until('it runs', async () => (await listProcesses()).some((one) => one.sandbox === 'closed-without'));
    await engine.kill();
    await sandbox.close();
    expect((await running).ended).toBe('killed');
    expect((await listProcesses()).filter((one) => one.sandbox === 'closed-without')).toEqual([]);
    await engine.start();
    await until('the engine has nothing of it', async () => (await containersOf(installation)).length === 0);
  });

  test('what it made and could not tell any more is removed when it is back', async () => {
    const { driver, installation, newDirectory } = subjects.newSubject();
    const making = Array.from({ length: 4 }, async (_, index) => driver.create({ id: `made-${index}`, directory: await newDirectory() }));
    await until('one is made', async () => (await containersOf(installation)).length > 0);
    await engine.kill();
    const made = await Promise.allSettled(making);
    await engine.start();
    await Promise.all(made.flatMap((one) => (one.status === 'fulfilled' ? one.value.close() : [])));
    expect(made.some(({ status }) => status === 'rejected')).toBe(true);
    await until('the engine has nothing of them', async () => (await containersOf(installation)).length === 0);
  });
});

describe.runIf(isThere)('when a container is killed', () => {
  test('its commands end at once, and it says that it is gone', async () => {
    const { driver, installation, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: 'victim', directory: await newDirectory(), labels: { task: '1.2.3', project: 'shop' } });
    const running = sandbox.run({ command: 'sleep 60', ...quick });
    const [container] = await containersOf(installation);
    expect(container?.Labels).toMatchObject({ 'devteam.sandbox': 'victim', 'devteam.task': '1.2.3', 'devteam.project': 'shop' });
    const startedAt = performance.now();
    await createEngineClient(engine.socket).call('POST', `/containers/${container?.Id}/kill`);
    expect(await running).toMatchObject({ ended: 'killed', exitCode: null });
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(await sandbox.health()).toMatchObject({ state: 'gone' });
    expect(await sandbox.run({ command: 'true', ...quick })).toMatchObject({ ended: 'could_not_start' });
    await sandbox.close();
    expect(await containersOf(installation)).toEqual([]);
  });

  test('from inside, the same', async () => {
    const { driver, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: 'suicide', directory: await newDirectory() });
    expect(await sandbox.run({ command: 'kill -9 -1; sleep 60', ...quick })).toMatchObject({ ended: 'killed' });
    expect(await sandbox.health()).toMatchObject({ state: 'gone' });
    await sandbox.close();
  });

  test('a runner that is stopped from inside counts as unresponsive, deadlines hold, and close works', async () => {
    const { driver, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: 'stopped', directory: await newDirectory() });
    const stop =
      'for p in /proc/[0-9]*; do grep -q [r]unner.mjs $p/cmdline && [ "${p#/proc/}" != 1 ] && kill -STOP ${p#/proc/}; done; echo > stopped; sleep 60';
    const startedAt = performance.now();
    const running = sandbox.run({ command: stop, timeoutMs: 5000 });
    await until('the runner is stopped', async () => (await readdir(sandbox.directory)).includes('stopped'));
    expect(await sandbox.health()).toMatchObject({ state: 'unresponsive' });
    expect(await running).toMatchObject({ ended: 'timed_out' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await sandbox.close();
  });
});

describe.runIf(isThere)('when the owner is killed', () => {
  const rounds = isFullScale ? 50 : 6;

  test(`at any moment, ${rounds} times, nothing is left`, { timeout: 140_000 }, async () => {
    const { driver, installation, newDirectory } = subjects.newSubject();
    const options = { engineSocket: engine.socket, installation };
    const atOnce = 5;
    for (let round = 0; round < rounds; round += atOnce) {
      await Promise.all(
        Array.from({ length: Math.min(atOnce, rounds - round) }, async (_, index) => {
          const number = round + index;
          const owner = startOwner('docker', options, { id: `owned/${number}`, directory: await newDirectory() }, 'echo up; sleep 76543');
          // Every third after it is up; the others somewhere on the way there.
          if (number % 3 === 0) await owner.isUp;
          else await sleep(150 + ((number * 137) % 900));
          await owner.kill();
        }),
      );
    }
    await until(
      'the engine has none of them',
      async () => {
        await driver.reap(new Set());
        return (await containersOf(installation)).length === 0;
      },
      60_000,
    );
    expect((await listProcesses()).filter((one) => one.sandbox?.startsWith('owned/'))).toEqual([]);
    const left = await readdir('/run/devteam/docker');
    expect(left.filter((name) => name.startsWith(`${installation}+`))).toEqual([]);
  });

  test('and the runner was stopped before, so that it cannot leave, the reaper finds it by its labels', async () => {
    const { driver, installation, newDirectory } = subjects.newSubject();
    const stop = 'for p in /proc/[0-9]*; do grep -q [r]unner.mjs $p/cmdline && [ "${p#/proc/}" != 1 ] && kill -STOP ${p#/proc/}; done';
    const spec = { id: 'undead', directory: await newDirectory() };
    const owner = startOwner(
      'docker',
      { engineSocket: engine.socket, installation },
      spec,
      `echo up; sleep 0.5; ${stop}; echo > stopped; sleep 60`,
    );
    await until('the runner is stopped', async () => (await readdir(spec.directory).catch((): string[] => [])).includes('stopped'));
    await owner.kill();
    await sleep(500);
    expect((await containersOf(installation)).length).toBe(1);
    expect(await driver.reap(new Set(['undead']))).toEqual([]);
    expect(await driver.reap(new Set())).toEqual(['undead']);
    expect(await containersOf(installation)).toEqual([]);
  });

  test('another installation leaves it alone', async () => {
    const ours = subjects.newSubject();
    const other = subjects.newSubject();
    const sandbox = await ours.driver.create({ id: 'ours', directory: await ours.newDirectory() });
    expect(await other.driver.reap(new Set())).toEqual([]);
    expect(await sandbox.health()).toMatchObject({ state: 'healthy' });
    await sandbox.close();
  });
});

describe.runIf(isThere)('the warm pool of containers', () => {
  test('hands each out once, with the caller’s files in it, and is empty after close', async () => {
    const { installation, newDirectory } = subjects.newSubject();
    const folder = join(await newDirectory(), '..', 'warm');
    const driver = createDockerSandboxDriver({ engineSocket: engine.socket, installation, warm: { count: 2, folder } });
    const isFull = async () => (await containersOf(installation)).filter((one) => one.Labels['devteam.warm'] === 'true').length === 2;
    const first = await driver.create({ id: 'first', directory: await newDirectory() });
    await first.close();
    await until('two are ready', isFull);
    await sleep(1000);
    const ready = new Set((await containersOf(installation)).map((one) => one.Id));
    const [second, third] = await Promise.all([
      driver.create({ id: 'second', directory: await newDirectory() }),
      driver.create({ id: 'third', directory: await newDirectory() }),
    ]);
    const hostNames = await Promise.all(
      [second, third].map((one) =>
        one.run({ command: 'echo mine > "$HOME/mine"; echo mine > /tmp/mine; echo mine > mine; ls -a ~ /tmp .', ...quick }),
      ),
    );
    for (const { outputTail } of hostNames) expect(outputTail.match(/^mine$/gm)).toHaveLength(3);
    expect(await readdir(second.directory)).toEqual(['mine']);
    await until('two are ready again', async () => (await containersOf(installation)).length === 4);
    await Promise.all([second.close(), third.close()]);
    // Those that were used are gone: none comes back.
    const after = (await containersOf(installation)).map((one) => one.Id);
    expect(after.filter((id) => ready.has(id))).toEqual([]);
    await driver.close();
    expect(await containersOf(installation)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('keeps one of each shape that is asked for, nothing for a probe, and nothing when all is at rest', async () => {
    const { installation, newDirectory } = subjects.newSubject();
    const folder = join(await newDirectory(), '..', 'warm');
    const warm = { count: 2, folder, idleMs: 700 };
    const driver = createDockerSandboxDriver({ engineSocket: engine.socket, installation, warm });
    await driver.probe();
    expect(await containersOf(installation)).toEqual([]);
    const shapes = [{ limits: { processes: 100 } }, { limits: { processes: 101 } }];
    const open: Sandbox[] = [];
    for (const [index, shape] of shapes.entries())
      open.push(await driver.create({ id: `shape-${index}`, directory: await newDirectory(), ...shape }));
    const limitsOfWarm = async () => {
      const all = (await containersOf(installation)).filter((one) => one.Labels['devteam.warm'] === 'true');
      const found = await Promise.all(
        all.map((one) =>
          createEngineClient(engine.socket).call<{ HostConfig: { PidsLimit: number } }>('GET', `/containers/${one.Id}/json`),
        ),
      );
      return found.map((one) => one.HostConfig.PidsLimit).toSorted((a, b) => a - b);
    };
    await expect.poll(limitsOfWarm, { timeout: 10_000 }).toEqual([100, 101]);
    // A task that takes long finds it ready for its checks.
    await sleep(1500);
    expect(await limitsOfWarm()).toEqual([100, 101]);
    await Promise.all(open.map((one) => one.close()));
    await expect.poll(() => containersOf(installation), { timeout: 10_000 }).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    await driver.close();
  });
});
