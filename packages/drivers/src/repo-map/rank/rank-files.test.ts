import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atScale } from '../../../../../e2e/support/scale.ts';
import { openRepoMapper } from '../map-repository.ts';
import type { RepoMap } from '../repo-map.ts';
import { textSource } from '../testing/text-source.ts';
import { type RankOptions, type TaskText, rankFiles } from './rank-files.ts';
import { namesIn, pathsIn, wordsIn } from './task-words.ts';

const texts = {
  'package.json': '{"name":"desk"}',
  'package-lock.json': '{}',
  'README.md': '# Desk\nOrders and prices.\n',
  'task_lists.md': '# Tasks\n- [ ] Round prices\n',
  'logo.png': 'x',
  'node_modules/round/index.js': 'export const roundPrice = 1;\n',
  'src/price.ts':
    "import { roundTo } from './numbers.ts';\nimport { readRates } from './rates.ts';\nexport function priceOf(order: string) { return roundTo(readRates(order)); }\n",
  'src/numbers.ts': 'export function roundTo(value: number) { return Math.round(value); }\n',
  'src/rates.ts': "import { openStore } from './store.ts';\nexport const readRates = (order: string) => openStore(order);\n",
  'src/store.ts': '/** Keeps everything in a folder. */\nexport const openStore = (name: string) => name.length;\n',
  'src/greeting.ts': 'export const greet = (name: string) => `Hello ${name}`;\n',
  'src/lamp.ts': '// Switches the light of the entrance, and the heating.\nexport const on = true;\n',
  'tests/price.test.ts': "import { priceOf } from '../src/price.ts';\npriceOf('x');\n",
  'tools/main.py': 'def main():\n    pass\n',
  'go/fee/fee.go': 'package fee\nfunc Cents() int { return 1 }\n',
  'go/fee/fee_test.go': 'package fee\nfunc TestCents() { Cents() }\n',
};
const mapper = openRepoMapper();
let map: RepoMap;
beforeAll(async () => {
  map = await mapper.map(textSource(texts), new AbortController().signal);
});
afterAll(() => mapper.close());

const taskOf = (part: Partial<TaskText>): TaskText => ({ title: '', description: '', acceptanceCriteria: [], files: [], ...part });
const rank = (task: Partial<TaskText>, options?: RankOptions) => rankFiles(map, taskOf(task), options);
const first = (task: Partial<TaskText>, options?: RankOptions) => rank(task, options)[0];

describe('a file is found', () => {
  test('by its path in the task, before all else', () => {
    expect(first({ title: 'Round prices in src/greeting.ts' })).toMatchObject({
      path: 'src/greeting.ts',
      score: 1,
      reason: 'named in the task',
    });
    expect(first({ files: ['./src/lamp.ts'] })?.path).toBe('src/lamp.ts');
    expect(first({ description: 'see greeting.ts' })).toMatchObject({ path: 'src/greeting.ts', reason: 'its name stands in the task' });
  });

  test('by a name of code in the task that it defines', () => {
    expect(first({ title: 'readRates returns nothing' })).toMatchObject({
      path: 'src/rates.ts',
      reason: expect.stringMatching(/^defines readRates/),
      wanted: ['readRates'],
    });
    expect(first({ description: 'Call `greet` twice' })?.path).toBe('src/greeting.ts');
    expect(first({ description: 'Cents() must not be negative' })?.path).toBe('go/fee/fee.go');
  });

  test('by words of its names and of its text', () => {
    expect(first({ title: 'Greet people by their name' })).toMatchObject({ path: 'src/greeting.ts', wanted: ['greet'] });
    expect(first({ title: 'The heating stays on' })).toMatchObject({
      path: 'src/lamp.ts',
      reason: expect.stringContaining('speaks of heating'),
    });
  });

  test('by use, import and test of what was found, each with its reason', () => {
    const reasons = Object.fromEntries(rank({ files: ['src/price.ts'] }).map(({ path, reason }) => [path, reason]));
    expect(reasons).toMatchObject({
      'src/price.ts': 'named in the task',
      'src/numbers.ts': 'imported by src/price.ts',
      'src/rates.ts': 'imported by src/price.ts',
      'tests/price.test.ts': expect.stringMatching(/^(?:imports|tests) src\/price\.ts$/),
    });
    expect(Object.keys(reasons)).toContain('src/store.ts');
    expect(Object.keys(reasons)).not.toContain('src/greeting.ts');
    expect(rank({ files: ['go/fee/fee.go'] })[1]).toMatchObject({ path: 'go/fee/fee_test.go' });
  });

  test('because it was changed lately, where the task says little', () => {
    const recentCommits = [['src/lamp.ts', 'src/gone.ts'], ['src/store.ts'], Object.keys(texts)];
    expect(first({ title: 'Mend it' }, { recentCommits })).toMatchObject({
      path: 'src/lamp.ts',
      reason: expect.stringContaining('changed lately'),
    });
    expect(first({ title: 'Mend it' }, { touched: ['src/store.ts', 'src/gone.ts', 'src/lamp.ts'] })?.path).toBe('src/store.ts');
  });

  test('because it used to be changed together with what was found', () => {
    const commits = [
      ...Array.from({ length: 40 }, () => ['README.md']),
      ['src/greeting.ts', 'tools/main.py'],
      ['src/greeting.ts', 'tools/main.py'],
    ];
    expect(rank({ files: ['src/greeting.ts'] }).map(({ path }) => path)).not.toContain('tools/main.py');
    expect(rank({ files: ['src/greeting.ts'] }, { recentCommits: commits })).toContainEqual(
      expect.objectContaining({ path: 'tools/main.py', reason: 'changed together with src/greeting.ts' }),
    );
  });

  test('because much depends on it, where nothing is known at all', () => {
    const found = rank({ title: 'Xyzzy' });
    expect(found.length).toBeGreaterThan(3);
    expect(found.every(({ score }) => score > 0 && score <= 1)).toBe(true);
  });
});

describe('order and limits', () => {
  test('installed, locked, binary and excluded files are never found', () => {
    const found = rank(
      { title: 'round price lock logo tasks', files: ['package-lock.json', 'logo.png', 'node_modules/round/index.js'] },
      { exclude: ['task_lists.md'] },
    );
    expect(found.map(({ path }) => path).filter((path) => /lock|png|node_modules|task_lists/.test(path))).toEqual([]);
  });

  test('no more than the limit, the best first', () => {
    const found = rank({ title: 'round the price of orders' }, { limit: 3 });
    expect(found).toHaveLength(3);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  test('the same question has the same answer, whatever the order of the files', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(texts), { minLength: Object.keys(texts).length }), (order) => {
        const shuffled = {
          ...map,
          files: order.flatMap((path) => map.files.find((file) => file.path === path) ?? []).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
        };
        expect(rankFiles(shuffled, taskOf({ title: 'round the price' }))).toEqual(rank({ title: 'round the price' }));
      }),
      { numRuns: 10 },
    );
  });

  test('any text is answered, and soon', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'B', '_', '1', '`', '(', '/', '.', ' ', '\n', '\0', 'ü', '$', '\uD800', '\u{1F600}', 'price', 'src/'),
          maxLength: 100,
        }),
        (text) => {
          expect(rank({ title: text, description: text, files: [text] }).length).toBeLessThanOrEqual(20);
        },
      ),
      { numRuns: 40 },
    );
    const began = performance.now();
    rank({ description: `${'aA_'.repeat(20_000)} ${'/.'.repeat(50_000)} ${'`x` '.repeat(20_000)} ${'f('.repeat(50_000)}` });
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

test('a repository of very many files is ranked, too', () => {
  const files = Array.from({ length: atScale(2000, 130_000) }, (_, n) => ({
    path: `data/part-${n % 50}/${n}.json`,
    blob: '',
    size: 1,
    facts: null,
  }));
  const found = rankFiles({ commit: 'big', files, unread: [] }, taskOf({ files: ['data/part-7/1007.json'], title: 'Mend part 7' }), {
    limit: 3,
  });
  expect(found[0]?.path).toBe('data/part-7/1007.json');
}, 30_000);

test('words, names and paths of a text', () => {
  expect([...wordsIn("The parser's openStores reads HTTPServers, twice")]).toEqual([
    'pars',
    'open',
    'stor',
    'read',
    'http',
    'serv',
    'twic',
  ]);
  expect([...namesIn('`dozen` and parseOrder, MAX_FEE, not Words; call run() but HTML')]).toEqual([
    'parseOrder',
    'MAX_FEE',
    'dozen',
    'run',
  ]);
  expect([...pathsIn('see ./src/a.ts, docs/ and fee.go.')]).toEqual(['src/a.ts', 'docs/', 'fee.go']);
});
