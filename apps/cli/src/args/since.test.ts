import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSince } from './since.ts';

const now = new Date(2026, 4, 10, 14, 30, 0).getTime();

test.each([
  ['30s', now - 30_000],
  ['10m', now - 600_000],
  ['2h', now - 7_200_000],
  ['3d', now - 3 * 86_400_000],
  ['14:30', now],
  ['9:05', new Date(2026, 4, 10, 9, 5).getTime()],
  ['14:30:01', new Date(2026, 4, 9, 14, 30, 1).getTime()],
  ['2026-05-01', new Date(2026, 4, 1).getTime()],
  ['2026-05-01 08:00', new Date(2026, 4, 1, 8).getTime()],
  ['2026-05-01T08:00:00Z', Date.UTC(2026, 4, 1, 8)],
  ['2026-05-01T08:00:00.250+02:00', Date.UTC(2026, 4, 1, 6, 0, 0, 250)],
])('%s', (text, at) => {
  expect(parseSince(text, now)).toBe(at);
});

test.each(['', 'yesterday', '10', '10 m', '-5m', '1.5h', '24:00', '14:60', '2026-13-01', '2026-02-30T25:00', '05/01/2026', '999999999d'])(
  '%j is refused, with what may be given',
  (text) => {
    expect(() => parseSince(text, now)).toThrow('how long ago');
  },
);

test('what a machine writes of a moment is that moment', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (at) => {
      expect(parseSince(at.toISOString(), now)).toBe(at.getTime());
    }),
  );
});
