import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getSandboxDriver } from '@devteam/drivers/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { available } from '../tooling/available.ts';
import { type ExampleRuns, openExampleRuns } from './support/example-runs.ts';
import { type KeptWorker, keepWorker } from './support/kept-worker.ts';
import { killPostgres } from './support/postgres-processes.ts';
import { openRandom } from './support/random.ts';
import { atScale } from './support/scale.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';

const kills = atScale(8, 30);
const random = openRandom('kill worker');

/** All that work here, so that each of them is cut off, too. */
const sandboxes = ['process'];
for (const name of ['bubblewrap', 'docker']) if (available(name, (await getSandboxDriver(name).probe()).usable)) sandboxes.push(name);

let scratch: ScratchDirectory;
let home = '';
let worker: KeptWorker;
let runs: ExampleRuns;

beforeAll(async () => {
  scratch = await makeScratchDirectory('kill-worker');
  home = join(scratch.path, 'home');
  worker = keepWorker({ home, slots: 5 });
  runs = await openExampleRuns({ directory: scratch.path, home, worker, speed: 20, sandboxes });
});

afterAll(async () => {
  await runs?.close();
  await worker?.close();
  killPostgres(home);
  await scratch?.remove();
});

test(
  `after ${kills} kills at random moments every list is at its end, nothing is lost, done twice or left behind`,
  { timeout: 2_400_000 },
  async () => {
    let killed = 0;
    let begun = Promise.resolve();
    while (killed < kills) {
      begun = runs.begin();
      while (killed < kills && (await runs.isAnyMoving())) {
        // Mostly while it works, sometimes while it is still starting.
        if (random.next() < 0.8) await worker.current().ready.catch(() => undefined);
        await sleep(random.between(0, 2500));
        await worker.kill();
        killed += 1;
      }
      await begun;
    }
    await runs.untilAllAtRest();
    expect(await runs.findFaults()).toEqual([]);
    expect(killed).toBe(kills);
  },
);
