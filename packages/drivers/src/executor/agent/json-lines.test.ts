import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonLines } from './json-lines.ts';

function read(pieces: readonly string[]) {
  const found: unknown[] = [];
  const reader = jsonLines(
    (value) => found.push(value),
    (line) => found.push(line),
  );
  for (const piece of pieces) reader.take(piece);
  reader.end();
  return found;
}

describe('objects that are printed one a line', () => {
  test('come out as they went in, wherever long lines were cut', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.string()), { maxLength: 5 });
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 40 }), (values, size) => {
        const pieces = values.flatMap((value) => {
          const line = JSON.stringify({ type: 'x', ...value });
          return Array.from({ length: Math.ceil(line.length / size) }, (_, index) => line.slice(index * size, (index + 1) * size));
        });
        expect(read(pieces)).toEqual(values.map((value) => ({ type: 'x', ...value })));
      }),
    );
  });

  test('what is none of them is kept as text', () => {
    expect(read(['Warning: x', '{"a":1}', '{half', '{"b":2}', '', '{"c":'])).toEqual([
      'Warning: x',
      { a: 1 },
      '{half',
      { b: 2 },
      '',
      '{"c":',
    ]);
  });
});
