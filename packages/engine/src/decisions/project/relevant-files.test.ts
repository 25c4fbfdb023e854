import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RelevanceOptions, type TaskText, findRelevantFiles } from './relevant-files.ts';

const boats = [
  'src/boats.ts',
  'src/water-height.ts',
  'src/sill.ts',
  'src/index.ts',
  'src/print/board.ts',
  'src/print/board-header.ts',
  'tests/boats.test.ts',
  'tests/sill.test.ts',
  'tests/board.test.ts',
  'docs/harbor.md',
  'package-lock.json',
  'node_modules/boats/sill.ts',
  'assets/boats.png',
  'task_lists.md',
];

function find(task: Partial<TaskText>, paths: readonly string[] = boats, options: RelevanceOptions = {}) {
  const files = paths.map((path) => ({ path, size: 100 }));
  return findRelevantFiles({ title: '', description: '', acceptanceCriteria: [], files: [], ...task }, files, options);
}
const reasons = (...args: Parameters<typeof find>) => Object.fromEntries(find(...args).map(({ path, reason }) => [path, reason]));

describe('a file is found', () => {
  test('by its path, in the list of files or in the text', () => {
    expect(find({ files: ['./src/index.ts', 'src/new.ts'] })).toEqual([{ path: 'src/index.ts', reason: 'named in the task', score: 100 }]);
    expect(reasons({ description: 'Export it (see src/index.ts:12).' })).toEqual({ 'src/index.ts': 'named in the task' });
  });

  test('by its name or the end of its path', () => {
    expect(reasons({ description: 'The heading comes from `board-header.ts`.' })['src/print/board-header.ts']).toContain(
      'its name stands in the task',
    );
    expect(reasons({ acceptanceCriteria: ['print/board.ts is pure'] })['src/print/board.ts']).toContain('its name stands in the task');
  });

  test('by its folder', () => {
    const found = reasons({ description: 'Everything in src/print/ gets a margin.' });
    expect(found['src/print/board.ts']).toBe('in the folder src/print/ that the task names; its path has the word print');
    expect(found['src/boats.ts']).toBeUndefined();
  });

  test('by words of its path, in any case and number, and with its tests', () => {
    const found = find({ title: 'Count the water over the sills', description: "A boat's keel needs height." });
    expect(
      found
        .slice(0, 2)
        .map((one) => one.path)
        .toSorted(),
    ).toEqual(['src/sill.ts', 'src/water-height.ts']);
    expect(reasons({ title: 'Count the water over the sills' })['tests/sill.test.ts']).toContain('sill');
    expect(reasons({ title: 'waterHeight' })['src/water-height.ts']).toBe('its path has the words height, water');
  });

  test('as the test of a file, and as the file of a test, whatever the language calls them', () => {
    expect(reasons({ files: ['src/boats.ts'] })).toEqual({
      'src/boats.ts': 'named in the task',
      'tests/boats.test.ts': 'tests src/boats.ts',
    });
    expect(reasons({ files: ['tests/boats.test.ts'] })['src/boats.ts']).toBe('tested by tests/boats.test.ts');
    const others = [
      'a/round.go',
      'a/round_test.go',
      'b/height.py',
      'tests/test_height.py',
      'c/OrderDesk.java',
      'test/OrderDeskTest.java',
      'd/x.py',
      'x_test.py',
    ];
    expect(Object.keys(reasons({ files: ['a/round.go', 'b/height.py', 'c/OrderDesk.java'] }, others)).toSorted()).toEqual(
      others.slice(0, 6).toSorted(),
    );
  });

  test('when an earlier task changed it, the latest first', () => {
    const recentlyChanged = ['src/sill.ts', 'src/gone.ts', 'src/boats.ts'];
    expect(find({ title: 'Something else' }, boats, { recentlyChanged }).map(({ path, reason }) => [path, reason])).toEqual([
      ['src/sill.ts', 'changed by an earlier task'],
      ['src/boats.ts', 'changed by an earlier task'],
    ]);
  });
});

describe('order and limits', () => {
  test('named before named in part before words', () => {
    const paths = find({ title: 'Boats', description: 'see sill.ts', files: ['src/index.ts'] }).map((one) => one.path);
    expect(paths.slice(0, 2)).toEqual(['src/index.ts', 'src/sill.ts']);
    expect(paths).toContain('src/boats.ts');
  });

  test('generated, binary and excluded files are never found', () => {
    const everything = { title: 'boats sill task lists package lock', files: boats };
    const found = find(everything, boats, { exclude: ['task_lists.md'] }).map((one) => one.path);
    expect(found.filter((path) => /lock|node_modules|png|task_lists/.test(path))).toEqual([]);
  });

  test('a word that is in most paths tells nothing', () => {
    const paths = ['shop/a.ts', 'shop/b.ts', 'shop/c.ts', 'shop/d.ts', 'shop/price.ts', 'other.ts'];
    expect(find({ title: 'The price of the shop' }, paths).map((one) => one.path)).toEqual(['shop/price.ts']);
  });

  test('no more than the limit', () => {
    const paths = Array.from({ length: 99 }, (_, n) => `src/fee-${String(n).padStart(2, '0')}.ts`);
    expect(find({ files: paths }, paths)).toHaveLength(20);
    expect(find({ files: paths }, paths, { limit: 3 }).map((one) => one.path)).toEqual(['src/fee-00.ts', 'src/fee-01.ts', 'src/fee-02.ts']);
  });

  test('the order of the listing does not matter', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(boats, { minLength: boats.length }), (shuffled) => {
        const task = { title: 'Show boats on the board', description: 'src/print/ and sill' };
        expect(find(task, shuffled)).toEqual(find(task, boats));
      }),
    );
  });

  test('a large repository and a hostile text cost little time', () => {
    const paths = Array.from({ length: 20_000 }, (_, n) => `packages/part-${n % 97}/src/thing-${n}.ts`);
    const startedAt = performance.now();
    find({ title: 'thing part', description: `${'a'.repeat(200_000)} ${'/.'.repeat(50_000)} packages/part-3/src/thing-3.ts` }, paths);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});
