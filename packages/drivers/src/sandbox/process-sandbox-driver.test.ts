import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProcessSandboxDriver, getSandboxDriver, sandboxDrivers } from './index.ts';
import { listProcesses } from './process-table.ts';
import { type SandboxConformanceSubject, sandboxConformance } from './sandbox.conformance.ts';

let root: string;
let folders = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'devteam-sandbox-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

async function newDirectory(): Promise<string> {
  folders += 1;
  const parent = join(root, String(folders));
  await mkdir(parent);
  return join(parent, 'work');
}

let installations = 0;
function newSubject(): SandboxConformanceSubject {
  installations += 1;
  const installation = `test-${process.pid}-${installations}`;
  return {
    driver: createProcessSandboxDriver({ installation }),
    capabilities: { endsEscapeesAtDeadline: true },
    newDirectory,
    async abandon(spec, command) {
      const script = `
        const { createProcessSandboxDriver } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
        const sandbox = await createProcessSandboxDriver({ installation: ${JSON.stringify(installation)} }).create(${JSON.stringify(spec)});
        sandbox.run({ command: ${JSON.stringify(command)}, timeoutMs: 60_000, onOutput: (_, text) => console.log(text) });`;
      const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(owner.stdout, 'data');
      owner.kill('SIGKILL');
      await once(owner, 'exit');
    },
  };
}

describe.concurrent('the process driver conforms', () => {
  test.for(sandboxConformance)('$name', { timeout: 30_000 }, async ({ run }) => {
    await expect(run(newSubject())).resolves.toBeUndefined();
  });
});

describe('the process driver', () => {
  test('of another installation does not touch what ours left behind', async () => {
    const ours = newSubject();
    const spec = { id: 'abandoned', directory: await newDirectory() };
    await ours.abandon(spec, 'echo up; sleep 60');
    expect(await createProcessSandboxDriver({ installation: 'other' }).reap(new Set())).toEqual([]);
    expect(await ours.driver.reap(new Set())).toEqual(['abandoned']);
    expect(await ours.driver.reap(new Set())).toEqual([]);
  });

  test('finds what a dead owner left in a folder, even if that removed its home', async () => {
    const ours = newSubject();
    const spec = { id: 'homeless', directory: await newDirectory() };
    await ours.abandon(spec, 'rm -rf "$HOME"; echo $$ > ../pid; echo up; sleep 60');
    const pid = Number(await readFile(join(spec.directory, '../pid'), 'utf8'));
    expect(process.kill(pid, 0)).toBe(true);
    const sandbox = await ours.driver.create(spec);
    expect((await listProcesses()).some((one) => one.pid === pid)).toBe(false);
    await sandbox.close();
    expect(await readdir(join(spec.directory, '..'))).toEqual(['pid', 'work']);
  });

  test('costs a few milliseconds a run', async () => {
    const sandbox = await newSubject().driver.create({ id: 'quick', directory: await newDirectory() });
    const durations: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const startedAt = performance.now();
      await sandbox.run({ command: ['true'], timeoutMs: 1000 });
      durations.push(performance.now() - startedAt);
    }
    await sandbox.close();
    expect(durations.sort((a, b) => a - b)[4]).toBeLessThan(25);
  });

  test('refuses ids and folders that it could not recognise again', async () => {
    const { driver } = newSubject();
    await expect(driver.create({ id: 'a b', directory: await newDirectory() })).rejects.toThrow(/without white space, not "a b"/);
    await expect(driver.create({ id: 'a', directory: 'relative' })).rejects.toThrow(/absolute path, not relative/);
  });
});

describe('drivers by name', () => {
  test('are found', () => {
    expect(Object.keys(sandboxDrivers)).toEqual(['process']);
    expect(getSandboxDriver('process')).toMatchObject({ name: 'process', label: 'process, not isolated' });
  });

  test('an unknown name is refused, naming the known ones', () => {
    for (const name of ['docker', 'toString']) {
      expect(() => getSandboxDriver(name)).toThrow(
        expect.objectContaining({ code: 'sandbox_unknown', message: expect.stringContaining('there are: process') }),
      );
    }
  });
});
