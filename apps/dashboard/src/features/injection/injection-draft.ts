import type { InjectionRequestBody } from '@devteam/api';

export type InjectionType = InjectionRequestBody['injectionType'];

/** What stands in the form. Kept until it was sent, also over a reload. */
export interface InjectionDraft {
  type: InjectionType;
  title: string;
  description: string;
  criteria: string;
  dependencies: string;
  /** Of a positional one. */
  where: 'before' | 'after';
  /** Name of the task that it is placed by, or that it replaces. */
  target: string;
  reason: string;
}

export const emptyDraft: InjectionDraft = {
  type: 'priority',
  title: '',
  description: '',
  criteria: '',
  dependencies: '',
  where: 'after',
  target: '',
  reason: '',
};

/** A field that has to be filled before anything is asked of the server. */
export function findLack(draft: InjectionDraft): { field: keyof InjectionDraft; words: string } | null {
  if (draft.title.trim() === '') return { field: 'title', words: 'Say in one line what is to be done.' };
  if (draft.type === 'positional' && draft.target === '')
    return { field: 'target', words: 'Choose the task that it comes before or after.' };
  if (draft.reason.trim() === '') return { field: 'reason', words: 'Say why: it stands in the history and in the commit.' };
  return null;
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^\s*[-*]\s+/, '').trim())
    .filter(Boolean);
const ids = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

export function requestOf(draft: InjectionDraft, idempotencyKey: string): InjectionRequestBody {
  const description = draft.description.trim();
  const acceptanceCriteria = lines(draft.criteria);
  const dependencies = ids(draft.dependencies);
  return {
    injectionType: draft.type,
    ...(draft.type === 'positional' ? { targetPosition: `${draft.where}:${draft.target}` } : {}),
    ...(draft.type === 'replace' && draft.target !== '' ? { targetTaskId: draft.target } : {}),
    task: {
      title: draft.title.trim(),
      ...(description === '' ? {} : { description }),
      ...(acceptanceCriteria.length === 0 ? {} : { acceptanceCriteria }),
      ...(dependencies.length === 0 ? {} : { dependencies }),
    },
    reason: draft.reason.trim(),
    idempotencyKey,
  };
}

/** Which field a refusal is about. */
export function fieldOf(code: string): keyof InjectionDraft | null {
  const fields: Record<string, keyof InjectionDraft> = {
    injection_place_unknown: 'target',
    injection_cycle: 'dependencies',
    injection_list_finished: 'type',
    injection_not_permitted: 'type',
    task_unknown: 'target',
  };
  return fields[code] ?? null;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The same as a command. */
export function commandOf(draft: InjectionDraft, projectId: string): string {
  const place = {
    priority: '--priority',
    replace: draft.target === '' ? '--replace' : `--replace ${draft.target}`,
    positional: `--${draft.where} ${draft.target || 'ID'}`,
  }[draft.type];
  const details = draft.description.trim() === '' ? '' : ` --details ${quoted(draft.description.trim())}`;
  return `devteam inject ${projectId} ${quoted(draft.title.trim() || 'TITLE')} ${place}${details} --reason ${quoted(draft.reason.trim() || 'WHY')}`;
}
