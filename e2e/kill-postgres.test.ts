import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExampleRuns, openExampleRuns } from './support/example-runs.ts';
import { type KeptWorker, keepWorker } from './support/kept-worker.ts';
import { killPostgres, postgresProcesses } from './support/postgres-processes.ts';
import { openRandom } from './support/random.ts';
import { atScale } from './support/scale.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';
import { waitUntil } from './support/wait-until.ts';

const kills = atScale(2, 5);
const backWithinMs = 30_000;
const random = openRandom('kill postgres');

let scratch: ScratchDirectory;
let home = '';
let worker: KeptWorker;
let runs: ExampleRuns;

beforeAll(async () => {
  scratch = await makeScratchDirectory('kill-postgres');
  home = join(scratch.path, 'home');
  worker = keepWorker({ home, slots: 5 });
  runs = await openExampleRuns({ directory: scratch.path, home, worker, speed: 20 });
});

afterAll(async () => {
  await runs?.close();
  await worker?.close();
  killPostgres(home);
  await scratch?.remove();
});

test(
  `the database is killed ${kills} times under way, is started again by itself, and nothing is lost`,
  { timeout: 2_400_000 },
  async () => {
    let killed = 0;
    let begun = Promise.resolve();
    while (killed < kills) {
      begun = runs.begin();
      await sleep(random.between(500, 4000));
      while (killed < kills && (await runs.isAnyMoving())) {
        const before = postgresProcesses(home);
        // The postmaster and all that it started: its writers, and the backends of the worker.
        expect(killPostgres(home)).toBeGreaterThan(5);
        killed += 1;
        await waitUntil(() => postgresProcesses(home).length > 0 && postgresProcesses(home)[0] !== before[0], {
          withinMs: backWithinMs,
          what: 'PostgreSQL is started again',
          describe: () => worker.current().said.slice(-30).join('\n'),
        });
        await sleep(random.between(500, 6000));
      }
      await begun;
    }
    await runs.untilAllAtRest();
    // One and the same process of ours all along: the database went, the worker did not.
    expect(worker.surprises).toEqual([]);
    expect(await runs.findFaults()).toEqual([]);
    expect(killed).toBe(kills);
  },
);
