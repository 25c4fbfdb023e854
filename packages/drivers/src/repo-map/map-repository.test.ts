import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { memoryFactsCache, openRepoMapper } from './index.ts';
import type { RepoMapperOptions } from './map-repository.ts';
import type { RepositorySource } from './repo-map.ts';
import { textSource } from './testing/text-source.ts';

const signal = new AbortController().signal;
const shared = openRepoMapper();
afterAll(() => shared.close());

function open(options: RepoMapperOptions) {
  const mapper = openRepoMapper(options);
  onTestFinished(() => mapper.close());
  return mapper;
}
const small = {
  'package.json': '{"name": "@shop/desk"}',
  'README.md': '# Desk\n',
  'src/price.ts': "import { dozen } from './dozen.ts';\nexport const price = () => dozen;\n",
  'src/dozen.ts': 'export const dozen = 12;\n',
  'logo.png': '\u0089PNG\0',
};

describe('a map', () => {
  test('has all files by path, and what is known of those that are parsed', async () => {
    const map = await shared.map(textSource(small), signal);
    expect(map.files.map(({ path }) => path)).toEqual(Object.keys(small).toSorted());
    const facts = Object.fromEntries(map.files.map((file) => [file.path, file.facts]));
    expect(facts['src/price.ts']).toMatchObject({ imports: ['./dozen.ts'], definitions: [{ name: 'price', kind: 'function' }] });
    expect(facts['package.json']).toMatchObject({ definitions: [{ name: '@shop/desk', kind: 'package' }] });
    expect([facts['README.md'], facts['logo.png']]).toEqual([null, null]);
    expect(map.unread).toEqual([]);
  });

  test('reads and parses a content once, whatever its commit and path', async () => {
    const cache = memoryFactsCache();
    const first = open({ cache });
    const one = textSource(small);
    await first.map(one, signal);
    expect(one.read.toSorted()).toEqual(['package.json', 'src/dozen.ts', 'src/price.ts']);
    const next = { ...small, 'src/price.ts': 'export const price = 1;\n', 'src/same.ts': small['src/dozen.ts'] };
    const two = textSource(next, 'c2');
    await open({ cache }).map(two, signal);
    expect(two.read).toEqual(['src/price.ts']);
  });

  test('of a commit that was seen is at hand at once', async () => {
    const mapper = open({});
    const map = await mapper.map(textSource(small, 'seen'), signal);
    const again: RepositorySource = { ...textSource({}, 'seen'), listFiles: () => Promise.reject(new Error('not asked')) };
    expect(await mapper.map(again, signal)).toBe(map);
  });

  test('is made once for all who ask at the same time, and by another if the first one gives up', async () => {
    const mapper = open({});
    const source = textSource(small, 'together');
    const [one, two] = await Promise.all([mapper.map(source, signal), mapper.map(source, signal)]);
    expect(one).toBe(two);
    expect(source.read).toHaveLength(3);
    const controller = new AbortController();
    const other = textSource(small, 'given up');
    const left = mapper.map(
      {
        ...other,
        listFiles: () => new Promise((_, reject) => controller.signal.addEventListener('abort', () => reject(new Error('gone')))),
      },
      controller.signal,
    );
    const stays = mapper.map(other, signal);
    controller.abort();
    await expect(left).rejects.toThrow('gone');
    expect((await stays).files).toHaveLength(5);
  });

  test('is the same whatever the order of the listing and the number of threads', async () => {
    const turned = Object.fromEntries(Object.entries(small).toReversed());
    expect(await open({ threads: 2 }).map(textSource(turned), signal)).toEqual(await open({}).map(textSource(small), signal));
  });
});

describe('what is not parsed is listed, and says why', () => {
  test.each([
    ['is larger than', 'big.ts', 'const a = 1;\n'.repeat(2000)],
    ['lines are too long', 'pressed.js', 'var a=function(b){return b+1};'.repeat(300)],
    ['is no text', 'bytes.ts', 'const a = "\0";\n'],
  ])('%s', async (why, path, text) => {
    const map = await open({ limits: { mostBytesPerFile: 10_000 } }).map(textSource({ ...small, [path]: text }), signal);
    expect(map.unread).toEqual([{ path, why: expect.stringContaining(why) }]);
    expect(map.files.find((file) => file.path === path)?.facts).toBeNull();
  });

  test('files beyond the limit, the deepest first; those that cannot be read; installed ones are not even tried', async () => {
    const map = await open({ limits: { mostFiles: 2 } }).map(
      textSource({ 'a/b/deep.ts': 'let a;', 'top.ts': 'let b;', 'a/mid.ts': 'let c;' }),
      signal,
    );
    expect(map.unread).toEqual([{ path: 'a/b/deep.ts', why: 'there are more than 2 files' }]);
    const lost = { ...textSource(small, 'c3'), readFiles: async () => new Map<string, Uint8Array>() };
    expect((await open({}).map(lost, signal)).unread.map(({ why }) => why)).toEqual(
      Array.from({ length: 3 }, () => 'it could not be read'),
    );
    const installed = textSource({ 'node_modules/a/index.js': 'let a;', 'dist/a.js': 'let b;', 'vendor/x.go': 'package x' });
    expect((await shared.map({ ...installed, commit: 'c4' }, signal)).unread).toEqual([]);
    expect(installed.read).toEqual([]);
  });

  test('what there was no time for; the next map goes on', async () => {
    const texts = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`f${n}.py`, `def f${n}(): pass\n`]));
    const cache = memoryFactsCache();
    const hurried = await open({ cache, limits: { totalMs: 0 } }).map(textSource(texts), signal);
    expect(hurried.unread.length).toBe(130);
    expect(hurried.unread[0]?.why).toContain('the time for one map');
    expect((await open({ cache }).map(textSource(texts), signal)).unread).toEqual([]);
  });
});

test('one hostile file among others costs its own time and nothing else', async () => {
  const hostile = {
    ...small,
    'evil.ts': `${`'"`.repeat(150)}\n`.repeat(900),
    'deep.py': Array.from({ length: 1500 }, (_, n) => `${' '.repeat(n % 400)}if x:\n`).join(''),
  };
  const began = performance.now();
  const map = await open({ parseMs: 600 }).map(textSource(hostile), signal);
  expect(performance.now() - began).toBeLessThan(8000);
  expect(map.files.find(({ path }) => path === 'src/price.ts')?.facts?.definitions).toHaveLength(1);
  for (const { why } of map.unread) expect(why).toMatch(/^it takes longer than 600 ms/);
});

test('what could not be parsed is not tried again in the next commit', async () => {
  const mapper = open({ parseMs: 600 });
  const evil = { ...small, 'evil.ts': `${`'"`.repeat(150)}\n`.repeat(900) };
  const first = await mapper.map(textSource(evil, 'e1'), signal);
  const next = textSource({ ...evil, 'src/new.ts': 'export const fresh = 1;\n' }, 'e2');
  const second = await mapper.map(next, signal);
  expect(first.unread).toEqual([{ path: 'evil.ts', why: 'it takes longer than 600 ms to parse' }]);
  expect(second.unread).toEqual(first.unread);
  expect(next.read.filter((path) => path !== 'src/new.ts')).toEqual([]);
});

test('closing it lets a map under way end, and leaves nothing that parses', async () => {
  const mapper = openRepoMapper();
  const map = mapper.map(textSource(small, 'closing'), signal);
  await mapper.close();
  expect((await map).unread).toEqual([]);
  await expect(mapper.map(textSource({ 'a.ts': 'let fresh;' }, 'later'), signal)).rejects.toThrow('The parser is closed.');
});

test('who aborts gets his reason', async () => {
  const reason = new Error('enough');
  await expect(shared.map(textSource(small, 'c9'), AbortSignal.abort(reason))).rejects.toBe(reason);
});
