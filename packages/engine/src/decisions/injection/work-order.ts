import { type Key, type Task, type TaskList, findTask, isClosed, readiness, subtree } from '@devteam/task-list';

/**
 * The open tasks in the order in which they will be carried out, if each lands: what is under way first, then always the first of the
 * file whose dependencies are met. Tasks that can never start as the list stands (blocked, faulty, behind such) are not in it.
 */
export function workOrder(list: TaskList, running?: Key): Key[] {
  const waits = list.tasks.map((task) => waitsFor(list, task));
  const dependents = new Map<Key, number[]>();
  const missing = waits.map((keys, index) => {
    for (const key of keys ?? []) dependents.set(key, [...(dependents.get(key) ?? []), index]);
    return keys?.length;
  });
  const ready = missing.flatMap((count, index) => (count === 0 ? [index] : []));
  const rank = (index: number): number => {
    const task = list.tasks[index];
    if (task?.key === running) return -2 * list.tasks.length;
    return task?.status === 'active' ? index - list.tasks.length : index;
  };
  ready.sort((a, b) => rank(a) - rank(b));
  const order: Key[] = [];
  for (let index = ready.shift(); index !== undefined; index = ready.shift()) {
    const key = list.tasks[index]?.key ?? '';
    order.push(key);
    for (const dependent of dependents.get(key) ?? []) {
      const left = (missing[dependent] ?? 1) - 1;
      missing[dependent] = left;
      if (left > 0) continue;
      const at = ready.findIndex((other) => rank(other) > rank(dependent));
      ready.splice(at < 0 ? ready.length : at, 0, dependent);
    }
  }
  return order;
}

/** Open leaves that have to close before this task can start; undefined: it is not carried out, or what it waits for never closes. */
function waitsFor(list: TaskList, task: Task): Key[] | undefined {
  if (isClosed(task.status)) return undefined;
  const { ready, reason, waitingFor } = readiness(list, task.key);
  if (ready) return [];
  if (reason !== 'dependency') return undefined;
  const leaves = waitingFor.flatMap((key) => openLeaves(list, key) ?? [null]);
  return leaves.includes(null) ? undefined : [...new Set(leaves.filter((key) => key !== null))];
}

/** undefined: there is no such task in the file, so that nothing will ever close it. */
function openLeaves(list: TaskList, key: Key): Key[] | undefined {
  const task = findTask(list, key);
  if (!task) return undefined;
  if (task.children.length === 0) return [task.key];
  return subtree(list, key)
    .filter((each) => each.children.length === 0 && !isClosed(each.status))
    .map((each) => each.key);
}

/** The way on which a task waits for itself, from it and back to it; undefined if it does not. */
export function findCircle(list: TaskList, key: Key): Key[] | undefined {
  const from = new Map<Key, Key>();
  const queue: Key[] = [key];
  for (const at of queue) {
    const task = findTask(list, at);
    // A closed task keeps nobody waiting.
    if (!task || (isClosed(task.status) && at !== key)) continue;
    const { waitingFor } = readiness(list, at);
    for (const next of [...waitingFor, ...(at === key ? [] : task.children)]) {
      if (next === key) return wayBack(from, key, at);
      if (from.has(next)) continue;
      from.set(next, at);
      queue.push(next);
    }
  }
  return undefined;
}

function wayBack(from: ReadonlyMap<Key, Key>, start: Key, last: Key): Key[] {
  const way = [start];
  for (let at = last; at !== start; at = from.get(at) ?? start) way.unshift(at);
  return [start, ...way];
}
