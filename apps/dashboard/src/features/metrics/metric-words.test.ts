import type { MetricView } from '@devteam/api';
import { expect, test } from 'vitest';
import { countOf, csvOf, goalOf, headOf, isMet, valueOf } from './metric-words.ts';

const metric = (given: Partial<MetricView> = {}): MetricView => ({
  name: 'completion',
  numerator: 43,
  denominator: 50,
  n: 50,
  value: 0.86,
  unit: 'share',
  goal: { is: 'at least', value: 0.85 },
  window: { from: '2026-11-01T00:00:00Z', to: '2026-11-20T00:00:00Z' },
  note: null,
  ...given,
});

test('a figure says what it is, what it is made of, and whether its goal is met', () => {
  expect([headOf('minutesPerTask'), valueOf(metric()), countOf(metric()), goalOf(metric()), isMet(metric())]).toEqual([
    'Time of a task',
    '86 %',
    '43 of 50',
    'goal: at least 85 %',
    true,
  ]);
  const slow = metric({ unit: 'minutes', value: 17.26, numerator: 863, n: 50, goal: { is: 'at most', value: 15 } });
  expect([valueOf(slow), countOf(slow), goalOf(slow), isMet(slow)]).toEqual(['17 min', '863 over 50 cases', 'goal: at most 15 min', false]);
});

test('nothing to divide by is neither good nor bad', () => {
  const none = metric({ value: null, numerator: 0, denominator: 0, n: 0 });
  expect([valueOf(none), isMet(none)]).toEqual(['–', null]);
  expect(csvOf([none]).split('\r\n')[1]).toBe('"completion",0,0,0,,"share",2026-11-01T00:00:00Z,2026-11-20T00:00:00Z');
});
