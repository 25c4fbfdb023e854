import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../tooling/available.ts';
import { type Exercise, exercises } from './exercises/index.ts';
import { runCheck, writeFiles } from './exercises/run-check.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'devteam-exercises-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const starts = (...command: [string, string]) => {
  try {
    execFileSync(command[0], [command[1]], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const isThere: Readonly<Record<Exercise['needs'], boolean>> = {
  node: true,
  python3: available('python3', starts('python3', '--version')),
  go: available('go', starts('go', 'version')),
};

test('there are twelve at least, each with a name of its own', () => {
  expect(exercises.length).toBeGreaterThanOrEqual(12);
  expect(new Set(exercises.map(({ name }) => name)).size).toBe(exercises.length);
});

describe.for(exercises.filter(({ needs }) => isThere[needs]))('the exercise $name', (exercise) => {
  test.for(['before', 'wrong', 'right'] as const)('with the %s answer', async (which) => {
    const directory = await mkdtemp(join(root, `${exercise.name}-`));
    await writeFiles(directory, { ...exercise.files, ...(which === 'before' ? {} : exercise[which]) });
    const { output, passed } = await runCheck(exercise, directory);
    // Only the wrong answer has to show what is fed back.
    const showsIt = which !== 'wrong' || output.includes(exercise.evidence);
    expect({ passed, showsIt, output: passed === (which === 'right') ? '' : output }).toEqual({
      passed: which === 'right',
      showsIt: true,
      output: '',
    });
  });
});
