import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { RunResult, Sandbox, SandboxDriver } from '../sandbox-port.ts';

export interface AbuseSubject {
  readonly driver: SandboxDriver;
  readonly newDirectory: () => Promise<string>;
}

const limits = { memoryMegabytes: 256, cpus: 0.5, processes: 80, diskMegabytes: 24 };

/**
 * What uses up a machine, in a sandbox with limits, each beside a neighbor who works meanwhile and must not take twice as long. Afterwards the sandbox goes on or
 * is gone, and what it held is given back. What the host enforces by watching is the same code for all drivers, what the walls enforce is not.
 */
export const sandboxAbuse: {
  readonly name: string;
  readonly by: 'walls' | 'host';
  readonly run: (subject: AbuseSubject) => Promise<void>;
}[] = [
  {
    name: 'a fork bomb stops at the limit, and ends with its command',
    by: 'walls',
    run: beside(async (sandbox) => {
      const bomb = await sandbox.run({ command: ['bash', '-c', 'bomb() { bomb | bomb & }; bomb; sleep 60'], timeoutMs: 2500 });
      assert.ok(bomb.ended === 'timed_out' || bomb.ended === 'exited', bomb.ended);
      assert.match(bomb.outputTail, /Resource temporarily unavailable|fork/);
      assert.deepEqual((await sandbox.run({ command: 'echo alive', timeoutMs: 10_000 })).outputTail, 'alive\n');
      assert.ok(((await sandbox.usage()).processes ?? 0) <= limits.processes);
    }),
  },
  {
    name: 'who takes all memory is killed, and told so',
    by: 'walls',
    run: beside(async (sandbox) => {
      const hog = await sandbox.run({
        command: ['node', '-e', 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))'],
        timeoutMs: 60_000,
      });
      assert.partialDeepStrictEqual(hog, { ended: 'killed', limit: 'memory' });
      assert.match(hog.outputTail, /limit of memory/);
      assert.deepEqual((await sandbox.run({ command: 'echo alive', timeoutMs: 10_000 })).outputTail, 'alive\n');
    }),
  },
  {
    name: 'a file cannot grow over the limit of the disk, and shared memory not over its own',
    by: 'walls',
    run: beside(async (sandbox) => {
      const large = await sandbox.run({ command: 'head -c 200000000 /dev/zero > large; stat -c %s large; rm large', timeoutMs: 20_000 });
      assert.equal(Number(large.outputTail.match(/^\d+$/m)?.[0]), limits.diskMegabytes * 2 ** 20);
      const shared = 'for n in 1 2 3 4 5; do head -c 20000000 /dev/zero > /dev/shm/$n; done; du -sk /dev/shm | cut -f1; rm /dev/shm/*';
      const { outputTail } = await sandbox.run({ command: shared, timeoutMs: 20_000 });
      assert.equal(Number(outputTail.match(/^\d+$/m)?.[0]), 64 * 1024);
    }),
  },
  {
    name: 'many files that fill the disk end the sandbox',
    by: 'host',
    run: beside(async (sandbox) => {
      const fill = 'n=0; while :; do n=$((n + 1)); head -c 4000000 /dev/zero > part-$n; done';
      const result = await sandbox.run({ command: fill, timeoutMs: 20_000 });
      assertEndedByDisk(result);
      assert.equal((await sandbox.health()).state, 'gone');
      assert.ok(kilobytesOf(sandbox.directory) < 2_500_000, 'it was stopped within some seconds');
    }),
  },
  {
    name: 'many empty files end the sandbox',
    by: 'host',
    run: beside(async (sandbox) => {
      const fill = 'const fs = require("fs"); for (let n = 0; ; n += 1) fs.closeSync(fs.openSync(`empty-${n}`, "w"));';
      assertEndedByDisk(await sandbox.run({ command: ['node', '-e', fill], cwd: '.', env: { HOME: '/tmp' }, timeoutMs: 40_000 }));
    }),
  },
  {
    name: 'open files end at a limit',
    by: 'walls',
    run: beside(async (sandbox) => {
      const open = `let n = 0; try { for (;; n += 1) require('fs').openSync('/dev/null'); } catch (error) { console.log(error.code, n > 100 && n < 17000); }`;
      assert.equal((await sandbox.run({ command: ['node', '-e', open], timeoutMs: 20_000 })).outputTail, 'EMFILE true\n');
    }),
  },
  {
    name: 'a flood of output is kept in bounds',
    by: 'host',
    run: beside(async (sandbox) => {
      let lines = 0;
      const before = process.memoryUsage().rss;
      const result = await sandbox.run({ command: 'yes 2>&1', timeoutMs: 3000, onOutput: () => (lines += 1) });
      assert.equal(result.ended, 'timed_out');
      assert.ok(result.durationMs < 6000, `it took ${result.durationMs} ms to end`);
      assert.ok(result.outputTail.length < 33_000 && lines <= 2_000_001);
      assert.ok(process.memoryUsage().rss - before < 300_000_000);
    }),
  },
  {
    name: 'busy loops get their share of the processors and no more',
    by: 'walls',
    run: beside(async (sandbox) => {
      const before = await sandbox.usage();
      const startedAt = performance.now();
      await sandbox.run({ command: 'for n in 1 2 3 4 5 6; do (while :; do :; done) & done; wait', timeoutMs: 3000 });
      const used = ((await sandbox.usage()).processorSeconds ?? 0) - (before.processorSeconds ?? 0);
      const share = used / ((performance.now() - startedAt) / 1000);
      assert.ok(share < 1.3 * limits.cpus, `it used ${share} processors`);
    }),
  },
];

/** Some 50 ms of work on a quiet machine. */
const work = 'let n = 0; const end = 3e7; for (let i = 0; i < end; i += 1) n += i % 7;';
const mostSlowdown = 2;

let ids = 0;

/** Runs it in a sandbox of its own while a neighbor's commands are timed, against the same ones just before and after. */
function beside(abuse: (sandbox: Sandbox) => Promise<void>) {
  return async ({ driver, newDirectory }: AbuseSubject) => {
    let slowdown = 0;
    // Somebody else may have slowed the machine down just then: so what is too slow has to be so twice.
    for (let tries = 0; tries < 2; tries += 1) {
      slowdown = await slowdownBy(abuse, driver, newDirectory);
      if (slowdown < mostSlowdown) return;
    }
    assert.fail(`the neighbor took ${slowdown.toFixed(1)} times as long`);
  };
}

async function slowdownBy(
  abuse: (sandbox: Sandbox) => Promise<void>,
  driver: SandboxDriver,
  newDirectory: () => Promise<string>,
): Promise<number> {
  ids += 1;
  const id = `abuse/${process.pid}/${ids}`;
  const neighbor = await driver.create({ id: `${id}/neighbor`, directory: await newDirectory() });
  const sandbox = await driver.create({ id, directory: await newDirectory(), limits });
  const timesUntil = async (isOver: () => boolean) => {
    const times: number[] = [];
    while (times.length < 5 || !isOver()) {
      const { durationMs, exitCode } = await neighbor.run({ command: ['node', '-e', work], timeoutMs: 60_000 });
      assert.equal(exitCode, 0);
      times.push(durationMs);
    }
    return quartile(times);
  };
  try {
    const before = await timesUntil(() => true);
    let isOver = false;
    const abused = abuse(sandbox).finally(() => (isOver = true));
    const [meanwhile] = await Promise.all([timesUntil(() => isOver), abused]);
    await sandbox.close();
    assert.throws(() => kilobytesOf(`${sandbox.directory}.tmp`), 'what the driver made is gone');
    return meanwhile / Math.max(before, await timesUntil(() => true));
  } finally {
    await Promise.all([sandbox.close(), neighbor.close()]);
  }
}

function assertEndedByDisk(result: RunResult): void {
  assert.partialDeepStrictEqual(result, { ended: 'killed', limit: 'disk' });
  assert.match(result.outputTail, /limit of disk space/);
}

const kilobytesOf = (folder: string): number =>
  Number.parseInt(execFileSync('du', ['-sk', join(folder)], { encoding: 'utf8', stdio: 'pipe' }), 10);

/** A quarter took less: hardly moved by the odd one that was held up. */
function quartile(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 2] ?? Number.NaN;
}
