import { type ErrorCode, type ExecutionStatus, describeFailure } from '@devteam/api';
import { expect, test } from 'vitest';
import { exitCodeOf } from './exit-code.ts';

test.each<[ExecutionStatus, ErrorCode | null, number]>([
  ['completed', null, 0],
  ['waiting_for_human', 'check_failed', 4],
  ['waiting_for_human', 'tasks_blocked', 4],
  ['waiting_for_human', null, 4],
  ['stopped', 'stop_point_reached', 6],
  ['stopped', 'stopped_by_person', 6],
  ['error', 'repository_not_found', 1],
  ['error', 'stop_point_unknown', 2],
  ['error', 'database_unreachable', 5],
  ['error', null, 1],
])('%s for %s ends with %i', (status, code, exitCode) => {
  expect(exitCodeOf({ status, reason: code ? describeFailure(code) : null })).toBe(exitCode);
});

test('a code that nobody knows is a plain failure', () => {
  const reason = { ...describeFailure('unexpected'), code: 'of_a_newer_version' };
  expect(exitCodeOf({ status: 'error', reason })).toBe(1);
  expect(exitCodeOf({ status: 'waiting_for_human', reason })).toBe(4);
});
