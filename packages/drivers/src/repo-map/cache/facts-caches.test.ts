import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nothingKnown } from '../repo-map.ts';
import { factsCacheConformance } from './facts-cache.conformance.ts';
import { fileFactsCache } from './file-facts-cache.ts';
import { memoryFactsCache } from './memory-facts-cache.ts';

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'facts-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

describe('the cache in memory conforms', () => {
  test.for(factsCacheConformance)('$name', async ({ run }) => {
    await expect(run(memoryFactsCache({ mostEntries: 300 }))).resolves.toBeUndefined();
  });
});

describe('the cache in a folder conforms', () => {
  test.for(factsCacheConformance)('$name', async ({ run }) => {
    // 256 files of 450 bytes at most: two entries each.
    await expect(run(fileFactsCache({ directory: join(await folder(), 'new'), mostBytes: 256 * 450 }))).resolves.toBeUndefined();
  });

  test('another process finds what one has saved', async () => {
    const directory = await folder();
    await fileFactsCache({ directory }).save(new Map([['abcdef-1', nothingKnown]]));
    expect(await fileFactsCache({ directory }).find(['abcdef-1'])).toEqual(new Map([['abcdef-1', nothingKnown]]));
  });

  test('what is damaged is forgotten, and written again', async () => {
    const directory = await folder();
    const cache = fileFactsCache({ directory });
    const entry = new Map([['abcdef-1', { ...nothingKnown, lines: 7 }]]);
    await cache.save(entry);
    const [name = ''] = await readdir(directory);
    const good = await readFile(join(directory, name), 'utf8');
    for (const bad of [
      '',
      good.slice(0, -9),
      good.replace('7', '8'),
      '{"version":1}',
      '[]',
      'null',
      good.replace('"version":1', '"version":9'),
    ]) {
      await writeFile(join(directory, name), bad);
      expect(await cache.find(['abcdef-1'])).toEqual(new Map());
      await cache.save(entry);
      expect(await cache.find(['abcdef-1'])).toEqual(entry);
    }
  });

  test('a folder that cannot be used makes it slow, not broken', async () => {
    const cache = fileFactsCache({ directory: join(import.meta.filename, 'below-a-file') });
    await cache.save(new Map([['abcdef-1', nothingKnown]]));
    expect(await cache.find(['abcdef-1'])).toEqual(new Map());
  });

  test('what a writer left when it died is removed after a while', async () => {
    const directory = await folder();
    await writeFile(join(directory, 'aa.old.part'), '{');
    await writeFile(join(directory, 'bb.new.part'), '{');
    await utimes(join(directory, 'aa.old.part'), 1, 1);
    await fileFactsCache({ directory }).save(new Map());
    expect(await readdir(directory)).toEqual(['bb.new.part']);
  });
});
