import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesPath } from './path-pattern.ts';
import { findProtectedChanges } from './protected-changes.ts';
import { lockSteps, protectedPaths } from './protected-list.ts';

const settings = { listPath: 'docs/task_lists.md' };
const find = (...paths: string[]) =>
  findProtectedChanges(
    paths.map((path) => ({ path })),
    settings,
  );

describe('a pattern of paths', () => {
  test.each([
    ['.husky/', '.husky/pre-commit', true],
    ['.husky/', 'packages/a/.husky/_/x', true],
    ['.husky/', 'docs/husky/x', false],
    ['.husky/', 'x.husky/y', false],
    ['Jenkinsfile', 'JENKINSFILE', true],
    ['Jenkinsfile', 'deep/down/Jenkinsfile', true],
    ['Jenkinsfile', 'Jenkinsfile.md', false],
    ['.github/workflows/', '.GitHub/Workflows/ci.yml', true],
    ['.github/workflows/', 'vendor/.github/workflows/ci.yml', false],
    ['.github\\workflows\\', '.github/workflows/ci.yml', true],
    ['/docs/task_lists.md', 'docs/task_lists.md', true],
    ['/docs/task_lists.md', 'old/docs/task_lists.md', false],
    ['.aider*', '.aider.conf.yml', true],
    ['.aider*', 'aider', false],
    ['src/**/secret/*.ts', 'src/secret/a.ts', true],
    ['src/**/secret/*.ts', 'src/a/b/secret/a.ts', true],
    ['src/**/secret/*.ts', 'src/a/secret/b/a.ts', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['**', 'anything/at/all', true],
    ['', 'a', false],
  ])('%j on %j: %s', (pattern, path, isMatch) => {
    expect(matchesPath(pattern, path)).toBe(isMatch);
  });

  test('takes no time worth speaking of, whatever somebody writes', () => {
    const began = performance.now();
    expect(matchesPath('a*'.repeat(500), 'a'.repeat(2_000))).toBe(true);
    expect(matchesPath(`${'*a'.repeat(500)}b`, 'a'.repeat(2_000))).toBe(false);
    expect(matchesPath(`${'**/a/'.repeat(200)}b`, 'a/'.repeat(1_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('what needs a person', () => {
  test('nothing of a change to code, tests, documents and what is asked for of others', () => {
    expect(find('src/a.ts', 'src/a.test.ts', 'README.md', 'package.json', 'package-lock.json', 'src/github/workflows.ts')).toEqual([]);
  });

  test.each([
    ['.github/workflows/ci.yml', 'ci'],
    ['.gitlab-ci.yml', 'ci'],
    ['services/api/Jenkinsfile', 'ci'],
    ['.husky/pre-commit', 'git'],
    ['.gitmodules', 'git'],
    ['packages/a/.gitattributes', 'git'],
    ['AGENTS.md', 'agent'],
    ['packages/a/CLAUDE.md', 'agent'],
    ['.claude/settings.json', 'agent'],
    ['.vscode/tasks.json', 'agent'],
    ['.mcp.json', 'agent'],
    ['.devteam.yml', 'devteam'],
    ['docs/CODEOWNERS', 'owners'],
    ['.npmrc', 'registry'],
    ['docs/task_lists.md', 'task_list'],
  ])('%s (%s)', (path, kind) => {
    expect(find(path)).toMatchObject([{ path, kind, words: expect.stringMatching(/ changed, which /) as string }]);
  });

  test('says it in words, sorted, once each', () => {
    expect(find('z/AGENTS.md', '.github/workflows/ci.yml', 'a.ts', 'z/AGENTS.md')).toEqual([
      {
        path: '.github/workflows/ci.yml',
        kind: 'ci',
        words:
          '.github/workflows/ci.yml changed, which runs on the machines of the repository, with their secrets, as soon as it is pushed',
      },
      {
        path: 'z/AGENTS.md',
        kind: 'agent',
        words: 'z/AGENTS.md changed, which tells the next agents and editors what to do and what to run',
      },
    ]);
  });

  test('a file that is moved away, or into place', () => {
    expect(findProtectedChanges([{ path: 'old.yml', from: '.github/workflows/ci.yml' }], settings)).toMatchObject([
      { path: '.github/workflows/ci.yml' },
    ]);
    expect(findProtectedChanges([{ path: '.husky/pre-push', from: 'notes.txt' }], settings)).toMatchObject([{ path: '.husky/pre-push' }]);
  });

  test('a lock that changes without what it locks', () => {
    expect(find('package-lock.json', 'src/a.ts')).toEqual([
      {
        path: 'package-lock.json',
        kind: 'lock_step',
        words:
          'package-lock.json changed without package.json or pnpm-workspace.yaml, and what is installed would no longer be what anybody asked for',
      },
    ]);
    expect(find('package-lock.json', 'packages/a/package.json')).toEqual([]);
    expect(find('uv.lock', 'package.json')).toMatchObject([{ kind: 'lock_step' }]);
  });

  test('what the project adds, and not what it allows; the task list stays', () => {
    const more = {
      ...settings,
      protect: [{ pattern: 'migrations/', why: 'changes the data of customers' }],
      allow: ['.vscode/', 'yarn.lock', 'docs/'],
    };
    const changed = ['db/migrations/1.sql', '.vscode/tasks.json', 'yarn.lock', 'docs/task_lists.md'].map((path) => ({ path }));
    expect(findProtectedChanges(changed, more)).toEqual([
      { path: 'db/migrations/1.sql', kind: 'project', words: 'db/migrations/1.sql changed, which changes the data of customers' },
      { path: 'docs/task_lists.md', kind: 'task_list', words: 'docs/task_lists.md changed, which is written by the engine alone' },
    ]);
  });
});

test('every line of the lists finds its own path, in any folder it says and in any case', () => {
  const patterns = protectedPaths.flatMap((one) => one.patterns);
  const pathOf = (pattern: string) => pattern.replace('*', '.conf').replace(/\/$/, '/x').toUpperCase();
  expect(patterns.filter((pattern) => find(pathOf(pattern)).length !== 1)).toEqual([]);
  const locks = lockSteps.flatMap((step) => step.locks);
  expect(locks.filter((lock) => find(`a/${lock}`)[0]?.kind !== 'lock_step')).toEqual([]);
  expect(protectedPaths.filter(({ why }) => /[.;]$/.test(why))).toEqual([]);
});

test('no other file of a change hides one that needs a person', () => {
  const path = fc.constantFrom(
    'src/a.ts',
    'package.json',
    '.github/workflows/ci.yml',
    'AGENTS.md',
    'x/.npmrc',
    'go.sum',
    'docs/task_lists.md',
  );
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const found = new Set(find(...paths).map((change) => change.path));
      for (const one of paths.filter((path) => find(path).some(({ kind }) => kind !== 'lock_step'))) expect(found).toContain(one);
    }),
  );
});
