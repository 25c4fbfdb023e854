import { describe, expect, test } from 'vitest';
import { completeTask, detect, diffOperations, findNextTask, inject, parse, refOf, render, replay, type Operation } from '../src/index.ts';
import { samples } from './samples.ts';
import { someOf } from './scale.ts';

/** An input that nobody may change, however deep. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

/** Law 13: same input, same output, inputs untouched. That nothing of Node is needed is shown in a browser (e2e) and by what is imported. */
describe.each(
  someOf(
    samples.filter(({ rule }) => rule !== 'file' && rule !== 'rows'),
    12,
  ),
)('$file', ({ bytes: original, path }) => {
  test('twice the same, and nothing is changed', () => {
    const bytes = original.slice();
    const list = frozen(parse(bytes, frozen({ path })));
    const again = parse(original, { path });
    expect(render(list)).toEqual(render(again));
    expect(detect(bytes, path)).toEqual(detect(original, path));

    const next = findNextTask(list) ?? list.tasks[0];
    if (!next) throw new Error('a sample without tasks');
    const completion = frozen({ at: '2026-11-22T10:31:00Z', summary: 'Did it' });
    const request = frozen({
      place: { type: 'positional' as const, after: next.key },
      task: { title: 'One more', acceptanceCriteria: ['It works'] },
      at: '2026-11-22T10:31:00Z',
    });
    const operations: readonly Operation[] = frozen([
      { op: 'complete' as const, ref: refOf(list, next.key), completion },
      { op: 'inject' as const, request, ref: refOf(list, next.key), id: null },
    ]);
    expect(completeTask(list, next.key, completion)).toEqual(completeTask(again, next.key, completion));
    expect(inject(list, request)).toEqual(inject(again, request));
    const [once, twice] = [replay(operations, bytes, { path }), replay(operations, bytes, { path })];
    expect(once.bytes).toEqual(twice.bytes);
    expect(diffOperations(list, frozen(once.list))).toEqual(diffOperations(again, twice.list));
    expect(bytes).toEqual(original);
  });
});
