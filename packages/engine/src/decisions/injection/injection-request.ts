import type { ErrorResolution, InjectPlace, InjectionType, Key, NewTask } from '@devteam/task-list';
import type { InjectionStatus } from './injection-table.ts';

/** Where a person wants the new task: a priority task comes before whatever is current then; a replacement may name its target. */
export type RequestedPlace =
  | { readonly type: 'priority' }
  | { readonly type: 'replace'; readonly target?: Key }
  | Extract<InjectPlace, { type: 'positional' }>;

export type InjectionRight = 'inject.request' | 'inject.approve';

export interface InjectionRequest {
  /** Of the requester: the same key with the same content is the same injection. */
  readonly key: string;
  /** The engine's own tasks for resolving errors need no approval and no right. */
  readonly source: 'person' | 'error_resolution';
  readonly by: { readonly id: string; readonly rights: readonly InjectionRight[] };
  readonly place: RequestedPlace;
  readonly task: NewTask;
  readonly reason: string;
  /**
   * Of a task that resolves an error: it stands before the one that failed, with fields and id of its own kind. Nothing is stopped for
   * it, since the one that failed has stopped already.
   */
  readonly error?: Omit<ErrorResolution, 'at' | 'id'>;
  /** Wanted id; without it the list's own rule gives one. */
  readonly id?: string;
  /** ISO 8601. No part of the content: a repetition comes later. */
  readonly at: string;
}

/** What is kept of an injection. */
export interface Injection {
  readonly injectionId: string;
  readonly key: string;
  /** `contentOf` its request. */
  readonly content: string;
  readonly type: InjectionType;
  readonly status: InjectionStatus;
  /** Of the new task, once it is in the list. */
  readonly taskKey: Key | null;
  /** Of the task that it interrupted or replaced. */
  readonly addressed: Key | null;
}

/** Per kind: placed at once, or only after somebody with `inject.approve` said yes. */
export type ApprovalPolicy = Readonly<Record<InjectionType, 'auto' | 'approval'>>;

const canonical = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(canonical)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, part]) => part !== undefined)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, part]) => [name, canonical(part)]),
        )
      : value;

/** What makes two requests the same one, whatever the order of their fields and the time they come. */
export function contentOf(request: InjectionRequest): string {
  const { source, by, place, task, reason, id, error } = request;
  return JSON.stringify(canonical({ source, by: by.id, place, task, reason, id, error }));
}

const longestTitle = 500;
const longestReason = 2000;

/** The first field that cannot be taken, with what is wrong with it. */
export function findFault(request: InjectionRequest): { field: string; why: string } | undefined {
  const { key, task, reason, id, place } = request;
  const priorities = ['low', 'medium', 'high', 'critical'];
  const kinds: readonly string[] = ['priority', 'replace', 'positional'];
  if (key.trim() === '' || key.length > 200) return { field: 'key', why: 'it has to be of 1 to 200 characters' };
  if (!kinds.includes(place.type)) return { field: 'type', why: `it is none of ${kinds.join(', ')}` };
  if (task.title.trim() === '') return { field: 'task.title', why: 'it is empty' };
  if (task.title.length > longestTitle) return { field: 'task.title', why: `it is longer than ${longestTitle} characters` };
  if (/[\r\n]/.test(task.title)) return { field: 'task.title', why: 'it has more than one line' };
  if (reason.trim() === '') return { field: 'reason', why: 'it is empty' };
  if (reason.length > longestReason) return { field: 'reason', why: `it is longer than ${longestReason} characters` };
  if (task.priority !== undefined && !priorities.includes(task.priority))
    return { field: 'task.priority', why: `it is none of ${priorities.join(', ')}` };
  const minutes = task.estimatedDuration;
  if (minutes !== undefined && !(minutes > 0 && Number.isFinite(minutes)))
    return { field: 'task.estimatedDuration', why: 'it has to be minutes, more than 0' };
  if (id !== undefined && id.trim() === '') return { field: 'id', why: 'it is empty' };
  return undefined;
}

/**
 * A position as people write it: `after:1.2`, `before:1.2`, `first:2`, `last:2` (of a group), or the id that the new task shall have,
 * which says its place as well.
 */
export function readPosition(text: string): Extract<InjectPlace, { type: 'positional' }> {
  const [, word, id] = /^\s*(after|before|first|last)\s*:\s*(.*\S)\s*$/i.exec(text) ?? [];
  if (word === undefined || id === undefined) return { type: 'positional', at: text.trim() };
  switch (word.toLowerCase()) {
    case 'after':
      return { type: 'positional', after: id };
    case 'before':
      return { type: 'positional', before: id };
    case 'first':
      return { type: 'positional', first: id };
    default:
      return { type: 'positional', last: id };
  }
}
