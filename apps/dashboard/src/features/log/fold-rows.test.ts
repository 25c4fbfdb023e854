import { expect, test } from 'vitest';
import { output } from '../../testing/made-up.ts';
import { foldRows } from './fold-rows.ts';
import { createLogStore } from './log-store.ts';

const log = () => {
  const logs = createLogStore();
  logs.ingest([
    output(1, ['a1', 'a2'], { taskKey: 'A', attempt: 1 }),
    output(2, ['b1', 'b2'], { taskKey: 'B', attempt: 1 }),
    output(3, ['b3 went wrong'], { taskKey: 'B', attempt: 1, level: 'error' }),
    output(4, ['b4'], { taskKey: 'B', attempt: 1 }),
  ]);
  return logs.read('acme/webshop').rows;
};
const textsOf = ({ rows }: ReturnType<typeof foldRows>) => rows.map((row) => (row.kind === 'line' ? row.text : `[${row.taskKey}]`));
const none = new Set<string>();

test('open, all is drawn, by the very same rows', () => {
  const rows = log();
  expect(foldRows(rows, false, none).rows).toBe(rows);
});

test('folded, a group shows its head, and one that failed opens at its first error', () => {
  const folded = foldRows(log(), true, none);
  expect(textsOf(folded)).toEqual(['[A]', '[B]', 'b3 went wrong', 'b4']);
  expect([...folded.groups.values()]).toEqual([
    { lines: 2, errors: 0, hidden: 2 },
    { lines: 4, errors: 1, hidden: 2 },
  ]);
});

test('what a person turns by hand is as they want it', () => {
  const rows = log();
  const [a, b] = [...foldRows(rows, false, none).groups.keys()];
  expect(textsOf(foldRows(rows, true, new Set([a ?? ''])))).toEqual(['[A]', 'a1', 'a2', '[B]', 'b3 went wrong', 'b4']);
  expect(textsOf(foldRows(rows, false, new Set([b ?? ''])))).toEqual(['[A]', 'a1', 'a2', '[B]']);
});
