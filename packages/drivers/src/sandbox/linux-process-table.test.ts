import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linuxProcessTable } from './linux-process-table.ts';

let proc: string;
beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'devteam-proc-'));
});
afterEach(async () => {
  await rm(proc, { recursive: true, force: true });
});

interface Shown {
  name?: string;
  state?: string;
  parentPid?: number;
  flags?: number;
  start?: number;
  stack?: number;
  environment?: readonly string[];
}

/** What Linux shows of a process, with every field that is not asked for as 0. */
async function show(pid: number, shown: Shown = {}): Promise<void> {
  const { name = 'sh', state = 'S', parentPid = 1, flags = 0, start = 7, stack = 9, environment = [] } = shown;
  const fields = Array.from({ length: 50 }, () => 0);
  [fields[0], fields[1], fields[5], fields[18], fields[24]] = [parentPid, pid, flags, start, stack];
  await mkdir(join(proc, String(pid)), { recursive: true });
  await writeFile(join(proc, String(pid), 'stat'), `${pid} (${name}) ${state} ${fields.join(' ')}\n`);
  await writeFile(join(proc, String(pid), 'environ'), environment.map((one) => `${one}\0`).join(''));
}

const marked = ['PATH=/bin', 'DEVTEAM_SANDBOX=a/b', 'DEVTEAM_SANDBOX_RUN=a/b/1', 'DEVTEAM_SANDBOX_OWNER=here/5/77'];
const unmarked = { sandbox: null, run: null, owner: null };

describe('the processes of Linux', () => {
  test('are listed with their marks, whatever they call themselves, and without those that have ended', async () => {
    await show(10, { name: 'a) Z 3 (b', parentPid: 4, environment: marked });
    await show(11, { environment: ['XDEVTEAM_SANDBOX=a', 'A=DEVTEAM_SANDBOX=a'] });
    await show(12, { state: 'Z', environment: marked });
    await mkdir(join(proc, '13'));
    await mkdir(join(proc, 'net'));
    const table = linuxProcessTable(proc);
    expect(table.list()).toEqual([
      { pid: 10, parentPid: 4, groupId: 10, sandbox: 'a/b', run: 'a/b/1', owner: 'here/5/77' },
      { pid: 11, parentPid: 1, groupId: 11, ...unmarked },
    ]);
    expect([10, 12, 13, 14].map((pid) => table.findStartOf(pid))).toEqual(['7', null, null, null]);
  });

  test('are asked for their environment once for each program that they execute, and again if the number is given away', async () => {
    const table = linuxProcessTable(proc);
    await show(10);
    expect(table.list()).toMatchObject([unmarked]);
    await writeFile(join(proc, '10', 'environ'), marked.join('\0'));
    expect(table.list()).toMatchObject([unmarked]);
    await show(10, { stack: 5, environment: marked });
    expect(table.list()).toMatchObject([{ sandbox: 'a/b' }]);
    await show(10, { stack: 5, start: 8 });
    expect(table.list()).toMatchObject([unmarked]);
    await rm(join(proc, '10'), { recursive: true });
    expect(table.list()).toEqual([]);
    await show(10, { stack: 5, start: 8, environment: marked });
    expect(table.list()).toMatchObject([{ sandbox: 'a/b' }]);
  });

  test('are listed without threads of the kernel, also where it does not say whose children they are', async () => {
    await show(2, { flags: 0x20_80_40, parentPid: 0 });
    await show(3, { flags: 0x20_80_40, parentPid: 2 });
    await show(4);
    expect(linuxProcessTable(proc).list()).toMatchObject([{ pid: 4 }]);
    await mkdir(join(proc, '2', 'task', '2'), { recursive: true });
    await writeFile(join(proc, '2', 'task', '2', 'children'), '3 ');
    expect(linuxProcessTable(proc).list()).toMatchObject([{ pid: 4 }]);
  });

  test('are listed with the children of 2 in a container, where that is no thread of the kernel', async () => {
    await show(2);
    await show(3, { parentPid: 2, environment: marked });
    await mkdir(join(proc, '2', 'task', '2'), { recursive: true });
    await writeFile(join(proc, '2', 'task', '2', 'children'), '3 ');
    expect(linuxProcessTable(proc).list()).toMatchObject([{ pid: 2 }, { pid: 3, sandbox: 'a/b' }]);
  });
});
