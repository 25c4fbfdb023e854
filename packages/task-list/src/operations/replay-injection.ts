import { injectErrorResolution } from '../edit/inject-error-resolution.ts';
import { inject } from '../edit/inject.ts';
import { usedIds } from '../edit/used-ids.ts';
import { compareIds, findPrefix, lettersOf } from '../heads/task-id.ts';
import type { InjectPlace, InjectRequest, Key, Operation, TaskList } from '../model.ts';
import { documentOf } from '../questions/document-of.ts';
import { findGroup, findTask, indexOf } from '../questions/find.ts';
import { formOf } from '../read/key-lookup.ts';
import { aboutRef, attempt, findTheirs, keyToWrite, type ReplayState, type Step } from './replay-step.ts';

/** An injection of ours on their list: at its anchor, theirs first; without the anchor last in its group; with another id if they took ours. */
export function replayInjection(list: TaskList, operation: Extract<Operation, { op: 'inject' }>, state: ReplayState): Step {
  const { request } = operation;
  const ref = operation.ref === null ? null : state.refNow(operation.ref);
  const found = ref === null ? undefined : findTheirs(list, ref);
  if (found && 'step' in found && found.step.outcome === 'refused') return found.step;
  const isGone = found !== undefined && 'step' in found;
  const anchor = found && 'task' in found ? keyToWrite(list, found.task) : undefined;
  const diagnostics = found && 'task' in found ? [...found.diagnostics] : [];
  if (isGone && ref)
    diagnostics.push(
      aboutRef('W242', ref, `the anchor ${ref.key} "${ref.title}" is gone; expected it in the file; the task goes last in its group`),
    );
  return attempt(() => {
    const place = isGone && ref ? lastInGroupOf(list, ref.key) : placeNow(request.place, anchor, state);
    const wanted = operation.id ?? request.id ?? (place.type === 'positional' && 'at' in place ? place.at : undefined);
    const isTaken = wanted !== undefined && usedIds(list, documentOf(list)).has(wanted);
    const there = isTaken ? afterTheirs(list, place, wanted) : place;
    const task = withKeysNow(request, state);
    const injected = inject(list, { ...withoutId(task), place: there, ...(wanted === undefined || isTaken ? {} : { id: wanted }) });
    if (wanted !== undefined) state.rename(wanted, injected.key);
    state.touch(injected.key);
    if (there.type !== 'positional' && anchor !== undefined) state.touch(anchor);
    return { outcome: isTaken ? 'renamed' : 'applied', key: injected.key, diagnostics, edits: injected.edits };
  });
}

function withoutId(request: InjectRequest): InjectRequest {
  const { id: _, ...rest } = request;
  return rest;
}

function withKeysNow(request: InjectRequest, state: ReplayState): InjectRequest {
  const { dependencies } = request.task;
  if (!dependencies) return request;
  return { ...request, task: { ...request.task, dependencies: dependencies.map((key) => state.keyNow(key)) } };
}

/** The same place with the anchor's key of today. */
function placeNow(place: InjectPlace, anchor: Key | undefined, state: ReplayState): InjectPlace {
  if (anchor === undefined) return place;
  if (place.type === 'priority') return { type: 'priority', current: anchor };
  if (place.type === 'replace') return { type: 'replace', target: anchor };
  if ('before' in place) return { type: 'positional', before: anchor };
  if ('after' in place) return { type: 'positional', after: anchor };
  return 'at' in place ? { type: 'positional', at: state.keyNow(place.at) } : place;
}

/** They injected in the same place and got the id we chose: theirs first, ours after. */
function afterTheirs(list: TaskList, place: InjectPlace, id: string): InjectPlace {
  if (place.type !== 'positional') return place;
  const theirs = findTask(list, id);
  if (!theirs) return 'at' in place ? { type: 'positional', after: lastKey(list) } : place;
  if ('at' in place) return { type: 'positional', after: theirs.key };
  if (!('after' in place)) return place;
  const anchor = indexOf(list, place.after);
  const own = indexOf(list, theirs.key);
  const { parents } = documentOf(list);
  return own > anchor && parents[own] === parents[anchor] ? { type: 'positional', after: theirs.key } : place;
}

function lastKey(list: TaskList): Key {
  return list.tasks.findLast(({ parent }) => parent === null)?.key ?? '';
}

/** Last in the group that a task stood in: that of its prefix, else that of the nearest smaller id, else the end of the list. */
function lastInGroupOf(list: TaskList, key: Key): InjectPlace {
  const prefix = findPrefix(key);
  if (prefix !== undefined && (findGroup(list, prefix) ?? findGroup(list, `phase ${prefix}`)))
    return { type: 'positional', last: findGroup(list, prefix) ? prefix : `phase ${prefix}` };
  if (prefix !== undefined && (findTask(list, prefix)?.children.length ?? 0) > 0) return { type: 'positional', last: prefix };
  const form = formOf(key);
  const near = list.tasks.findLast(
    ({ id }) =>
      id !== null && formOf(id) === form && lettersOf(id.toUpperCase()) === lettersOf(key.toUpperCase()) && compareIds(id, key) < 0,
  );
  if (near?.group) return { type: 'positional', last: near.group };
  return { type: 'positional', after: near && near.parent === null ? lastSibling(list, near.key) : lastKey(list) };
}

function lastSibling(list: TaskList, key: Key): Key {
  const task = findTask(list, key);
  return list.tasks.findLast((other) => other.parent === task?.parent && other.group === task?.group)?.key ?? key;
}

/** The investigation of a task that is gone is dropped with it. */
export function replayErrorResolution(
  list: TaskList,
  operation: Extract<Operation, { op: 'injectErrorResolution' }>,
  state: ReplayState,
): Step {
  const found = findTheirs(list, state.refNow(operation.ref));
  if ('step' in found) return found.step;
  const { task, diagnostics } = found;
  return attempt(() => {
    const { id: own, ...rest } = operation.error;
    const wanted = operation.id ?? own;
    const isTaken = wanted !== undefined && usedIds(list, documentOf(list)).has(wanted);
    const injected = injectErrorResolution(list, {
      ...rest,
      originalTask: keyToWrite(list, task),
      ...(wanted === undefined || isTaken ? {} : { id: wanted }),
    });
    if (wanted !== undefined) state.rename(wanted, injected.key);
    state.touch(injected.key);
    return { outcome: isTaken ? 'renamed' : 'applied', key: injected.key, diagnostics, edits: injected.edits };
  });
}
