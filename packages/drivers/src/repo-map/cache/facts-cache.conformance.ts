import assert from 'node:assert/strict';
import type { FileFacts } from '../repo-map.ts';
import type { FactsCache } from './facts-cache.ts';

const factsOf = (name: string): FileFacts => ({
  lines: 3,
  definitions: [{ name, kind: 'function', line: 1, endLine: 3, signature: `function ${name}() { \u2028"\\` }],
  references: { names: ['ünïcode'], counts: [2] },
  words: { names: ['word'], counts: [1] },
  imports: ['./a.ts'],
});

/** What every cache passes. Each is new, and has room for some dozens of entries and not for hundreds. */
export const factsCacheConformance: { readonly name: string; readonly run: (cache: FactsCache) => Promise<void> }[] = [
  {
    name: 'gives back what was saved, and nothing else',
    async run(cache) {
      assert.deepEqual(await cache.find(['abcdef-1', 'abcdef-2']), new Map());
      await cache.save(new Map([['abcdef-1', factsOf('one')]]));
      await cache.save(
        new Map([
          ['abcdef-2', factsOf('two')],
          ['abcdef-3', factsOf('three')],
        ]),
      );
      const found = await cache.find(['abcdef-1', 'abcdef-3', 'abcdef-4', 'abcdef-1']);
      assert.deepEqual(
        found,
        new Map([
          ['abcdef-1', factsOf('one')],
          ['abcdef-3', factsOf('three')],
        ]),
      );
      assert.deepEqual(await cache.find([]), new Map());
    },
  },
  {
    name: 'takes the last of two that were saved',
    async run(cache) {
      await cache.save(new Map([['abcdef-1', factsOf('old')]]));
      await cache.save(new Map([['abcdef-1', factsOf('new')]]));
      assert.deepEqual(await cache.find(['abcdef-1']), new Map([['abcdef-1', factsOf('new')]]));
    },
  },
  {
    name: 'keeps what many save at once, or forgets some, but mixes nothing up',
    async run(cache) {
      const keys = Array.from({ length: 40 }, (_, n) => `key-of-${n}`);
      await Promise.all(keys.map((key) => cache.save(new Map([[key, factsOf(key)]]))));
      const found = await cache.find(keys);
      for (const [key, facts] of found) assert.deepEqual(facts, factsOf(key));
      assert.ok(found.size > 0);
    },
  },
  {
    name: 'does not grow for ever, and keeps the newest',
    async run(cache) {
      const keys = Array.from({ length: 600 }, (_, n) => `key-of-${n}`);
      for (let from = 0; from < keys.length; from += 100)
        await cache.save(new Map(keys.slice(from, from + 100).map((key) => [key, factsOf(key)])));
      const found = await cache.find(keys);
      assert.ok(found.size < 600, `${found.size} are left`);
      assert.ok(found.has('key-of-599'));
    },
  },
  {
    name: 'takes no key that could be a path of its own',
    async run(cache) {
      for (const key of ['../../etc', 'a/b-cdefg', '', '.hidden-key', 'x'.repeat(300)]) {
        await assert.rejects(cache.find([key]), /is no key/);
        await assert.rejects(cache.save(new Map([[key, factsOf('x')]])), /is no key/);
      }
    },
  },
];
