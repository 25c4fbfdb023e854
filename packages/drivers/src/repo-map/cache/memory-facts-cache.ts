import type { FileFacts } from '../repo-map.ts';
import { type FactsCache, checkKey } from './facts-cache.ts';

/** For this process. `mostEntries`: a file's facts take some kilobytes. */
export function memoryFactsCache({ mostEntries = 20_000 } = {}): FactsCache {
  /** In the order of last use. */
  const known = new Map<string, FileFacts>();
  return {
    async find(keys) {
      const found = new Map<string, FileFacts>();
      for (const key of keys.map(checkKey)) {
        const facts = known.get(key);
        if (!facts) continue;
        known.delete(key);
        known.set(key, facts);
        found.set(key, facts);
      }
      return found;
    },
    async save(entries) {
      for (const [key, facts] of entries) {
        known.delete(checkKey(key));
        known.set(key, facts);
      }
      for (const key of known.keys().take(Math.max(0, known.size - mostEntries))) known.delete(key);
    },
  };
}
