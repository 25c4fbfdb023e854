import type { Document } from '../read/document.ts';
import type { TaskList } from '../model.ts';
import type { UsedIds } from './free-id.ts';

/** All ids that were ever given: those of tasks, groups, checks, comments, and the ones a caller reserves. */
export function usedIds(list: TaskList, document: Document): UsedIds {
  const ids = new Set<string>();
  for (const { id, key } of list.tasks) {
    if (id === null) continue;
    ids.add(id.toLowerCase());
    ids.add(key.toLowerCase());
    const alias = /^(\d+[a-z]*)\.0+$/i.exec(id)?.[1];
    if (alias !== undefined) ids.add(alias.toLowerCase());
  }
  for (const { key } of list.groups) if (key !== null) ids.add(key.toLowerCase());
  for (const { key } of document.emptyGroups) ids.add(key.toLowerCase());
  for (const { id } of list.parked) ids.add(id.toLowerCase());
  for (const id of document.checkIds) ids.add(id.toLowerCase());
  for (const id of document.reservedIds) ids.add(id.toLowerCase());
  return {
    has: (id) => ids.has(id.toLowerCase()),
    startsWith(prefix) {
      const start = prefix.toLowerCase();
      for (const id of ids) if (id.startsWith(start)) return true;
      return false;
    },
    highest(prefix) {
      const start = prefix.toLowerCase();
      let highest = 0;
      for (const id of ids) {
        if (!id.startsWith(start)) continue;
        const number = /^\d+/.exec(id.slice(start.length))?.[0];
        if (number !== undefined) highest = Math.max(highest, Number(number));
      }
      return highest;
    },
  };
}
