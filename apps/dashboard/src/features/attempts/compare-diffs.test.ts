import { expect, test } from 'vitest';
import { parseDiff } from '../changes/parse-diff.ts';
import { compareDiffs } from './compare-diffs.ts';

const diff = (...files: [path: string, line: string, at?: number][]) =>
  parseDiff(
    files
      .map(([path, line, at = 1]) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -${at} +${at} @@\n-old\n+${line}\n`)
      .join(''),
  );

test('tells what one attempt did and the other did not; where in the file it stands does not count', () => {
  const first = diff(['a', 'one'], ['both', 'same', 5], ['c', 'first']);
  const second = diff(['both', 'same', 9], ['c', 'second'], ['d', 'new']);
  expect(compareDiffs(first, second).map(({ kind, path }) => [path, kind])).toEqual([
    ['c', 'different'],
    ['a', 'first-only'],
    ['d', 'second-only'],
    ['both', 'same'],
  ]);
  expect(compareDiffs([], [])).toEqual([]);
});
