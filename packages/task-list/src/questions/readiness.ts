import { isClosed } from '../dialects/statuses.ts';
import type { Group, Key, Readiness, Task, TaskList } from '../model.ts';
import { documentOf } from './document-of.ts';
import { findGroup, findTask, getTask } from './find.ts';

/** Whether a task may start now (or go on), and if not, why. */
export function readiness(list: TaskList, key: Key): Readiness {
  const task = getTask(list, key);
  if (isComposite(task))
    return {
      ready: false,
      reason: 'composite',
      waitingFor: task.children.filter((child) => !isClosed(findTask(list, child)?.status ?? 'pending')),
    };
  if (hasFault(list, task)) return { ready: false, reason: 'diagnostic', waitingFor: [] };
  if (task.status !== 'pending' && task.status !== 'active') return { ready: false, reason: 'status', waitingFor: [] };
  if (task.optional) return { ready: false, reason: 'optional', waitingFor: [] };
  if (task.status === 'active') return { ready: true, waitingFor: [] };
  const waitingFor = unmetDependencies(list, task);
  return waitingFor.length === 0 ? { ready: true, waitingFor: [] } : { ready: false, reason: 'dependency', waitingFor };
}

export function isComposite(task: Task): boolean {
  return task.children.length > 0 || task.type === 'composite';
}

/** Whether an E1xx names this task, or its parent or group waits for something that is not there. */
export function hasFault(list: TaskList, task: Task): boolean {
  const { faulty } = documentOf(list);
  if (faulty.size === 0) return false;
  for (let up: Task | undefined = task; up; up = up.parent === null ? undefined : findTask(list, up.parent))
    if (faulty.has(up.key)) return true;
  return false;
}

/** Executable: no sub-tasks, not composite, no error on it; optional ones only if asked. */
export function isExecutable(list: TaskList, task: Task, withOptional = false): boolean {
  return !isComposite(task) && (withOptional || !task.optional) && !hasFault(list, task);
}

/** What a task still waits for: its own dependencies, its parents' and its groups'. */
export function unmetDependencies(list: TaskList, task: Task, known = new Map<Key, readonly Key[]>()): Key[] {
  const unmet = new Set<Key>();
  for (const key of allDependencies(list, task)) {
    const open = known.get(key) ?? openBehind(list, key, new Set());
    known.set(key, open);
    for (const one of open) if (one !== task.key) unmet.add(one);
  }
  return [...unmet];
}

function* allDependencies(list: TaskList, task: Task): Iterable<Key> {
  for (let up: Task | undefined = task; up; up = up.parent === null ? undefined : findTask(list, up.parent)) yield* up.dependencies;
  const { entries, groupsAt, byKey } = documentOf(list);
  const entry = entries[byKey.get(task.key.toUpperCase()) ?? -1];
  for (let index = entry?.group ?? -1; index >= 0; index = groupsAt[index]?.inside ?? -1) yield* list.groups[index]?.dependencies ?? [];
}

/** Open tasks behind a dependency: completed, skipped and canceled are met, replaced if what replaced it is. */
function openBehind(list: TaskList, key: Key, seen: Set<Key>): Key[] {
  if (seen.has(key)) return [];
  seen.add(key);
  const task = findTask(list, key);
  if (task) {
    if (task.status !== 'replaced') return isClosed(task.status) ? [] : [task.key];
    return task.replacedBy === null ? [task.key] : openBehind(list, task.replacedBy, seen);
  }
  const group = findGroup(list, key);
  if (group) return tasksOfGroup(list, group).flatMap((one) => openBehind(list, one.key, seen));
  return documentOf(list).parkedDependencies === 'met' ? [] : [key];
}

/** All tasks of a group and of the groups inside it, in document order. */
export function tasksOfGroup(list: TaskList, group: Group): Task[] {
  const { entries, groupsAt } = documentOf(list);
  const target = list.groups.indexOf(group);
  return list.tasks.filter((_, index) => {
    for (let up = entries[index]?.group ?? -1; up >= 0; up = groupsAt[up]?.inside ?? -1) if (up === target) return true;
    return false;
  });
}
