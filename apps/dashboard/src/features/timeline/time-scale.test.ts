import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeScale } from './time-scale.ts';

const minute = 60_000;

test('short waits keep their length, long ones are drawn short', () => {
  const plain = timeScale([
    { startMs: 0, endMs: 10 * minute },
    { startMs: 10.5 * minute, endMs: 20 * minute },
  ]);
  expect(plain.waits).toEqual([]);
  expect(plain.at(10 * minute)).toBeCloseTo(0.5);
  const night = timeScale([
    { startMs: 0, endMs: 10 * minute },
    { startMs: 600 * minute, endMs: 610 * minute },
  ]);
  expect(night.waits).toHaveLength(1);
  expect(night.at(10 * minute)).toBeCloseTo(0.485);
  expect(night.at(600 * minute)).toBeCloseTo(0.515);
});

const spans = fc.array(
  fc.record({ startMs: fc.nat(1e7), lengthMs: fc.nat(1e6) }).map(({ lengthMs, startMs }) => ({ startMs, endMs: startMs + lengthMs })),
  { minLength: 1, maxLength: 30 },
);

test('later is never further left, and all of it lies on the line', () => {
  fc.assert(
    fc.property(spans, fc.array(fc.integer({ min: -1e6, max: 2e7 }), { maxLength: 20 }), (all, times) => {
      const { at, span } = timeScale(all);
      const places = times.toSorted((a, b) => a - b).map(at);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
      expect(at(span.startMs)).toBe(0);
      expect(at(span.endMs)).toBeCloseTo(1);
    }),
  );
});
