import { expect, test } from 'vitest';
import { clockText, durationText, timeOfDay } from './time-text.ts';

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [42_000, '0:42'],
  [725_000, '12:05'],
  [7_651_000, '2:07:31'],
  [-5000, '0:00'],
])('clock of %i ms', (ms, text) => {
  expect(clockText(ms)).toBe(text);
});

test.each([
  [0, '0.0 s'],
  [440, '0.4 s'],
  [9999, '9.9 s'],
  [10_000, '10 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [725_000, '12 min 5 s'],
  [7_620_000, '2 h 7 min'],
  [7_200_000, '2 h'],
])('duration of %i ms', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('time of day has two digits each', () => {
  expect(timeOfDay(new Date(2026, 10, 25, 7, 3, 9))).toBe('07:03:09');
});
