import { describe, expect, test } from 'vitest';
import { errorAreas } from './error-catalogue.ts';
import { CodedError, describeFailure, errorCatalogue, failureClasses, failureOf, findErrorCode, formatFailure } from './index.ts';

const entries = Object.entries(errorCatalogue);

describe('the catalogue of errors', () => {
  test.each(entries)('%s says what, why and what to do next', (_code, entry) => {
    for (const text of [entry.what, entry.why, entry.next]) {
      expect(text.trim()).toBe(text);
      expect(text.length).toBeGreaterThan(5);
    }
    expect(entry.what).not.toMatch(/\.$/);
    expect(entry.next).toMatch(/\.$/);
    expect(failureClasses).toContain(entry.class);
    expect(entry.status).toBeGreaterThanOrEqual(200);
  });

  test('has each code once', () => {
    expect(errorAreas.flatMap((area) => Object.keys(area)).toSorted()).toEqual(Object.keys(errorCatalogue).toSorted());
  });

  test('no headline blames nobody for everything', () => {
    for (const [, entry] of entries) expect(entry.what.toLowerCase()).not.toContain('went wrong');
  });

  test('what is known of a case replaces the usual words, and the advice stays', () => {
    const failure = describeFailure('check_failed', { why: '`npm test` ended with 1', place: 'test', evidence: 'line 1\nline 2' });
    expect(failure).toMatchObject({
      code: 'check_failed',
      class: 'work',
      what: errorCatalogue.check_failed.what,
      next: errorCatalogue.check_failed.next,
    });
    expect(formatFailure(failure)).toBe(
      [
        'A check failed (test) [check_failed]',
        '  why:   `npm test` ended with 1',
        '  tried: gave the output to the next attempt',
        '  next:  Look at the output of the check; change the task or mend the code by hand.',
        '  evidence:',
        '    | line 1',
        '    | line 2',
      ].join('\n'),
    );
  });

  test('an error is known by its code, also after it has crossed a border; anything else is unexpected, with its own words', () => {
    const error = new CodedError('no_checks', { place: 'acme/shop' });
    expect(findErrorCode(JSON.parse(JSON.stringify({ code: error.code })))).toBe('no_checks');
    expect(failureOf(error)).toMatchObject({ code: 'no_checks', place: 'acme/shop' });
    expect(failureOf(Object.assign(new Error('gone'), { code: 'git_missing' }))).toMatchObject({ code: 'git_missing', why: 'gone' });
    expect(failureOf(new Error('boom'), 'here')).toMatchObject({ code: 'unexpected', why: 'boom', place: 'here' });
    expect(findErrorCode({ code: 'toString' })).toBeUndefined();
  });
});
