import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCgroup } from './cgroup.ts';
import { findCgroupOf } from './find-cgroup.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'devteam-cgroup-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function lay(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

describe('what the kernel counts', () => {
  test('is read where each controller has a folder of its own', async () => {
    await lay({
      'memory/memory.usage_in_bytes': '5000\n',
      'memory/memory.stat': 'cache 1\ninactive_file 7\ntotal_inactive_file 2000\n',
      'memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n',
      'cpuacct/cpuacct.usage': '2500000000\n',
      'cpu/cpu.stat': 'nr_periods 3\nnr_throttled 2\nthrottled_time 500000000\n',
      'pids/pids.current': '12\n',
    });
    const of = (name: string) => join(root, name);
    expect(readCgroup({ version: 1, memory: of('memory'), processor: of('cpuacct'), quota: of('cpu'), processes: of('pids') })).toEqual({
      memoryBytes: 3000,
      processorSeconds: 2.5,
      throttledSeconds: 0.5,
      processes: 12,
      memoryKills: 3,
    });
  });

  test('is read where all is in one', async () => {
    await lay({
      'memory.current': '5000\n',
      'memory.stat': 'anon 1\ninactive_file 1000\n',
      'memory.events': 'low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\n',
      'cpu.stat': 'usage_usec 1500000\nuser_usec 1\nthrottled_usec 250000\n',
      'pids.current': '4\n',
    });
    expect(readCgroup({ version: 2, memory: root, processor: root, quota: root, processes: root })).toEqual({
      memoryBytes: 4000,
      processorSeconds: 1.5,
      throttledSeconds: 0.25,
      processes: 4,
      memoryKills: 1,
    });
  });

  test('is nothing once the group is gone, and null where it is not counted', async () => {
    const gone = join(root, 'gone');
    expect(readCgroup({ version: 2, memory: gone, processor: gone, quota: gone, processes: gone })).toBeUndefined();
    await lay({ 'pids.current': '4\n' });
    expect(readCgroup({ version: 1, memory: null, processor: null, quota: null, processes: root })).toMatchObject({
      memoryBytes: null,
      processes: 4,
    });
  });
});

test.runIf(process.platform === 'linux')('the group of a process is found by its number, of one that is gone none', () => {
  expect(findCgroupOf(process.pid, '/groups')?.memory).toMatch(/^\/groups/);
  expect(findCgroupOf(2 ** 22 + 1)).toBeUndefined();
});
