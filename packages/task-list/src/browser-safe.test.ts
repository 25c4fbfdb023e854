import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const files = globSync('**/*.ts', { cwd: import.meta.dirname, exclude: ['**/*.test.ts'] });

/** Code without what stands in comments. */
const codeOf = (file: string): string =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/(?<=^|\s)\/\/.*$/gm, '');

test('nothing but our own files and one library is imported', () => {
  expect(files.length).toBeGreaterThan(100);
  const names = files.flatMap((file) =>
    Array.from(codeOf(file).matchAll(/(?:^(?:import|export)[^;'"]*?from |\bimport\()['"]([^'"]+)['"]/gm), ([, name = '']) => name),
  );
  expect(new Set(names.filter((name) => !name.startsWith('.')))).toEqual(new Set(['@lezer/markdown']));
});

/** A variable of ours may be called document; the page's own is never asked for. */
const outside =
  /\b(?:Buffer|process|require|__dirname|__filename|globalThis|window|navigator|fetch|console|setTimeout|setInterval|queueMicrotask|localStorage|crypto|Math\.random|Date\.now|performance)\b|new Date\(\)/;

test('no file asks for a clock, for chance, or for anything outside', () => {
  const found = files.flatMap((file) =>
    codeOf(file)
      .split('\n')
      .filter((line) => outside.test(line.replaceAll(/'(?:[^'\\]|\\.)*'|`[^`]*`/g, '')))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
