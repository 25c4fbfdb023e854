import { refusal } from '../diagnostics/refusal.ts';
import type { Group, Key, Task, TaskList } from '../model.ts';
import { findDocument } from '../read/document.ts';
import { nearestIds, didYouMean } from '../read/key-lookup.ts';

/** Index of the task that answers to a key, in any case, or -1. */
export function indexOf(list: TaskList, key: Key): number {
  const upper = key.toUpperCase();
  const document = findDocument(list);
  if (document) return document.byKey.get(upper) ?? -1;
  const own = list.tasks.findIndex((task) => task.key.toUpperCase() === upper);
  if (own >= 0) return own;
  return /^\d+$/.test(upper) ? list.tasks.findIndex((task) => /^\d+\.0+$/.test(task.key) && task.key.startsWith(`${upper}.`)) : -1;
}

export function findTask(list: TaskList, key: Key): Task | undefined {
  return list.tasks[indexOf(list, key)];
}

/** Throws E132 if there is no such task. */
export function getTask(list: TaskList, key: Key): Task {
  const task = findTask(list, key);
  if (task) return task;
  const near = didYouMean(
    nearestIds(
      key,
      list.tasks.map((one) => one.key),
    ),
  );
  throw refusal('E132', `no task "${key}" in this list; ${near || 'expected the key of a task'}; nothing is changed`, { key, found: key });
}

export function findGroup(list: TaskList, key: Key): Group | undefined {
  const upper = key.toUpperCase();
  return list.groups.find((group) => group.key?.toUpperCase() === upper);
}

/** The sub-tasks directly below a task, in document order. */
export function childrenOf(list: TaskList, key: Key): Task[] {
  return getTask(list, key).children.flatMap((child) => findTask(list, child) ?? []);
}

/** The task and all below it, in document order. */
export function subtree(list: TaskList, key: Key): Task[] {
  const root = getTask(list, key);
  const found = new Set<Key>();
  const open = [root];
  for (let task = open.pop(); task; task = open.pop()) {
    if (found.has(task.key)) continue;
    found.add(task.key);
    for (const child of task.children) {
      const next = findTask(list, child);
      if (next) open.push(next);
    }
  }
  return list.tasks.filter((task) => found.has(task.key));
}
