import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { simulate } from './simulate.ts';
import { knownLives } from './testing/known-lives.ts';
import { plantedBugs } from './testing/planted-bugs.ts';

const isFull = process.env['DEVTEAM_TEST_SCALE'] === 'full';

/** In processes of their own, without a test runner's overhead; two of them use both cores. */
async function run(program: string, ...numbers: number[]): Promise<unknown[]> {
  const file = join(import.meta.dirname, 'testing', program);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...numbers.map(String)]).catch(
    (error: Error & { stdout?: string }) => {
      throw new Error(error.stdout || error.message);
    },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('the engine in virtual time', () => {
  test('without faults and people every list is carried out, each task once', () => {
    expect(simulate({ lists: [3, 4, 2], faults: [], deeds: [] })).toMatchObject({ landed: 9, fenced: 0, violations: [] });
  });

  test('a push whose answer is lost is known again when it is repeated', () => {
    const [lostAnswer] = knownLives;
    if (!lostAnswer) throw new Error('that life is not known');
    expect(simulate(lostAnswer)).toMatchObject({ landed: 2, violations: [] });
    // The repetition waits, so this life is longer than one in which all goes well.
    expect(simulate(lostAnswer).steps).toBeGreaterThan(simulate({ ...lostAnswer, faults: [] }).steps);
  });

  test('whatever fails, whenever it crashes and whatever people ask: nothing is lost, nothing lands twice, everything comes to its end', async () => {
    const began = performance.now();
    const seeds = isFull ? 5000 : 250;
    // A failure is the error's message: the seed, the shrunk life, and the promise that it broke.
    const reports = (await Promise.all([1, 2].map((seed) => run('run-seeds.ts', seeds, seed)))).flat() as Record<string, number>[];
    const sum = (name: string) => reports.reduce((total, report) => total + (report[name] ?? 0), 0);
    expect(sum('seeds')).toBe(2 * seeds);
    // What comes too late has to have happened, or this has tested nothing.
    expect(sum('fenced')).toBeGreaterThan(0);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${sum('seeds')} seeds, ${Math.round(sum('hours'))} virtual hours, ${sum('steps')} steps, ${sum('fenced')} fenced results: ${seconds} s`,
    );
  }, 480_000);

  test('finds bugs that are planted', async () => {
    // Among every second one is that of the push, which chance alone finds late.
    const everyNth = isFull ? 1 : 2;
    const found = (await run('find-bugs.ts', isFull ? 300 : 60, everyNth)) as { name: string; found: boolean; after: number }[];
    expect(found.map(({ name }) => name)).toEqual(plantedBugs.filter((_, index) => index % everyNth === 0).map(({ name }) => name));
    const missed = found.filter((bug) => !bug.found).map(({ name }) => name);
    console.log(
      `${found.length - missed.length} of ${found.length} planted bugs are found${missed.map((name) => `; missed: ${name}`).join('')}`,
    );
    expect(missed).toEqual([]);
  }, 240_000);
});
