import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDiff } from './parse-diff.ts';
import { isGenerated, risksOf } from './risks.ts';

const patch = [
  'diff --git a/src/old name.ts b/src/new name.ts',
  'similarity index 90%',
  'rename from src/old name.ts',
  'rename to src/new name.ts',
  '--- a/src/old name.ts',
  '+++ b/src/new name.ts',
  '@@ -3,3 +3,4 @@ function f() {',
  ' same',
  '-was',
  '+is',
  '+--- not a head',
  ' end',
  'diff --git a/run.sh b/run.sh',
  'new file mode 100755',
  'index 000..111',
  '--- /dev/null',
  '+++ b/run.sh',
  '@@ -0,0 +1 @@',
  '+echo \u202egnp',
  '\\ No newline at end of file',
  'diff --git a/logo.png b/logo.png',
  'index 1..2 100644',
  'Binary files a/logo.png and b/logo.png differ',
  'diff --git a/gone.txt b/gone.txt',
  'deleted file mode 100644',
  '--- a/gone.txt',
  '+++ /dev/null',
  '@@ -1 +0,0 @@',
  '-bye',
  '',
].join('\n');

test('a patch, file by file, with the numbers of its lines', () => {
  const files = parseDiff(patch);
  expect(files.map(({ added, oldPath, path, removed, status }) => [status, oldPath, path, added, removed])).toEqual([
    ['renamed', 'src/old name.ts', 'src/new name.ts', 2, 1],
    ['added', null, 'run.sh', 1, 0],
    ['changed', null, 'logo.png', 0, 0],
    ['removed', null, 'gone.txt', 0, 1],
  ]);
  expect(files[0]?.lines.map(({ after, before, kind }) => [kind, before, after])).toEqual([
    ['hunk', null, null],
    ['context', 3, 3],
    ['removed', 4, null],
    ['added', null, 4],
    ['added', null, 5],
    ['context', 5, 6],
  ]);
  expect(files.map(risksOf)).toEqual([[], ['is a script', 'may be executed', 'has characters that nobody sees'], ['is binary'], []]);
  expect(isGenerated({ path: 'web/package-lock.json' })).toBe(true);
});

test('whatever comes, every added and removed line is counted once, and nothing throws', () => {
  const line = fc.constantFrom(
    'diff --git a/x b/x',
    '@@ -1,2 +1,2 @@',
    '+a',
    '-b',
    ' c',
    '',
    '--- a/x',
    '+++ b/x',
    'rename to y',
    '@@',
    'Binary files',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      for (const file of parseDiff(lines.join('\n'))) {
        expect(file.lines.filter(({ kind }) => kind === 'added')).toHaveLength(file.added);
        expect(file.lines.filter(({ kind }) => kind === 'removed')).toHaveLength(file.removed);
      }
    }),
  );
});
