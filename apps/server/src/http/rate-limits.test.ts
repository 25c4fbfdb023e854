import { expect, test } from 'vitest';
import { createRateLimits } from './rate-limits.ts';

const few = { read: { burst: 3, perSecond: 2 }, write: { burst: 1, perSecond: 1 } };

test('a burst, then so many a second, for each caller and kind by itself', () => {
  let now = 0;
  const limits = createRateLimits(() => now, few);
  expect([1, 2, 3, 4].map(() => limits.take('a', 'read'))).toEqual([0, 0, 0, 500]);
  expect(limits.take('b', 'read')).toBe(0);
  expect([limits.take('a', 'write'), limits.take('a', 'write')]).toEqual([0, 1000]);
  now = 500;
  expect([limits.take('a', 'read'), limits.take('a', 'read')]).toEqual([0, 500]);
  now = 60_000;
  expect([1, 2, 3, 4].map(() => limits.take('a', 'read'))).toEqual([0, 0, 0, 500]);
});

test('who asks again and again is never let through by having been forgotten', () => {
  const limits = createRateLimits(() => 0, few);
  expect(limits.take('a', 'write')).toBe(0);
  const waits = Array.from({ length: 20_000 }, (_, index) => {
    limits.take(`other ${index}`, 'write');
    return index % 1000 === 0 ? limits.take('a', 'write') : 1000;
  });
  expect(new Set(waits)).toEqual(new Set([1000]));
});
