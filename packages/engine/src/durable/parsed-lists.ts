import { hash } from 'node:crypto';
import { type Dialect, type TaskList, parse } from '@devteam/task-list';

/** Of the bytes of all lists that are remembered: what is made of them takes many times that. */
const mostBytes = 2 ** 21;

interface ParsedLists {
  /**
   * As `parse`, for lists that are asked for again and again: a landing, the tick after it and what looks at stop points read the same bytes
   * within milliseconds, and large ones take that long each time.
   */
  parse(bytes: Uint8Array, at: { path: string; dialect: Dialect }): TaskList;
}

export function createParsedLists(most = mostBytes): ParsedLists {
  const remembered = new Map<string, TaskList>();
  let size = 0;
  return {
    parse: (bytes, { dialect, path }) => {
      const key = `${dialect} ${path} ${hash('sha256', bytes)}`;
      const known = remembered.get(key);
      // What is asked for again is the last to be forgotten.
      remembered.delete(key);
      const list = known ?? parse(bytes, { path, dialect });
      remembered.set(key, list);
      if (!known) size += bytes.length;
      for (const [oldest, { bytes: its }] of remembered) {
        if (size <= most || oldest === key) break;
        remembered.delete(oldest);
        size -= its.length;
      }
      return list;
    },
  };
}
