import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FileFacts } from '../repo-map.ts';
import { type FactsCache, checkKey } from './facts-cache.ts';

export interface FileFactsCacheOptions {
  /** Made if absent. Of one customer, better of one project; several processes may use it at once. */
  readonly directory: string;
  /** Of all files together; 64 MiB unless told. */
  readonly mostBytes?: number;
}

/** Files by the first letters of their keys: some hundred of them hold all, so that a warm start reads a few and not thousands. */
const shardOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 2);
const shardFile = /^[0-9a-f]{2}\.json$/;
/** Left by a process that died while it wrote. */
const abandonedMs = 600_000;

const Shard = z.object({ version: z.literal(1), digest: z.string(), entries: z.string() });

/**
 * In a folder. A file is written beside its place and moved there, so that nobody reads half of one; two who write the same at once lose one of the two
 * writings, which only means that something is parsed again. Each holds a digest of itself.
 */
export function fileFactsCache({ directory, mostBytes = 64 * 1024 * 1024 }: FileFactsCacheOptions): FactsCache {
  const mostBytesOfShard = Math.ceil(mostBytes / 256);
  const place = (shard: string) => join(directory, `${shard}.json`);

  const read = async (shard: string): Promise<Record<string, FileFacts>> => {
    try {
      const text = await readFile(place(shard), 'utf8');
      const { digest, entries } = Shard.parse(JSON.parse(text));
      if (digest !== digestOf(entries)) return {};
      // The digest is ours: what it fits, we wrote.
      return JSON.parse(entries) as Record<string, FileFacts>;
    } catch {
      return {};
    }
  };
  const write = async (shard: string, entries: Record<string, FileFacts>): Promise<void> => {
    const text = JSON.stringify(entries);
    const own = join(directory, `${shard}.${randomUUID()}.part`);
    try {
      await mkdir(directory, { recursive: true });
      await writeFile(own, JSON.stringify({ version: 1, digest: digestOf(text), entries: text }));
      await rename(own, place(shard));
    } catch {
      await rm(own, { force: true }).catch(() => {});
    }
  };
  return {
    async find(keys) {
      const found = new Map<string, FileFacts>();
      await inParallel([...groupByShard(keys.map(checkKey))], async ([shard, wanted]) => {
        const entries = await read(shard);
        for (const key of wanted) if (Object.hasOwn(entries, key) && entries[key]) found.set(key, entries[key]);
      });
      return found;
    },
    async save(entries) {
      const shards = groupByShard([...entries.keys()].map(checkKey));
      await inParallel([...shards], async ([shard, keys]) => {
        const before = await read(shard);
        const fresh = Object.fromEntries(keys.flatMap((key) => (entries.has(key) ? [[key, entries.get(key) as FileFacts]] : [])));
        // The newest last; from the front is dropped what is too much.
        const all = Object.entries({
          ...Object.fromEntries(Object.entries(before).filter(([key]) => !Object.hasOwn(fresh, key))),
          ...fresh,
        });
        let bytes = 0;
        const kept = all.toReversed().filter(([, facts]) => (bytes += JSON.stringify(facts).length) <= mostBytesOfShard);
        await write(shard, Object.fromEntries(kept.toReversed()));
      });
      await removeAbandoned(directory);
    },
  };
}

function groupByShard(keys: readonly string[]): Map<string, string[]> {
  return Map.groupBy(new Set(keys), shardOf);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

async function removeAbandoned(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((each) => !shardFile.test(each) && each.endsWith('.part'))) {
    const path = join(directory, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > abandonedMs) await rm(path, { force: true }).catch(() => {});
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
