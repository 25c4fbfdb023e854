import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAge, formatDuration, formatStepDuration } from './duration.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

describe('formatDuration', () => {
  test.each([
    [0, '0 s'],
    [999, '0 s'],
    [59 * s, '59 s'],
    [m, '1 m 00 s'],
    [4 * m + 5 * s, '4 m 05 s'],
    [h - 1, '59 m 59 s'],
    [h, '1 h 00 m'],
    [2 * h + 7 * m + 59 * s, '2 h 07 m'],
    [d - 1, '23 h 59 m'],
    [3 * d + 4 * h, '3 d 04 h'],
    [-5000, '0 s'],
  ])('%d ms is «%s»', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('never says 60 of anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 * d }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b(60 [sm]|24 h)\b/);
      }),
    );
  });
});

test.each([
  [0, '0 ms'],
  [340, '340 ms'],
  [999.6, '1.0 s'],
  [4210, '4.2 s'],
  [9999, '9.9 s'],
  [10_000, '10 s'],
  [184_000, '3 m 04 s'],
])('a step of %d ms took «%s»', (ms, text) => expect(formatStepDuration(ms)).toBe(text));

test.each([
  [0, 'just now'],
  [-3000, 'just now'],
  [12 * s, '12 s ago'],
  [m, '1 m ago'],
  [3 * h, '3 h ago'],
  [2 * d + h, '2 d ago'],
])('%d ms back is «%s»', (ms, text) => expect(formatAge(ms)).toBe(text));
