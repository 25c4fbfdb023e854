import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesOf, mergeEdits } from './merge-edits.ts';

const values = fc.record({
  a: fc.integer({ max: 3, min: 0 }),
  b: fc.array(fc.integer({ max: 2, min: 0 }), { maxLength: 2 }),
  c: fc.boolean(),
});

test('nothing that either side changed is lost, and only what both changed differently is a conflict', () => {
  fc.assert(
    fc.property(values, values, values, (base, mine, theirs) => {
      const { conflicts, merged } = mergeEdits(base, mine, theirs);
      expect({ ...theirs, ...changesOf(base, mine) }).toEqual(merged);
      const both = Object.keys(changesOf(base, mine)).filter((key) => key in changesOf(base, theirs) && key in changesOf(mine, theirs));
      expect(conflicts.map(({ key }) => key).toSorted()).toEqual(both.toSorted());
    }),
  );
});

test('an edit of mine on what nobody else touched goes through as it is', () => {
  fc.assert(
    fc.property(values, values, (base, mine) => {
      expect(mergeEdits(base, mine, base)).toEqual({ merged: mine, conflicts: [] });
    }),
  );
});

test('only what differs is sent', () => {
  expect(changesOf({ a: 1, b: [1], c: null }, { a: 1, b: [1, 2], c: null })).toEqual({ b: [1, 2] });
});
