import type { InjectPlace, NewTask, Operation, Task, TaskList, TaskRef } from '../model.ts';
import { findTask } from '../questions/find.ts';

const EPOCH = '1970-01-01T00:00:00Z';
const MESSAGE = /^Systematically investigate and resolve error: (.*)$/su;

/** The injection that would have added this task of ours, and the tasks of base whose status it changes by the way. */
export function injectionOf(
  base: TaskList,
  ours: TaskList,
  task: Task,
  pairs: ReadonlyMap<Task, Task>,
): { operation: Operation; changes: Task[] } {
  const before = new Map([...pairs].map(([old, now]) => [now, old]));
  const siblings = ours.tasks.filter((other) => other.parent === task.parent && other.group === task.group);
  const at = siblings.indexOf(task);
  const left = siblings[at - 1];
  const right = siblings[at + 1];
  const { errorContext, injection } = task;
  if (errorContext && right) {
    const ref = refOf(before.get(right) ?? right);
    const error = {
      originalTask: errorContext.originalTask ?? right.key,
      errorType: errorContext.errorType ?? '',
      message: MESSAGE.exec(task.description)?.[1] ?? task.description,
      acceptanceCriteria: task.acceptanceCriteria,
      at: injection?.at ?? EPOCH,
      ...(errorContext.containerId === null ? {} : { containerId: errorContext.containerId }),
      ...(errorContext.executionLogs === null ? {} : { logs: errorContext.executionLogs }),
    };
    return { operation: { op: 'injectErrorResolution', error, ref, id: task.id }, changes: [] };
  }
  const replaced =
    injection?.type === 'replace' && injection.replaced !== null
      ? (findTask(base, injection.replaced) ?? base.tasks.find(({ title }) => title === injection.replaced))
      : undefined;
  const anchor = replaced ?? (injection?.type === 'priority' ? right : (left ?? right));
  const old = anchor && (replaced ?? before.get(anchor));
  const place = placeOf(task, replaced, left, right);
  const request = {
    place,
    task: newTaskOf(task),
    at: injection?.at ?? EPOCH,
    ...(injection?.by ? { by: injection.by } : {}),
    ...(injection?.reason ? { reason: injection.reason } : {}),
  };
  const changes = replaced
    ? [replaced]
    : place.type === 'priority' && old?.status === 'active' && anchor?.status === 'pending'
      ? [old]
      : [];
  return { operation: { op: 'inject', request, ref: anchor ? refOf(old ?? anchor) : null, id: task.id }, changes };
}

function placeOf(task: Task, replaced: Task | undefined, left: Task | undefined, right: Task | undefined): InjectPlace {
  if (replaced) return { type: 'replace', target: replaced.key };
  if (task.injection?.type === 'priority' && right) return { type: 'priority', current: right.key };
  if (left) return { type: 'positional', after: left.key };
  if (right) return { type: 'positional', before: right.key };
  return task.group === null ? { type: 'positional', at: task.id ?? '' } : { type: 'positional', last: task.group };
}

function refOf({ key, title, status }: Task): TaskRef {
  return { key, title, status };
}

function newTaskOf(task: Task): NewTask {
  const given = (field: Task['given'][number]) => task.given.includes(field);
  return {
    title: task.title,
    ...(given('description') ? { description: task.description } : {}),
    ...(given('acceptanceCriteria') ? { acceptanceCriteria: task.acceptanceCriteria } : {}),
    ...(given('priority') ? { priority: task.priority } : {}),
    ...(given('complexity') ? { complexity: task.complexity } : {}),
    ...(given('estimatedDuration') && task.estimatedDuration !== null ? { estimatedDuration: task.estimatedDuration } : {}),
    ...(given('dependencies') ? { dependencies: task.dependencies } : {}),
    ...(given('tags') ? { tags: task.tags } : {}),
    ...(given('files') ? { files: task.files } : {}),
  };
}
