import { describeFailure } from '@devteam/api';
import { expect, test } from 'vitest';
import { wrongWith } from './wrong-with.ts';

const failure = describeFailure('check_failed', { place: 'suite', why: 'exit code 1' });
const task = { attempt: 1, failure: null, status: 'active' } as const;

test('a step that found the work not good is named, before what failed the attempt before it', () => {
  expect(wrongWith(task, [{ node: 'codeExecution' }, { node: 'verify', finding: failure }])).toEqual({
    mark: '✗ verify',
    words: 'verify did not pass',
    why: `${failure.what}: exit code 1`,
  });
  expect(wrongWith({ ...task, attempt: 2, failure }, [{ node: 'verify' }])?.why).toBe(`attempt 1 failed: ${failure.what}: exit code 1`);
});

test('nothing is wrong with a task that is well, and nothing any more with one that is done', () => {
  expect(wrongWith(task, [{ node: 'verify' }])).toBeNull();
  expect(wrongWith({ ...task, attempt: 2, failure, status: 'completed' }, [])).toBeNull();
});
