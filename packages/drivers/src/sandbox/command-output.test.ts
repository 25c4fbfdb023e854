import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectOutput } from './command-output.ts';

function collect(chunks: readonly Buffer[], limits = { outputCharacters: 1e6, outputTailCharacters: 1e6 }) {
  const lines: string[] = [];
  const output = collectOutput({ ...limits, onOutput: (_, text) => lines.push(text) });
  for (const chunk of chunks) output.take('stdout', chunk);
  output.end();
  return { lines, tail: output.tail() };
}

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...ends].map((from, index) => bytes.subarray(from, ends[index] ?? bytes.length));
}

const text = fc.oneof(fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '😀', '\0', ' ') }), fc.string({ unit: 'binary' }));
const bytes = fc.oneof(
  text.map((value) => Buffer.from(value)),
  fc.uint8Array({ maxLength: 60 }).map((value) => Buffer.from(value)),
);

describe('output', () => {
  test('is the same however its bytes are cut into chunks', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 8 }), (whole, places) => {
        expect(collect(cut(whole, places))).toEqual(collect([whole]));
      }),
    );
  });

  test('comes as lines that together are the text', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const { lines, tail } = collect([Buffer.from(whole)]);
        const shown = whole.toWellFormed().replaceAll('\0', '\uFFFD');
        expect(tail).toBe(shown);
        expect(lines).toEqual(
          shown
            .replace(/\n$/, '')
            .split('\n')
            .map((line) => line.replace(/\r$/, ''))
            .slice(shown === '' ? 1 : 0),
        );
      }),
    );
  });

  test('of one stream does not break characters of the other', () => {
    const lines: string[] = [];
    const output = collectOutput({
      outputCharacters: 100,
      outputTailCharacters: 100,
      onOutput: (stream, line) => lines.push(`${stream} ${line}`),
    });
    const [e1, e2] = cut(Buffer.from('é'), [1]);
    output.take('stdout', e1 ?? Buffer.of());
    output.take('stderr', Buffer.from('b\n'));
    output.take('stdout', e2 ?? Buffer.of());
    output.end();
    expect([lines, output.tail()]).toEqual([['stderr b', 'stdout é'], 'b\né']);
  });

  test('has lines of 16,384 characters at most, and no half characters', () => {
    const { lines } = collect(cut(Buffer.from(`x${'😀'.repeat(20_000)}\nend`), [30_000, 70_000]));
    expect(lines.length).toBe(4);
    expect(lines.every((line) => line.length <= 16_384 && line.isWellFormed())).toBe(true);
    expect(lines.join('')).toBe(`x${'😀'.repeat(20_000)}end`);
  });

  test('says once that the rest is left out, and keeps an end of exact length', () => {
    const chunk = Buffer.from('0123456789\n'.repeat(10));
    const { lines, tail } = collect(
      Array.from({ length: 30 }, () => chunk),
      { outputCharacters: 55, outputTailCharacters: 16 },
    );
    expect(lines).toEqual([
      ...Array.from({ length: 5 }, () => '0123456789'),
      '[more than 55 characters were printed here; the rest is left out]',
    ]);
    expect(tail).toBe('[the first 3284 characters are left out]\n6789\n0123456789\n');
  });
});
