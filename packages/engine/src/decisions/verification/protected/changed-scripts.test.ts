import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findChangedScripts } from './changed-scripts.ts';

const manifest = (scripts: Record<string, string>) => ({ manifest: JSON.stringify({ scripts }) });
const find = (command: string, base: Record<string, string>, work: Record<string, string>) =>
  findChangedScripts([command], manifest(base), manifest(work)).map(({ words }) =>
    words.replace('the script ', '').replace(/ of package.json (changed|is gone).*/, ' $1'),
  );

describe('a script by which the work is checked', () => {
  const honest = { test: 'vitest run', lint: 'oxlint', build: 'tsc' };
  test.each<[string, string, Record<string, string>, Record<string, string>, string[]]>([
    ['stays', 'npm test', honest, honest, []],
    ['stays, another changes', 'npm test', honest, { ...honest, build: 'true' }, []],
    ['changes', 'npm test', honest, { ...honest, test: 'true' }, ['test changed']],
    ['changes, and is called in another way', 'pnpm run --silent lint', honest, { ...honest, lint: 'true' }, ['lint changed']],
    ['changes, and is called for short', 'npm t', honest, { ...honest, test: 'true' }, ['test changed']],
    ['is gone', 'npm run lint', honest, { test: 'vitest run' }, ['lint is gone']],
    ['is new', 'npm test', {}, honest, []],
    [
      'is run by another',
      'npm run check',
      { ...honest, check: 'npm run lint && npm test' },
      { ...honest, lint: 'true', check: 'npm run lint && npm test' },
      ['lint changed'],
    ],
    [
      'no longer runs another',
      'npm run check',
      { ...honest, check: 'npm run lint && npm test' },
      { ...honest, check: 'npm test' },
      ['check changed'],
    ],
    ['gets something before it', 'npm test', honest, { ...honest, pretest: 'rm -r test' }, ['pretest changed']],
    ['runs itself', 'npm test', { test: 'npm test' }, { test: 'npm test' }, []],
    ['is named like a key of every object', 'npm run constructor', honest, honest, []],
  ])('%s', (_what, command, base, work, expected) => {
    expect(find(command, base, work)).toEqual(expected);
  });

  test('is gone with its file, and a broken file has none', () => {
    expect(findChangedScripts(['npm test'], manifest(honest), { manifest: null })).toEqual([
      { path: 'package.json', kind: 'script', words: 'the script test of package.json is gone, by which the work was checked' },
    ]);
    expect(findChangedScripts(['npm test'], { manifest: '{' }, manifest(honest))).toEqual([]);
    expect(findChangedScripts(['pytest'], { manifest: null }, { manifest: null })).toEqual([]);
  });

  test('is found in any command, which takes no time', () => {
    const began = performance.now();
    findChangedScripts(
      ['npm '.repeat(50_000), `npm ${'--a '.repeat(50_000)}`, `npm${' '.repeat(100_000)}`],
      manifest(honest),
      manifest(honest),
    );
    expect(performance.now() - began).toBeLessThan(5_000);
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(find(`cd x && npm run test`, { test: before }, { test: after })).toEqual(before === after ? [] : ['test changed']);
      }),
    );
  });
});
