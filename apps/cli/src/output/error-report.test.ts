import { CodedError } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { reportError } from './error-report.ts';
import { failureText } from './failure-text.ts';
import { colorless } from './paint.ts';

const withCode = (code: string, more: object = {}) => Object.assign(new Error('what the thrower said'), { code, ...more });

describe('what is said of an error', () => {
  test.each([
    [new CodedError('port_in_use'), 'port_in_use', 1],
    [new CodedError('database_unreachable'), 'database_unreachable', 5],
    [new CodedError('execution_active'), 'execution_active', 2],
    [new CodedError('stop_point_reached'), 'stop_point_reached', 6],
    [new UsageError('a word is wrong'), 'usage', 2],
    [withCode('postgres_start_failed'), 'postgres_start_failed', 1],
    [withCode('git_missing'), 'git_missing', 1],
    [withCode('ENOSPC'), 'disk_full', 1],
    [withCode('57P03'), 'database_unreachable', 5],
  ])('%s', (error, code, exitCode) => {
    expect(reportError(error)).toMatchObject({ exitCode, failure: { code } });
  });

  test('of another room keeps its own words, place and evidence', () => {
    const { failure } = reportError(withCode('repository_not_found', { place: '/a/b', evidence: 'fatal: no' }));
    expect(failure).toMatchObject({ why: 'what the thrower said', place: '/a/b', evidence: 'fatal: no' });
  });

  test('of usage may have a headline and a next step of its own', () => {
    const { failure } = reportError(new UsageError('why', { what: 'what', next: 'next' }));
    expect(failure).toMatchObject({ what: 'what', why: 'why', next: 'next' });
  });

  test.each([new Error('a fault'), withCode('ERR_MODULE_NOT_FOUND'), 'a text', undefined, new CodedError('unexpected')])(
    'has no card for %s, only the sentence',
    (error) => {
      expect(reportError(error)).toMatchObject({ exitCode: 1, failure: null });
    },
  );
});

test('the card has four parts, and nothing in it that a terminal would act on', () => {
  const { failure } = reportError(new CodedError('check_failed', { why: 'a\u001B[2Jb', evidence: 'one\u0007\ntwo\u001B]0;x\u0007' }));
  if (!failure) throw new Error('There is no card');
  expect(failureText(failure, colorless)).toBe(
    [
      'A check failed [check_failed]',
      '  why:   ab',
      '  tried: gave the output to the next attempt',
      '  next:  Look at the output of the check; change the task or mend the code by hand.',
      '  evidence:',
      '    | one',
      '    | two',
    ].join('\n'),
  );
});

test('of long evidence the card has the end, and says how much is left out', () => {
  const evidence = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`).join('\n');
  const { failure } = reportError(new CodedError('check_failed', { evidence }));
  if (!failure) throw new Error('There is no card');
  const lines = failureText(failure, colorless)
    .split('\n')
    .filter((line) => line.startsWith('    |'));
  expect(lines.at(0)).toBe('    | … (40 lines before these)');
  expect(lines.at(1)).toBe('    | line 41');
  expect(lines.at(-1)).toBe('    | line 60');
});
