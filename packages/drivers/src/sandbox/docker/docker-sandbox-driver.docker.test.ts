import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFullScale } from '../../../../../e2e/support/scale.ts';
import { available } from '../../../../../tooling/available.ts';
import { sandboxAbuse } from '../enclosed/abuse.conformance.ts';
import { assertNothingBreaksOut } from '../enclosed/break-outs.conformance.ts';
import { findProgram } from '../host-programs.ts';
import { sandboxConformance } from '../sandbox.conformance.ts';
import type { ConformanceSubjects } from '../testing/conformance-subject.ts';
import { openDockerSubjects } from '../testing/docker-subjects.ts';
import { type PrivateEngine, canOpenPrivateEngine } from '../testing/private-engine.ts';
import { giveSmallImage } from '../testing/small-image.ts';
import { createDockerSandboxDriver } from './docker-sandbox-driver.ts';

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

describe.runIf(isThere).concurrent('the docker driver conforms', () => {
  test.for(sandboxConformance)('$name', { timeout: 60_000 }, async ({ run }) => {
    await expect(run(subjects.newSubject())).resolves.toBeUndefined();
  });
});

describe.runIf(isThere)('the walls of a container', () => {
  test('let nobody out', async () => {
    const { driver, newDirectory } = subjects.newSubject();
    expect(await assertNothingBreaksOut({ driver, newDirectory, engineSocket: engine.socket })).toBeGreaterThanOrEqual(30);
  });
});

describe.runIf(isThere)('in a container, with limits', () => {
  test.for(sandboxAbuse.filter((one) => one.by === 'walls').slice(0, isFullScale ? undefined : 2))(
    '$name',
    { timeout: 90_000 },
    async ({ run }) => {
      await expect(run(subjects.newSubject())).resolves.toBeUndefined();
    },
  );
});

describe.runIf(isThere)('a container of an image of one’s own', () => {
  test('has the programs of that image and no others, and says exactly which image it was, whatever the name means later', async () => {
    const name = 'localhost/someone/own:1';
    const digest = await giveSmallImage(engine.socket, name);
    const { driver, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: 'own-image', directory: await newDirectory(), image: name });
    expect(sandbox.identity).toEqual({ driver: 'docker', isolation: 'container', image: { name, digest } });
    const run = await sandbox.run({ command: 'echo "node $(node --version)"; command -v git || echo no git', timeoutMs: 20_000 });
    expect(run.outputTail).toBe(`node ${process.version}\nno git\n`);
    await sandbox.close();
  });
});

describe.runIf(isThere && available('runsc', findProgram('runsc') !== undefined))('a container with a kernel in user space', () => {
  test('runs commands on that kernel, ends them at their deadline, and says that it is one', async () => {
    const { installation, newDirectory } = subjects.newSubject();
    const driver = createDockerSandboxDriver({ engineSocket: engine.socket, installation, runtime: 'runsc' });
    expect(driver.label).toBe('docker, one container each (runsc)');
    const sandbox = await driver.create({
      id: 'gvisor',
      directory: await newDirectory(),
      limits: { memoryMegabytes: 1024, processes: 200 },
    });
    expect((await sandbox.run({ command: 'dmesg', timeoutMs: 20_000 })).outputTail).toMatch(/gVisor/);
    expect(await sandbox.run({ command: 'sleep 30', timeoutMs: 500 })).toMatchObject({ ended: 'timed_out' });
    expect(await sandbox.health()).toMatchObject({ state: 'healthy' });
    await sandbox.close();
  });
});
