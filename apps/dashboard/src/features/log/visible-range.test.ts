import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAtEnd, rowHeightPx, visibleRange } from './visible-range.ts';

test('every row in view is drawn, and never many more', () => {
  fc.assert(
    fc.property(fc.nat(3_000_000), fc.integer({ min: 0, max: 2000 }), fc.nat(150_000), (topPx, heightPx, count) => {
      const { first, end } = visibleRange(topPx, heightPx, count);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(count);
      expect(end - first).toBeLessThanOrEqual(heightPx / rowHeightPx + 26);
      const inView = Array.from(
        { length: Math.ceil(heightPx / rowHeightPx) },
        (_, index) => Math.floor(topPx / rowHeightPx) + index,
      ).filter((row) => row < count);
      for (const row of inView) expect(row >= first && row < end).toBe(true);
    }),
  );
});

test('a pixel more or less is still the end, two lines are not', () => {
  expect(isAtEnd(600, 400, 1000)).toBe(true);
  expect(isAtEnd(599.4, 400, 1000)).toBe(true);
  expect(isAtEnd(560, 400, 1000)).toBe(false);
});
