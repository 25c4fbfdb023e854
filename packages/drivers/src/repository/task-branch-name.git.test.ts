import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { taskBranchName } from './index.ts';
import { isRefName } from './tree/ref-name.ts';

const isTakenByGit = (ref: string): boolean => {
  try {
    execFileSync('git', ['check-ref-format', ref], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe('the branch of a task', { timeout: 30_000 }, () => {
  test.each([
    ['1.2', 'Add a login page!', 'task/1-2-add-a-login-page'],
    ['3', '  Größe   der Café-Karte  ', 'task/3-große-der-cafe-karte'],
    ['4', 'ログインを直す', 'task/4-ログインを直す'],
    ['5', '', 'task/5'],
    ['', '', 'task/untitled'],
    ['6', '🎉🎉', 'task/6'],
    ['7.1', '../../etc/passwd', 'task/7-1-etc-passwd'],
    ['8', '--upload-pack=x HEAD.lock', 'task/8-upload-pack-x-head-lock'],
    ['9', 'a\r\nb\u0000c', 'task/9-a-b-c'],
    ['B-12', 'Fix `foo()`', 'task/b-12-fix-foo'],
  ])('%j %j → %s', (id, title, name) => {
    expect(taskBranchName({ id, title })).toBe(name);
  });

  test('a long title is cut at a whole letter and without a dash at the end', () => {
    const name = taskBranchName({ id: '1', title: 'word '.repeat(100) });
    expect(name.length).toBeLessThanOrEqual(80);
    expect(name).toMatch(/^task\/1-(?:word-)+(?:w|wo|wor|word)$/);
  });

  test('git takes it whatever the title is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 40 }), (title, id) => {
        const ref = `refs/heads/${taskBranchName({ id, title })}`;
        expect(isRefName(ref)).toBe(true);
        expect(isTakenByGit(ref)).toBe(true);
        expect(Buffer.byteLength(ref)).toBeLessThan(250);
        expect(taskBranchName({ id, title })).toBe(taskBranchName({ id, title }));
      }),
      { numRuns: 60 },
    );
  });
});

describe('names of refs', { timeout: 30_000 }, () => {
  test('are judged as git judges them, but for a leading dash', () => {
    const pieces = fc.constantFrom(
      'a',
      'task',
      '/',
      '.',
      '..',
      '.lock',
      '@{',
      '@',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      ' ',
      '-',
      '\u007f',
      '\u0001',
      'é',
      'refs/heads/',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
        (name) => {
          const ref = `refs/heads/${name}`;
          expect(isRefName(ref)).toBe(isTakenByGit(ref));
        },
      ),
      { numRuns: 100 },
    );
    expect(isRefName('-x')).toBe(false);
    expect(isRefName('')).toBe(false);
    expect(isRefName('@')).toBe(false);
  });
});
