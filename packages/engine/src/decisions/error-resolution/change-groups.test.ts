import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeGroups, withoutGroups } from './change-groups.ts';

const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd'), { maxLength: 12 }).map((lines) => lines.join(''));

test('without all of its changes a text is what it was, without none it is what it is, and each line belongs to one change', () => {
  fc.assert(
    fc.property(text, text, (before, now) => {
      const groups = changeGroups(before, now);
      expect(withoutGroups(now, groups)).toBe(before);
      expect(withoutGroups(now, [])).toBe(now);
      for (const [index, { at, lines }] of groups.entries())
        expect(at + lines).toBeLessThanOrEqual(groups[index + 1]?.at ?? Number.POSITIVE_INFINITY);
      expect(groups.length === 0).toBe(before === now);
    }),
  );
});

test('changes that lie apart can be taken back one by one', () => {
  const before = 'one\ntwo\nthree\nfour\nfive\n';
  const now = 'ONE\ntwo\nthree\nand a half\nfour\n';
  const groups = changeGroups(before, now);
  expect(groups).toEqual([
    { at: 0, lines: 1, before: ['one\n'] },
    { at: 3, lines: 1, before: [] },
    { at: 5, lines: 0, before: ['five\n'] },
  ]);
  expect(withoutGroups(now, groups.slice(1, 2))).toBe('ONE\ntwo\nthree\nfour\n');
});
