import { randomUUID } from 'node:crypto';
import type { PushRequest, Repository, WriteCommitRequest } from '@devteam/drivers/repository';

interface Kept {
  parent: string | null;
  message: string;
  files: ReadonlyMap<string, Uint8Array>;
}

export interface MemoryRepository {
  repository: Repository;
  /** Where the branch stands. */
  tip(): string;
  bytes(path: string): Uint8Array;
  /** Writes a file on top of the branch, unless a commit with this message is on it already; answers that commit. */
  land(message: string, write: (bytes: Uint8Array) => Uint8Array, path: string): string;
  /** Called at the next fetch, before it looks, with the number of fetches since. */
  onFetch: (() => Promise<void>) | undefined;
}

/**
 * One branch with its history in memory, as far as changes of a list go: thousands of runs in which nobody's work is a file. What a real
 * repository does stands in the suite of that driver; whatever else is asked of this one fails.
 */
export function openMemoryRepository(branch: string, files: Readonly<Record<string, string>>): MemoryRepository {
  const commits = new Map<string, Kept>();
  const add = (commit: Kept): string => {
    const id = randomUUID().replaceAll('-', '').padEnd(40, '0');
    commits.set(id, commit);
    return id;
  };
  const get = (id: string): Kept => {
    const commit = commits.get(id);
    if (!commit) throw new Error(`There is no commit ${id}`);
    return commit;
  };
  const first = Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)] as const);
  let tip = add({ parent: null, message: 'Begin', files: new Map(first) });

  function* history(from: string): Generator<[string, Kept]> {
    for (let id: string | null = from; id !== null; id = get(id).parent) yield [id, get(id)];
  }
  const isOn = (ancestor: string, commit: string): boolean => {
    for (const [id] of history(commit)) if (id === ancestor) return true;
    return false;
  };
  const person = { name: 'test', email: 'test@localhost' };

  const known = {
    directory: '/nowhere',
    sync: async () => {
      const { onFetch } = memory;
      memory.onFetch = undefined;
      await onFetch?.();
      return { cloned: false, repaired: false, defaultBranch: branch, branches: { [branch]: tip } };
    },
    resolveBranch: async () => ({ branch, commit: tip }),
    findKept: async () => undefined,
    forget: async () => undefined,
    isAncestor: async (ancestor: string, commit: string) => commits.has(commit) && isOn(ancestor, commit),
    readFile: async (commit: string, path: string) => get(commit).files.get(path),
    log: async ({ limit = 100, to }: { to: string; limit?: number }) =>
      [...history(to)].slice(0, limit).map(([commit, { message, parent }]) => ({
        commit,
        parents: parent === null ? [] : [parent],
        author: person,
        at: new Date(0),
        message,
      })),
    writeCommit: async ({ message, parents, replace = new Map() }: WriteCommitRequest) => {
      const [parent = ''] = parents;
      return add({ parent, message, files: new Map([...get(parent).files, ...replace]) });
    },
    push: async ({ commit, expected }: PushRequest) => {
      if (isOn(commit, tip)) return { outcome: 'already_there' as const };
      if (expected !== tip) return { outcome: 'moved' as const, actual: tip };
      tip = commit;
      return { outcome: 'pushed' as const };
    },
    close: async () => undefined,
  } satisfies Partial<Repository>;

  const memory: MemoryRepository = {
    repository: new Proxy(known as unknown as Repository, {
      get: (target, name) => Reflect.get(target, name) ?? (name === 'then' ? undefined : unknownOf(String(name))),
    }),
    onFetch: undefined,
    tip: () => tip,
    bytes: (path) => get(tip).files.get(path) ?? new Uint8Array(),
    land: (message, write, path) => {
      for (const [id, commit] of history(tip)) if (commit.message === message) return id;
      tip = add({ parent: tip, message, files: new Map([...get(tip).files, [path, write(memory.bytes(path))]]) });
      return tip;
    },
  };
  return memory;
}

const unknownOf = (name: string) => () => Promise.reject(new Error(`This repository knows no ${name}`));
