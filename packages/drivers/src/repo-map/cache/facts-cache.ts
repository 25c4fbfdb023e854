import type { FileFacts } from '../repo-map.ts';

/**
 * Remembers what was found out about contents, so that a repository of thousands of files is parsed once.
 *
 * - **Only a memory.** It may forget anything at any time, and everything works without it, only slower. It never rejects: what it cannot read or write it
 *   does without.
 * - **What comes out is what went in**, or nothing: what is damaged, half written or of another version of ours is as if it were not there.
 * - **Bounded.** It does not grow beyond what it was told; what was not used for longest goes first.
 * - **Of one customer.** Who shares one between customers tells each of them what the others have.
 * - **Keys are names**: letters, digits, `-` and `.`; anything else is refused loudly, since a key becomes part of a path.
 */
export interface FactsCache {
  /** Those that are known. */
  find(keys: readonly string[]): Promise<Map<string, FileFacts>>;
  save(entries: ReadonlyMap<string, FileFacts>): Promise<void>;
}

export function checkKey(key: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{5,150}$/.test(key)) throw new Error(`${JSON.stringify(key)} is no key of a cache.`);
  return key;
}
