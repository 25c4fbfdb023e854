import { isClosed } from '../dialects/statuses.ts';
import type { Building, Family, Status, Task } from '../model.ts';

/** The part of a status that other tasks decide: checks, sub-tasks, and what replaced what. */
export function settleStatuses(
  tasks: readonly Building<Task>[],
  parents: readonly number[],
  byKey: ReadonlyMap<string, number>,
  family: Family,
): void {
  if (family === 'headings' && tasks.every((task) => task.statusSource === 'default')) readChecks(tasks);
  linkReplacements(tasks, byKey);
  if (tasks.every((task) => task.children.length === 0)) return;
  const order = byTreeDepth(parents);
  for (const index of order.toReversed()) {
    const task = tasks[index];
    if (task && task.children.length > 0 && task.statusSource === 'default') derive(task, tasks, byKey);
  }
  for (const index of order) {
    const task = tasks[index];
    const parent = tasks[parents[index] ?? -1];
    if (!task || !parent || isClosed(task.status)) continue;
    if (
      parent.status === 'replaced' ||
      (parent.status === 'canceled' && parent.statusSource === 'derived' && isBelowReplaced(index, tasks, parents))
    ) {
      task.status = 'canceled';
      task.statusSource = 'derived';
    }
  }
}

/** Without any status in the file, a task whose checks are all done is completed. */
function readChecks(tasks: readonly Building<Task>[]): void {
  for (const task of tasks) {
    if (task.checks.length === 0 || !task.checks.every((check) => check.done === true)) continue;
    task.status = 'completed';
    task.statusSource = 'checks';
  }
}

function derive(task: Building<Task>, tasks: readonly Building<Task>[], byKey: ReadonlyMap<string, number>): void {
  const statuses = task.children.map((key) => tasks[byKey.get(key.toUpperCase()) ?? -1]?.status ?? 'pending');
  task.status = derivedStatus(statuses);
  task.statusSource = 'derived';
}

export function derivedStatus(children: readonly Status[]): Status {
  const closed = children.filter((status) => isClosed(status));
  if (closed.length === children.length) return closed.includes('completed') ? 'completed' : (closed[0] ?? 'completed');
  return closed.includes('completed') || children.includes('active') ? 'active' : 'pending';
}

function isBelowReplaced(index: number, tasks: readonly Task[], parents: readonly number[]): boolean {
  for (let up = parents[index] ?? -1; up >= 0; up = parents[up] ?? -1) if (tasks[up]?.status === 'replaced') return true;
  return false;
}

/** Indexes so that parents come before their children. */
function byTreeDepth(parents: readonly number[]): number[] {
  const depths = new Int32Array(parents.length).fill(-1);
  for (let start = 0; start < parents.length; start++) {
    const path: number[] = [];
    let at = start;
    while (at >= 0 && depths[at] === -1) {
      path.push(at);
      at = parents[at] ?? -1;
    }
    let depth = at < 0 ? -1 : (depths[at] ?? -1);
    for (const index of path.toReversed()) depths[index] = ++depth;
  }
  return [...parents.keys()].toSorted((a, b) => (depths[a] ?? 0) - (depths[b] ?? 0) || a - b);
}

const BY = /(?:^|\s)by\s+[`*_[]*([A-Za-z0-9.~@-]*[A-Za-z0-9])/i;

function linkReplacements(tasks: readonly Building<Task>[], byKey: ReadonlyMap<string, number>): void {
  const find = (text: string | undefined) => (text === undefined ? undefined : tasks[byKey.get(text.toUpperCase()) ?? -1]);
  for (const task of tasks) {
    if (task.status !== 'replaced') continue;
    task.replacedBy = find(BY.exec(task.statusText)?.[1])?.key ?? null;
  }
  for (const task of tasks) {
    const { injection } = task;
    if (!injection || injection.replaced === null) continue;
    const old = find(injection.replaced) ?? find(/^[`*_]*([A-Za-z0-9.~@-]*[A-Za-z0-9])/.exec(injection.replaced)?.[1]);
    if (!old || old === task) continue;
    task.injection = { ...injection, replaced: old.key };
    if (old.status === 'replaced') old.replacedBy ??= task.key;
  }
}
