import { currentValue, sameValue, SETTABLE } from '../edit/current-value.ts';
import { detailOf } from '../edit/write-status.ts';
import type { Field, Operation, Place, Task, TaskList, TaskRef } from '../model.ts';
import { findTask } from '../questions/find.ts';
import { documentOf } from '../questions/document-of.ts';
import { placeOf } from '../text/source-text.ts';
import { identify } from './identify.ts';
import { injectionOf } from './diff-injections.ts';
import { replay } from './replay.ts';

const COMPLETION: ReadonlySet<Field> = new Set(['actualDuration', 'completedAt', 'executionSummary']);

/** The operations that lead from base to ours. `rest`: the range of ours that they do not explain, if there is one. */
export function diffOperations(base: TaskList, ours: TaskList): { operations: Operation[]; rest: Place[] } {
  if (sameBytes(base.bytes, ours.bytes)) return { operations: [], rest: [] };
  const pairs = new Map<Task, Task>();
  const taken = new Set<Task>();
  const pair = (task: Task, own: Task) => {
    pairs.set(task, own);
    taken.add(own);
  };
  // Those that kept key and title first: nobody else's new number may take them.
  for (const task of base.tasks) {
    const own = findTask(ours, task.key);
    if (own?.title === task.title && !taken.has(own)) pair(task, own);
  }
  const others: TaskList = { ...ours, tasks: ours.tasks.filter((task) => !taken.has(task)) };
  for (const task of base.tasks) {
    if (pairs.has(task)) continue;
    const found = identify(others, refTo(task));
    if (found.task && !taken.has(found.task)) pair(task, found.task);
  }
  const added = ours.tasks.filter((task) => !taken.has(task));
  const byInjection = new Set<Task>();
  const operations: Operation[] = [];
  for (const task of added) {
    const { operation, changes } = injectionOf(base, ours, task, pairs);
    operations.push(operation);
    for (const changed of changes) byInjection.add(changed);
  }
  for (const task of added) operations.push(...afterInjection(task));
  for (const [before, after] of pairs) operations.push(...changesOf(before, after, byInjection.has(before)));
  // A parent that closes by itself with its last sub-task should not be closed on a list in which it has got another one.
  const own = operations.filter((operation) => !closesParent(operation, base));
  if (own.length < operations.length && restOf(own, base, ours).length === 0) return { operations: own, rest: [] };
  return { operations, rest: restOf(operations, base, ours) };
}

function closesParent(operation: Operation, base: TaskList): boolean {
  if (operation.op !== 'setStatus' || operation.status !== 'completed') return false;
  return (findTask(base, operation.ref.key)?.children.length ?? 0) > 0;
}

export function refTo({ key, title, status }: Task): TaskRef {
  return { key, title, status };
}

/** A new task that is no longer pending. */
function afterInjection(task: Task): Operation[] {
  if (task.status === 'pending' || task.statusSource === 'derived') return [];
  return [statusOperation({ ...refTo(task), status: 'pending' }, task)];
}

function changesOf(before: Task, after: Task, byInjection: boolean): Operation[] {
  const ref = refTo(before);
  const operations: Operation[] = [];
  const isMoved = before.status !== after.status || detailOf(before.statusText) !== detailOf(after.statusText);
  const status = isMoved && !byInjection && after.statusSource !== 'derived' ? statusOperation(ref, after) : undefined;
  if (status) operations.push(status);
  for (const field of SETTABLE) {
    const was = currentValue(before, field);
    const value = currentValue(after, field);
    if (sameValue(was, value) || (status && COMPLETION.has(field))) continue;
    operations.push({ op: 'setField', ref, field, was, value });
  }
  return operations;
}

function statusOperation(ref: TaskRef, after: Task): Operation {
  const { status, completedAt, executionSummary, actualDuration } = after;
  if (status === 'completed' && completedAt !== null) {
    const completion = {
      at: completedAt,
      ...(executionSummary === null ? {} : { summary: executionSummary }),
      ...(actualDuration === null ? {} : { actualDuration }),
    };
    return { op: 'complete', ref, completion };
  }
  const detail = detailOf(after.statusText);
  return { op: 'setStatus', ref, status, ...(detail === '' || after.statusSource === 'box' ? {} : { detail }) };
}

function restOf(operations: readonly Operation[], base: TaskList, ours: TaskList): Place[] {
  const { options } = documentOf(base);
  const made = replay(operations, base.bytes, { ...options, dialect: base.dialect }).bytes;
  const target = ours.bytes;
  let from = 0;
  while (from < made.length && from < target.length && made[from] === target[from]) from++;
  if (from === made.length && from === target.length) return [];
  let back = 0;
  while (back < made.length - from && back < target.length - from && made[made.length - 1 - back] === target[target.length - 1 - back])
    back++;
  return [placeOf(documentOf(ours).source, from, target.length - back)];
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
