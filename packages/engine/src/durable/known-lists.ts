/** Lists of commits that this process made or read lately; a commit never changes, so nothing here can be old. */
export interface KnownLists {
  find(commit: string, path: string): Uint8Array | undefined;
  note(commit: string, list: { path: string; bytes: Uint8Array }): void;
}

const mostKnown = 64;

export function createKnownLists(): KnownLists {
  const lists = new Map<string, { path: string; bytes: Uint8Array }>();
  return {
    find: (commit, path) => {
      const known = lists.get(commit);
      return known?.path === path ? known.bytes : undefined;
    },
    note: (commit, list) => {
      lists.set(commit, list);
      const [oldest] = lists.keys();
      if (lists.size > mostKnown && oldest !== undefined) lists.delete(oldest);
    },
  };
}
