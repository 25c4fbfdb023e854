import { compareIds, findPrefix, lettersOf } from '../heads/task-id.ts';
import { isClosed } from '../dialects/statuses.ts';
import { refusal } from '../diagnostics/refusal.ts';
import type { InjectPlace, Key, TaskList } from '../model.ts';
import type { Document, EmptyGroup } from '../read/document.ts';
import { formOf } from '../read/key-lookup.ts';
import { stopTarget } from '../read/stops.ts';
import { findCurrentTask, findNextTask } from '../questions/next-task.ts';
import { indexOf } from '../questions/find.ts';
import { targetOf } from './target.ts';

/** Where a new task goes: between two siblings (-1: there is none), as first below a task, or into an empty group. */
export interface Slot {
  readonly left: number;
  readonly right: number;
  /** Index of the parent, or -1. */
  readonly parent: number;
  /** Index of the group, or -1. */
  readonly group: number;
  readonly empty: EmptyGroup | undefined;
}

/** Finds the place of an injection; E132 if there is none. */
export function slotOf(list: TaskList, document: Document, place: InjectPlace): Slot {
  switch (place.type) {
    case 'priority': {
      const current =
        place.current === undefined ? (findCurrentTask(list) ?? findNextTask(list)) : list.tasks[targetOf(list, place.current).index];
      if (current) return before(list, document, indexOf(list, current.key));
      return after(list, document, lastTop(list, document));
    }
    case 'replace': {
      const { task, index } = targetOf(list, place.target);
      if (!isClosed(task.status)) return after(list, document, index);
      throw refusal('E132', `${task.key} is ${task.status}; expected an open task to replace; nothing is changed`, {
        key: task.key,
        ...at(task),
      });
    }
    case 'positional':
      if ('before' in place) return before(list, document, targetOf(list, place.before).index);
      if ('after' in place) return after(list, document, targetOf(list, place.after).index);
      if ('first' in place) return inGroup(list, document, place.first, true);
      if ('last' in place) return inGroup(list, document, place.last, false);
      return atId(list, document, place.at);
  }
}

function at({ head }: TaskList['tasks'][number]): { line: number; col: number; offset: number; length: number } {
  return { line: head.line, col: head.col, offset: head.offset, length: head.length };
}

/** Tasks with the same parent in the same group, in document order. */
export function siblingsOf(document: Document, index: number): number[] {
  const { parents, entries } = document;
  const parent = parents[index];
  const group = entries[index]?.group;
  const found: number[] = [];
  for (let other = 0; other < parents.length; other++) if (parents[other] === parent && entries[other]?.group === group) found.push(other);
  return found;
}

function before(list: TaskList, document: Document, index: number): Slot {
  const siblings = siblingsOf(document, index);
  const left = siblings[siblings.indexOf(index) - 1] ?? -1;
  return slot(document, areNeighbors(document, left, index) ? left : -1, index);
}

function after(list: TaskList, document: Document, index: number): Slot {
  if (index < 0) throw refusal('E132', 'this list has no task to stand beside; expected at least one task; nothing is changed');
  const siblings = siblingsOf(document, index);
  const right = siblings[siblings.indexOf(index) + 1] ?? -1;
  return slot(document, index, areNeighbors(document, index, right) ? right : -1);
}

/** Siblings can have another group between them: then the new task stands beside the one it was asked for. */
function areNeighbors({ parents, entries }: Document, left: number, right: number): boolean {
  if (left < 0 || right < 0) return true;
  const below = new Set([left]);
  for (let index = left + 1; index < right; index++) {
    if (!below.has(parents[index] ?? -1) && !below.has(entries[index]?.inside ?? -1)) return false;
    below.add(index);
  }
  return true;
}

function slot(document: Document, left: number, right: number): Slot {
  const sample = left >= 0 ? left : right;
  return { left, right, parent: document.parents[sample] ?? -1, group: document.entries[sample]?.group ?? -1, empty: undefined };
}

function lastTop(list: TaskList, { parents }: Document): number {
  for (let index = list.tasks.length - 1; index >= 0; index--) if ((parents[index] ?? -1) < 0) return index;
  return -1;
}

function inGroup(list: TaskList, document: Document, key: Key, first: boolean): Slot {
  const group = document.groupByKey.get((stopGroup(list, document, key) ?? key).toUpperCase());
  if (group !== undefined) {
    const tops = topsOf(document, group);
    const index = first ? tops[0] : tops.at(-1);
    if (index !== undefined) return first ? before(list, document, index) : after(list, document, index);
  }
  const empty = document.emptyGroups.find((one) => one.key.toUpperCase() === key.toUpperCase());
  if (empty) return { left: -1, right: -1, parent: -1, group: -1, empty };
  const parent = indexOf(list, key);
  const children = document.parents.flatMap((up, index) => (up === parent && parent >= 0 ? [index] : []));
  const child = first ? children[0] : children.at(-1);
  if (child !== undefined) return first ? before(list, document, child) : after(list, document, child);
  throw refusal('E132', `no group "${key}" in this list; expected the key of a group; nothing is changed`, { key, found: key });
}

function stopGroup(list: TaskList, { lookup, groupByKey }: Document, key: Key): Key | undefined {
  const target = groupByKey.has(key.toUpperCase()) ? key : stopTarget(lookup, key);
  return target !== undefined && indexOf(list, target) < 0 ? target : undefined;
}

/** Tasks of a group and its inner groups whose parent is not among them. */
function topsOf({ entries, groupsAt, parents }: Document, group: number): number[] {
  const isIn = (index: number) => {
    for (let up = entries[index]?.group ?? -1; up >= 0; up = groupsAt[up]?.inside ?? -1) if (up === group) return true;
    return false;
  };
  const tops: number[] = [];
  for (let index = 0; index < entries.length; index++) {
    const parent = parents[index] ?? -1;
    if (isIn(index) && !(parent >= 0 && isIn(parent))) tops.push(index);
  }
  return tops;
}

/** The place an id asks for: among the ids with its prefix, in order. */
function atId(list: TaskList, document: Document, id: string): Slot {
  const peers = peersOf(list, document, id);
  const left = peers.findLast((index) => compareIds(list.tasks[index]?.id ?? '', id) < 0);
  if (left !== undefined) return after(list, document, left);
  const right = peers.find((index) => compareIds(list.tasks[index]?.id ?? '', id) > 0);
  const prefix = findPrefix(id);
  const owner = prefix === undefined ? -1 : indexOf(list, prefix);
  if (document.family === 'headings' && owner >= 0 && (right === undefined || document.parents[right] !== owner))
    return after(list, document, owner);
  if (right !== undefined) return before(list, document, right);
  if (prefix?.endsWith('.0') && owner < 0) return inGroup(list, document, prefix.slice(0, -2), true);
  if (owner >= 0) return { left: -1, right: -1, parent: owner, group: document.entries[owner]?.group ?? -1, empty: undefined };
  const empty = document.emptyGroups.find((one) => one.key.toUpperCase() === (prefix ?? '').toUpperCase());
  if (empty) return { left: -1, right: -1, parent: -1, group: -1, empty };
  throw refusal('E132', `no place for the id "${id}"; expected an id with the prefix of a task or group of this list; nothing is changed`, {
    found: id,
  });
}

/** Tasks whose id has the same prefix and one part more, or the same letters. */
function peersOf(list: TaskList, document: Document, id: string): number[] {
  const form = formOf(id);
  const prefix = findPrefix(id)?.toLowerCase();
  const owner = prefix === undefined ? -1 : indexOf(list, prefix);
  const found: number[] = [];
  for (const [index, task] of list.tasks.entries()) {
    if (task.id === null || formOf(task.id) !== form) continue;
    const isPeer =
      form === 'dotted' ? findPrefix(task.id)?.toLowerCase() === prefix : lettersOf(task.id.toUpperCase()) === lettersOf(id.toUpperCase());
    if (isPeer && index !== owner) found.push(index);
  }
  return found;
}
