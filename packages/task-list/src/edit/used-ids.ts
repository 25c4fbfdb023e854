import type { Document } from '../read/document.ts';
import type { TaskList } from '../model.ts';
import type { UsedIds } from './free-id.ts';

/** All ids that were ever given: those of tasks, groups, checks, comments, and the ones a caller reserves. */
export function usedIds(list: TaskList, document: Document): UsedIds {
  const others = new Set<string>();
  for (const { key } of list.groups) if (key !== null) others.add(key.toLowerCase());
  for (const { key } of document.emptyGroups) others.add(key.toLowerCase());
  for (const { id } of list.parked) others.add(id.toLowerCase());
  for (const id of document.checkIds) others.add(id.toLowerCase());
  for (const id of document.reservedIds) others.add(id.toLowerCase());
  for (const { checks } of list.tasks) for (const { text } of checks) if (isDigit(text)) addId(others, text);
  const awaited = awaitedIds(list);
  return {
    has: (id) => document.byKey.has(id.toUpperCase()) || others.has(id.toLowerCase()) || awaited.has(id.toLowerCase()),
    startsWith(prefix) {
      const start = prefix.toLowerCase();
      for (const { id } of list.tasks) if (id?.toLowerCase().startsWith(start)) return true;
      for (const id of others) if (id.startsWith(start)) return true;
      return false;
    },
    highest(prefix) {
      const start = prefix.toLowerCase();
      let highest = 0;
      for (const { id } of list.tasks) if (id !== null) highest = Math.max(highest, numberAfter(id, start));
      for (const id of others) highest = Math.max(highest, numberAfter(id, start));
      return highest;
    },
  };
}

/** Ids that dependencies name and no task has: a new task must not become what somebody waits for. They do not move the series on. */
function awaitedIds(list: TaskList): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { code, found } of list.diagnostics) if (code === 'E110' && found !== undefined) ids.add(found.toLowerCase());
  for (const { dependencyNotes } of list.tasks) for (const note of dependencyNotes) ids.add(note.toLowerCase());
  return ids;
}

function isDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 48 && code <= 57;
}

/** A check that starts with a dotted id keeps it. */
function addId(ids: Set<string>, text: string): void {
  const id = /^\d{1,6}[a-z]{0,3}(?:\.\d{1,6}[a-z]{0,3})+(?=[.):]?\s)/.exec(text)?.[0];
  if (id !== undefined) ids.add(id.toLowerCase());
}

function numberAfter(id: string, start: string): number {
  if (id.length <= start.length || !id.toLowerCase().startsWith(start)) return 0;
  let number = 0;
  for (let at = start.length; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code < 48 || code > 57) break;
    number = number * 10 + code - 48;
  }
  return number;
}
