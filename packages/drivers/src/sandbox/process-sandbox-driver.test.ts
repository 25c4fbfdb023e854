import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProcessSandboxDriver, getSandboxDriver, sandboxDrivers } from './index.ts';
import { listProcesses } from './process-table.ts';
import { sandboxConformance } from './sandbox.conformance.ts';
import { type ConformanceSubjects, openConformanceSubjects } from './testing/conformance-subject.ts';

let subjects: ConformanceSubjects;
beforeAll(async () => {
  subjects = await openConformanceSubjects({ name: 'process', capabilities: { endsEscapeesAtDeadline: true, diesWithOwner: false } });
});
afterAll(() => subjects.remove());
const newSubject = () => subjects.newSubject();
const newDirectory = () => subjects.newDirectory();

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
    expect(Object.keys(sandboxDrivers)).toEqual(['docker', 'bubblewrap', 'process']);
    expect(getSandboxDriver('process')).toMatchObject({ name: 'process', label: 'process, not isolated' });
  });

  test('an unknown name is refused, naming the known ones', () => {
    for (const name of ['chroot', 'toString']) {
      expect(() => getSandboxDriver(name)).toThrow(
        expect.objectContaining({ code: 'sandbox_unknown', message: expect.stringContaining('there are: docker, bubblewrap, process') }),
      );
    }
  });
});
