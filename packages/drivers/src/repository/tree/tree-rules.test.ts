import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, directoriesAbove, pathOfBytes, pathOfText, textOf } from './byte-path.ts';
import { isDotGit, isDotGitModules, isRefusedAttributes } from './dot-git.ts';
import { isExcluded } from './exclusion.ts';
import { staysInside } from './link-target.ts';
import { nearestNames } from './nearest-names.ts';
import { isPlainPath } from './tree-path.ts';

describe('paths as bytes', () => {
  test('any bytes survive the way to a path and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Uint8Array.from(bytesOf(pathOfBytes(bytes)))).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  test('text survives too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textOf(pathOfText(text))).toBe(text);
      }),
    );
  });

  test('directories above a path come outermost first', () => {
    expect(directoriesAbove('a/b/c')).toEqual(['a', 'a/b']);
    expect(directoriesAbove('a')).toEqual([]);
  });

  test.each(['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', 'a/./b', '.git', 'a/.GIT/b', 'a\0b'])('%j is no path of a tree', (path) => {
    expect(isPlainPath(path)).toBe(false);
  });
});

describe("git's own directory", () => {
  test.each([
    '.git',
    '.GIT',
    '.Git',
    '.git.',
    '.git ',
    '.git. .',
    '.git::$INDEX_ALLOCATION',
    'git~1',
    'GIT~1',
    '.g\u200cit',
    '\ufeff.git',
    '.gi\u202at',
  ])('%j opens it on some disk', (name) => expect(isDotGit(pathOfText(name))).toBe(true));

  test.each(['.gitignore', '.gitattributes', '.gitmodules', '.github', 'git', 'x.git', '.git2', 'git~2', '..git', '.git-x'])(
    '%j does not',
    (name) => expect(isDotGit(pathOfText(name))).toBe(false),
  );
});

test('where submodules come from is told by one file in many spellings', () => {
  for (const name of ['.gitmodules', '.GITMODULES', 'gitmod~1', '.gitmodules ', 'GI7EBA~1', '.git\u200cmodules']) {
    expect(isDotGitModules(pathOfText(name))).toBe(true);
  }
  for (const name of ['gitmodules', '.gitmodule', 'gitmod~5', '.gitmodules2']) expect(isDotGitModules(pathOfText(name))).toBe(false);
});

test('attributes are refused for a line over 2047 bytes only', () => {
  const lines = (...lengths: number[]): Buffer => Buffer.from(lengths.map((length) => 'x'.repeat(length)).join('\n'));
  expect(isRefusedAttributes('.gitattributes', lines(2_047, 10, 2_047))).toBe(false);
  expect(isRefusedAttributes('.gitattributes', lines(2_048, 10))).toBe(true);
  expect(isRefusedAttributes('.GitAttributes', lines(10, 2_048))).toBe(true);
  expect(isRefusedAttributes('other', lines(10_000))).toBe(false);
});

describe('links', () => {
  const real = new Set(['a', 'a/b', 'c']);
  const isReal = (path: string): boolean => real.has(path);

  test.each([
    ['x', 'y'],
    ['x', './y/z'],
    ['a/x', '../y'],
    ['a/b/x', '../../y'],
    ['a/x', '..'],
    ['x', 'missing/far'],
    ['x', 'a/b/../y'],
    ['a/x', '../c/../y'],
  ])('%s → %s stays inside', (path, target) => expect(staysInside(path, target, isReal)).toBe(true));

  test.each([
    ['x', '/etc/passwd'],
    ['x', '..'],
    ['x', '../y'],
    ['a/x', '../../y'],
    ['x', ''],
    // Where `link` points is not known here: going up from it may lead anywhere.
    ['x', 'link/../../y'],
    ['x', 'link/../y'],
    ['x', 'a/../../y'],
  ])('%s → %s does not', (path, target) => expect(staysInside(path, target, isReal)).toBe(false));
});

describe('paths that stay as they are', () => {
  test.each([
    ['.aider.chat.history.md', ['.aider*']],
    ['sub/.aider.tags.cache.v4/x', ['.aider*']],
    ['build/x/y', ['build/**']],
    ['build', ['build/**']],
    ['build/x', ['/build/']],
    ['docs/a.md', ['docs/*.md']],
  ])('%s is meant by %j', (path, globs) => expect(isExcluded(pathOfText(path), globs)).toBe(true));

  test.each([
    ['aider.md', ['.aider*']],
    ['src/build/x', ['build/**']],
    ['docs/sub/a.md', ['docs/*.md']],
    ['x', []],
  ])('%s is not meant by %j', (path, globs) => expect(isExcluded(pathOfText(path), globs)).toBe(false));
});

test('the nearest names come first, strangers not at all', () => {
  expect(nearestNames('mian', ['develop', 'main', 'maintenance', 'zebra'])).toEqual(['main']);
  expect(nearestNames('feature/log', ['feature/login', 'feature/logs', 'main'])).toEqual(['feature/logs', 'feature/login']);
  expect(nearestNames('x', [])).toEqual([]);
});
