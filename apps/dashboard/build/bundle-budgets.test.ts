import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Budget, type BuiltChunk, describeExcess, weigh } from './bundle-budgets.ts';

/** Bytes that nothing makes smaller. */
const chunk = (fileName: string, kb: number, more: Partial<BuiltChunk> = {}): BuiltChunk => ({
  fileName,
  name: fileName.replace(/-.*/, ''),
  isEntry: false,
  imports: [],
  bytes: randomBytes(kb * 1000),
  ...more,
});
const table: readonly Budget[] = [
  { what: 'the shell', limitKb: 50, measure: 'brotli', of: 'shell' },
  { what: 'the styles of the shell', limitKb: 5, measure: 'brotli', of: 'styles' },
  { what: 'the graph', limitKb: 20, measure: 'gzip', of: { chunk: 'GraphView' } },
];
const chunks = (largeKb: number) => [
  chunk('index-1.js', 10, { isEntry: true, imports: ['shared-2.js'] }),
  chunk('shared-2.js', largeKb, { imports: ['deep-3.js', 'index-1.js'] }),
  chunk('deep-3.js', 5),
  chunk('GraphView-4.js', 15),
  chunk('Other-5.js', 900),
];

test('what every page loads counts as one, and what only some load does not', () => {
  const weights = weigh(chunks(20), [chunk('index.css', 4)], table);
  expect(weights.map(({ kb }) => Math.round(kb))).toEqual([35, 4, 15]);
  expect(describeExcess(weights)).toEqual([]);
});

test('what is too heavy is named with its file and its size', () => {
  const excess = describeExcess(weigh(chunks(60), [chunk('index.css', 6)], table));
  expect(excess).toHaveLength(2);
  expect(excess[0]).toMatch(/^the shell: 75\.\d KB brotli, allowed are 50 KB; shared-2\.js 60\.\d KB, index-1\.js 10\.\d KB/);
  expect(excess[1]).toContain('index.css 6.0 KB');
});

test('a part that the build no longer has is said, not passed over', () => {
  expect(() => weigh(chunks(1).slice(0, 3), [chunk('index.css', 1)], table)).toThrow('nothing for the graph');
});
