import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryDelayMs } from './index.ts';

describe('retryDelayMs', () => {
  test('the first attempt does not wait, then delays double from one second', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => retryDelayMs({ maxAttempts: 9 }, attempt))).toEqual([0, 1000, 2000, 4000, 8000]);
  });

  test('no delay is longer than maxDelayMs, a minute by default', () => {
    expect(retryDelayMs({ maxAttempts: 99 }, 50)).toBe(60_000);
    expect(retryDelayMs({ maxAttempts: 9, maxDelayMs: 1500 }, 3)).toBe(1500);
  });

  test('factor 1 keeps the delay, fractions are rounded to whole milliseconds', () => {
    expect(retryDelayMs({ maxAttempts: 9, initialDelayMs: 250, factor: 1 }, 7)).toBe(250);
    expect(retryDelayMs({ maxAttempts: 9, initialDelayMs: 5, factor: 1.5 }, 3)).toBe(8);
  });

  test('delays never shrink and never pass the limit', () => {
    const policy = fc.record({
      maxAttempts: fc.constant(9),
      initialDelayMs: fc.nat(10_000),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      maxDelayMs: fc.nat(100_000),
    });
    fc.assert(
      fc.property(policy, fc.integer({ min: 2, max: 2000 }), (policy, attempt) => {
        const [delayMs, laterMs] = [retryDelayMs(policy, attempt), retryDelayMs(policy, attempt + 1)];
        expect(laterMs).toBeGreaterThanOrEqual(delayMs);
        expect(laterMs).toBeLessThanOrEqual(policy.maxDelayMs);
        expect(Number.isFinite(laterMs)).toBe(true);
      }),
    );
  });
});
