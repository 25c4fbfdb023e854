import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findReport } from '../reports/read-report.ts';
import { failureSignature, findKnownFailure, sameError, similarity } from './failure-signature.ts';
import { normalizeLine } from './normalize-line.ts';
import { type FailedAttempt, findStandstill } from './standstill.ts';

const printed = (name: string): string => readFileSync(join(import.meta.dirname, '../reports/fixtures', `${name}.txt`), 'utf8');

describe('a line without what differs between runs', () => {
  test.each([
    ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'Error: connect ECONNREFUSED <n>:<n>'],
    ['2026-11-26T10:16:24.114816259Z ERROR no answer', '<time> ERROR no answer'],
    ['[10:16:24.114] failed after 12.5 ms (try 3)', '[<time>] failed after <n> (try <n>)'],
    [
      "Cannot find module './missing.ts' imported from /repo/js/broken.test.ts",
      "Cannot find module './missing.ts' imported from broken.test.ts",
    ],
    ['at file:///tmp/x-81/src/a.ts:12:5', 'at a.ts:<n>:<n>'],
    ['C:\\work\\x\\a.ts(3,4): error TS2353', 'a.ts(<n>): error TS<n>'],
    ['object at 0x7f7cddb536d0', 'object at <hex>'],
    ['container 3f2a9c81d0be is gone', 'container <hex> is gone'],
    ['job 7e57d004-2b97-0e7a-b45f-5387367791cd', 'job <id>'],
    ['the facade is defaced', 'the facade is defaced'],
    ['src/a.ts: no such thing and/or other', 'src/a.ts: no such thing and/or other'],
    ['\u001B[31mError\u001B[39m:  a\tb ', 'Error: a b'],
    ['http://localhost:3000/api/users/42', 'http://localhost:<n>/api/users/<n>'],
  ])('%j', (line, normalized) => {
    expect(normalizeLine(line)).toBe(normalized);
  });

  test('has no figure left, whatever it was', () => {
    const piece = fc.constantFrom(
      '/tmp/a/b.ts',
      ':12',
      ' 10:16:24',
      '3f2a9c81d0be',
      '1.5 ms',
      ' at ',
      '0xabc',
      '<n>',
      'x',
      '/',
      '\\',
      '2026-11-26',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const once = normalizeLine(pieces.join(''));
        expect(once).not.toMatch(/\d/);
        expect(once.isWellFormed()).toBe(true);
      }),
    );
  });
});

const tools = ['node-tap', 'node-spec', 'pytest-verbose', 'cargo', 'go-json', 'vitest-json', 'pytest-collect'];

describe('the signature of a failure', () => {
  test.each(tools)('of %s is the same at another time, in another folder and with other numbers', (tool) => {
    const output = printed(tool);
    const elsewhere = output
      .replaceAll('/repo/', '/tmp/devteam-4711/work/')
      .replaceAll(/2026-11-26T10:16/g, '2027-01-02T03:04')
      .replaceAll(/(?<![:\d])\d+\.\d{3,}/g, '7.25')
      .replaceAll(/0x[0-9a-f]{6,}/g, '0x7fffdeadbeef');
    expect(elsewhere).not.toBe(output);
    expect(failureSignature(elsewhere)).toEqual(failureSignature(output));
    expect(failureSignature(output).lines.length).toBeGreaterThan(0);
  });

  test('is made of the failed tests where a report names them', () => {
    const tap = (port: number, rest: string) =>
      `TAP version 13\nnot ok 1 - connects\n  ---\n  error: 'connect ECONNREFUSED 127.0.0.1:${port}'\n  ...\n${rest}\n1..2\n`;
    const of = (output: string) => failureSignature(output, findReport(output) ?? null);
    const signature = of(tap(5432, 'ok 2 - errors are told'));
    expect(signature.lines).toEqual(['connects: connect ECONNREFUSED <n>:<n>']);
    expect(of(tap(6543, 'ok 2 - another error'))).toEqual(signature);
    expect(of(tap(5432, 'not ok 2 - errors are told'))).not.toEqual(signature);
  });

  test('of two different failures are not similar', () => {
    for (const one of tools)
      for (const other of tools.filter((name) => name !== one && !(name.startsWith('node') && one.startsWith('node'))))
        expect(similarity(failureSignature(printed(one)), failureSignature(printed(other)))).toBeLessThan(sameError);
  });

  test('does not depend on the order of the lines', () => {
    const lines = ['error: a', 'error: b', 'expected c', 'error: d'];
    expect(failureSignature(lines.join('\n'))).toEqual(failureSignature(lines.toReversed().join('\n')));
  });

  test('of an output without a word of errors is its end', () => {
    expect(failureSignature(`${'noise\n'.repeat(50)}one\ntwo 3\n`).lines).toEqual(['noise', 'one', 'two <n>']);
    expect(failureSignature('').lines).toEqual([]);
  });

  test('stays small and comes at once, whatever was printed', () => {
    const began = performance.now();
    for (const line of [
      'error '.repeat(50),
      '/'.repeat(500),
      'a/'.repeat(250),
      '1.'.repeat(250),
      'deadbeef'.repeat(60),
      '\u001B[0;'.repeat(100),
    ]) {
      const { lines } = failureSignature(`error ${line}\n`.repeat(2_000));
      expect(lines.length).toBeLessThanOrEqual(100);
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('similarity is symmetric, between 0 and 1, and 1 with itself', () => {
    const output = fc
      .array(fc.constantFrom('error: a b', 'error: a c', 'expected 3', 'cannot d', 'fine'), { maxLength: 6 })
      .map((lines) => failureSignature(lines.join('\n')));
    fc.assert(
      fc.property(output, output, (one, other) => {
        const rate = similarity(one, other);
        expect(rate).toBe(similarity(other, one));
        expect(rate >= 0 && rate <= 1).toBe(true);
        expect(similarity(one, one)).toBe(1);
      }),
    );
  });
});

describe('a failure that is known', () => {
  const refused = failureSignature('Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect (node:net:1595:16)');
  const assertion = failureSignature('AssertionError: expected 3 to be 4\nTests: 1 failed, 8 passed');

  test('is recognised with another port, and a new one is not', () => {
    const known = [
      { id: 'e1', signature: assertion },
      { id: 'e2', signature: refused },
    ];
    expect(findKnownFailure(failureSignature('Error: connect ECONNREFUSED 127.0.0.1:6543'), known)).toBe('e2');
    expect(findKnownFailure(failureSignature('AssertionError: expected 7 to be 4\nTests: 2 failed, 9 passed'), known)).toBe('e1');
    expect(findKnownFailure(failureSignature('SyntaxError: Unexpected token'), known)).toBeUndefined();
    expect(findKnownFailure(failureSignature('Error: connect ETIMEDOUT 127.0.0.1:5432'), [])).toBeUndefined();
  });

  test('of two that are alike is the first by id', () => {
    const twins = ['b', 'a'].map((id) => ({ id, signature: refused }));
    expect(findKnownFailure(refused, twins)).toBe('a');
  });
});

describe('a standstill', () => {
  const failing = (text: string) => failureSignature(`Error: ${text}`);
  const tries = (...given: [diff: string | null, error: string | null][]): FailedAttempt[] =>
    given.map(([diff, error], index) => ({ attempt: index + 1, diff, failure: error === null ? null : failing(error) }));

  test.each<[string, FailedAttempt[], object | undefined]>([
    ['nothing was tried', [], undefined],
    ['one attempt', tries(['d1', 'one']), undefined],
    ['another change, another error', tries(['d1', 'one'], ['d2', 'quite another']), undefined],
    ['another change, the same error', tries(['d1', 'one'], ['d2', 'one']), undefined],
    ['the same change, the same error', tries(['d1', 'one'], ['d1', 'one']), { why: 'same_work', attempts: [1, 2] }],
    ['back and forth', tries(['d1', 'one'], ['d2', 'quite another'], ['d1', 'one']), { why: 'same_work', attempts: [1, 3] }],
    ['the same change, another error', tries(['d1', 'one'], ['d1', 'quite another']), undefined],
    ['the same error three times', tries(['d1', 'one'], ['d2', 'one'], ['d3', 'one']), { why: 'same_error', attempts: [1, 2, 3] }],
    ['the same error, with another in between', tries(['d1', 'one'], ['d2', 'quite another'], ['d3', 'one']), undefined],
    ['once without work', tries(['d1', 'one'], [null, null]), undefined],
    ['twice without work', tries(['d1', 'one'], [null, null], [null, null]), { why: 'no_work', attempts: [2, 3] }],
    ['the checks passed at last', tries(['d1', 'one'], ['d2', 'one'], ['d3', null]), undefined],
  ])('%s', (_what, attempts, expected) => {
    expect([findStandstill(attempts)]).toMatchObject([expected]);
  });

  test('says it in words', () => {
    expect(findStandstill(tries(['d1', 'one'], ['d2', 'one'], ['d3', 'one']))?.words).toBe(
      'attempts 1, 2 and 3 failed the same way, whatever was changed',
    );
  });
});
