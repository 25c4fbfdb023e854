import { describe, expect, test } from 'vitest';
import { isRetryable, nodeFailureOf, NonRetryableError } from './index.ts';

describe('nodeFailureOf', () => {
  test('keeps code, place and evidence where they are text', () => {
    const error = Object.assign(new Error('no space left'), {
      code: 'disk_full',
      place: 'worktree',
      evidence: 'ENOSPC',
      details: { a: 1 },
    });
    const { stack, ...failure } = nodeFailureOf(error);
    expect(failure).toEqual({ code: 'disk_full', message: 'no space left', place: 'worktree', evidence: 'ENOSPC' });
    expect(stack).toContain('node-failure.test.ts');
  });

  test('an error without a code, or with one that is not text, is unexpected', () => {
    expect(nodeFailureOf(new Error('x')).code).toBe('unexpected');
    expect(nodeFailureOf(Object.assign(new Error('x'), { code: 28 })).code).toBe('unexpected');
    expect(nodeFailureOf(Object.assign(new Error('x'), { code: '' })).code).toBe('unexpected');
  });

  test('what is no error is told as well as it can be', () => {
    expect(nodeFailureOf('just text')).toEqual({ code: 'unexpected', message: 'just text' });
    expect(nodeFailureOf(undefined)).toEqual({ code: 'unexpected', message: 'threw undefined' });
    expect(nodeFailureOf({ message: 'of another realm', code: 'disk_full' })).toEqual({ code: 'disk_full', message: 'of another realm' });
    expect(nodeFailureOf({})).toEqual({ code: 'unexpected', message: 'threw object without a message' });
    expect(nodeFailureOf(null)).toEqual({ code: 'unexpected', message: 'threw object' });
  });

  test('an error without a stack has none', () => {
    const error = new Error('x');
    delete error.stack;
    expect(nodeFailureOf(error)).toEqual({ code: 'unexpected', message: 'x' });
  });
});

describe('isRetryable', () => {
  test('is false only for what says so itself', () => {
    expect(isRetryable(new NonRetryableError('no'))).toBe(false);
    expect(isRetryable({ retryable: false })).toBe(false);
    expect(isRetryable(new Error('x'))).toBe(true);
    expect(isRetryable({ retryable: true })).toBe(true);
    expect(isRetryable(null)).toBe(true);
    expect(isRetryable('text')).toBe(true);
  });

  test('NonRetryableError carries a code and its cause', () => {
    const cause = new Error('below');
    expect(new NonRetryableError('no', { code: 'checks_config_invalid', cause })).toMatchObject({
      code: 'checks_config_invalid',
      cause,
      message: 'no',
    });
    expect(new NonRetryableError('no').code).toBe('unexpected');
  });
});
