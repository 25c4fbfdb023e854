import { readStatus } from '../dialects/statuses.ts';
import type { KnownLabel } from '../dialects/labels.ts';
import type { Building, ErrorContext, Field, Injection, Label, Task } from '../model.ts';
import type { SourceText } from '../text/source-text.ts';
import { placeOf } from '../text/source-text.ts';
import type { Facts, Labelled } from './facts.ts';
import { readComplexity, readDuration, readList, readPriority } from './values.ts';

/** A value that could not be read, or a label that stands twice. */
export interface FieldFault {
  readonly code: 'W250' | 'W251';
  readonly labelled: Labelled;
  readonly expected: string;
}

/** The part of a task that its own text decides. */
export type OwnFacts = Pick<
  Building<Task>,
  | 'description'
  | 'acceptanceCriteria'
  | 'complexity'
  | 'estimatedDuration'
  | 'actualDuration'
  | 'tags'
  | 'priority'
  | 'kind'
  | 'type'
  | 'files'
  | 'completedAt'
  | 'executionSummary'
  | 'injection'
  | 'errorContext'
  | 'stop'
  | 'given'
  | 'labels'
>;

const NONE: readonly never[] = Object.freeze([]);
const ONLY_TITLE: readonly Field[] = Object.freeze(['title']);

export function ownFacts(source: SourceText, facts: Facts, faults: FieldFault[]): OwnFacts {
  const { labelled, title } = facts;
  const isMarked = title.marks.length > 0;
  if (labelled.length === 0 && !isMarked) return plainFacts(facts);
  const last = new Map<KnownLabel, Labelled>();
  for (const one of labelled) {
    if (!one.known) continue;
    const before = last.get(one.known);
    if (before && one.known !== 'acceptanceCriteria') faults.push({ code: 'W250', labelled: before, expected: 'each field once' });
    last.set(one.known, one);
  }
  const readable = <T>(label: KnownLabel, read: (text: string) => T | undefined, expected: string): T | undefined => {
    const one = last.get(label);
    if (!one) return undefined;
    const value = read(one.text);
    if (value === undefined) faults.push({ code: 'W251', labelled: one, expected });
    return value;
  };
  const complexityText = last.get('complexity')?.text ?? '';
  const complexity = readable(
    'complexity',
    (text) => readComplexity(text) ?? (readDuration(text) === undefined ? undefined : 'medium'),
    'simple, medium or complex',
  );
  const estimate = readable('estimatedDuration', readDuration, 'a duration such as 2 hours') ?? durationInside(complexityText, facts);
  const isReplaced = isMarked && readStatus(last.get('status')?.inline ?? '').status === 'replaced';
  const injection = injectionOf(facts, last.get('injection'), isReplaced);
  const errorContext = errorContextOf(last.get('errorContext'));
  const type = readable('type', readType, 'atomic or composite') ?? null;
  const completedAt = last.get('completedAt')?.inline || null;
  return {
    description: last.get('description')?.text ?? facts.free,
    acceptanceCriteria: criteriaOf(facts),
    complexity: complexity ?? 'medium',
    estimatedDuration: estimate,
    actualDuration: readable('actualDuration', readDuration, 'a duration such as 25 minutes') ?? null,
    tags: tagsOf(facts, last.get('tags')),
    priority: readable('priority', readPriority, 'low, medium, high or critical') ?? 'medium',
    kind: facts.isError || errorContext !== null || isErrorTitle(title.text) ? 'error_resolution' : 'feature',
    type,
    files: listOf(last.get('files')),
    completedAt,
    executionSummary: last.get('executionSummary')?.text || null,
    injection,
    errorContext,
    stop: readable('stop', readStop, 'before or after') ?? null,
    given: givenOf(last),
    labels: labelled.map((one): Label => ({ name: one.name, value: one.text, place: placeOf(source, one.from, one.to) })),
  };
}

/** The short way for the many tasks that are one line. */
function plainFacts(facts: Facts): OwnFacts {
  const text = facts.title.text;
  return {
    description: facts.free,
    acceptanceCriteria: criteriaOf(facts),
    complexity: 'medium',
    estimatedDuration: durationInside('', facts),
    actualDuration: null,
    tags: text.includes('#') ? tagsOf(facts, undefined) : NONE,
    priority: 'medium',
    kind: facts.isError || isErrorTitle(text) ? 'error_resolution' : 'feature',
    type: null,
    files: NONE,
    completedAt: null,
    executionSummary: null,
    injection: null,
    errorContext: null,
    stop: null,
    given: ONLY_TITLE,
    labels: NONE,
  };
}

const GIVEN: readonly Exclude<Field, 'title'>[] = [
  'description',
  'acceptanceCriteria',
  'status',
  'priority',
  'complexity',
  'estimatedDuration',
  'actualDuration',
  'dependencies',
  'tags',
  'type',
  'files',
  'completedAt',
  'executionSummary',
  'stop',
];

function givenOf(last: ReadonlyMap<KnownLabel, Labelled>): readonly Field[] {
  const given: Field[] = ['title'];
  for (const field of GIVEN) if (last.has(field)) given.push(field);
  return given.length === 1 ? ONLY_TITLE : given;
}

function isErrorTitle(text: string): boolean {
  return text.startsWith('Error Resolution Task:') || text.startsWith('Resolve Error:');
}

/** Labels of acceptance add up; without one the texts of the checks. */
function criteriaOf({ labelled, checks, criteria }: Facts): readonly string[] {
  const found: string[] = [...criteria];
  let labels = criteria.length;
  for (const one of labelled) {
    if (one.known !== 'acceptanceCriteria') continue;
    labels++;
    if (one.items.length === 0) {
      if (one.text !== '') found.push(one.text);
    } else {
      if (one.inline !== '' && !one.inline.endsWith(':')) found.push(one.inline);
      found.push(...one.items);
    }
  }
  if (labels === 0) for (const check of checks) found.push(check.text);
  return found.length === 0 ? NONE : found;
}

const TAG = /(?:^|\s)#([\p{L}_][\p{L}\p{N}_/-]*)/gu;

function tagsOf({ title }: Facts, labelled: Labelled | undefined): readonly string[] {
  if (!labelled && !title.text.includes('#')) return NONE;
  const tags = new Set(listOf(labelled).map((tag) => tag.replace(/^#/, '')));
  for (const match of title.text.matchAll(TAG)) tags.add(match[1] ?? '');
  return tags.size === 0 ? NONE : [...tags];
}

function listOf(labelled: Labelled | undefined): readonly string[] {
  if (!labelled) return NONE;
  const items = [...readList(labelled.inline), ...labelled.items.map((item) => item.replace(/^`([^`]*)`$/, '$1'))];
  return items.length === 0 ? NONE : items;
}

const TRAILING_ESTIMATE = /(?:^|\s)~(\d+(?:\.\d+)?[mhdw])(?=(?:\s+(?:#\S+|@\S+|\d{4}-\d{2}-\d{2}))*$)/;

/** A duration in the Complexity field, or a trailing `~3d`. */
function durationInside(complexity: string, { title }: Facts): number | null {
  const inside = complexity === '' ? undefined : readDuration(complexity.replace(/^[^\d(]*\(?/, ''));
  if (inside !== undefined && inside !== null) return inside;
  const trailing = title.text.includes('~') ? TRAILING_ESTIMATE.exec(title.text)?.[1] : undefined;
  return trailing === undefined ? null : (readDuration(trailing) ?? null);
}

function readType(text: string): 'atomic' | 'composite' | null {
  const word = text.toLowerCase();
  return word.startsWith('composite') ? 'composite' : word.startsWith('atomic') ? 'atomic' : null;
}

function readStop(text: string): 'before' | 'after' | null | undefined {
  const word = /^[*_`\s]*([a-z]+)/i.exec(text)?.[1]?.toLowerCase();
  if (word === 'before' || word === 'after') return word;
  return word === 'none' || word === 'no' ? null : undefined;
}

function entriesOf(items: readonly string[]): Map<string, string> {
  const entries = new Map<string, string>();
  for (const item of items) {
    const match = /^[*_]*([^:：]{1,40}?)[*_]*[:：][*_]*\s*(.*)$/su.exec(item);
    if (match) entries.set((match[1] ?? '').toLowerCase().trim(), match[2] ?? '');
  }
  return entries;
}

const CHECKLIST_INJECTION = /^(priority|replace|positional)(?: at (\S+?))?(?: by ([^;]+?))?(?:; replaced ([^;]+?))?(?:; reason: (.*))?$/su;

/** `(REPLACED)` at a task whose status says the same means the old task, not the one that took its place. */
function injectionOf({ title }: Facts, labelled: Labelled | undefined, isReplaced: boolean): Injection | null {
  const has = (mark: string) => title.marks.some((one) => one.mark === mark);
  const byMark = has('REPLACED') && !isReplaced ? 'replace' : has('INJECTED') ? 'priority' : 'positional';
  if (!labelled) return has('INJECTED') ? { type: 'priority', at: null, by: null, reason: null, replaced: null } : null;
  const inline = CHECKLIST_INJECTION.exec(labelled.inline);
  if (inline) {
    const [, type, at, by, replaced, reason] = inline;
    return { type: type as Injection['type'], at: at ?? null, by: by ?? null, reason: reason ?? null, replaced: replaced ?? null };
  }
  const entries = entriesOf(labelled.items);
  const replaced = entries.get('replaced') ?? null;
  const written = entries.get('type')?.toLowerCase();
  const type =
    written === 'priority' || written === 'replace' || written === 'positional' ? written : replaced !== null ? 'replace' : byMark;
  return {
    type,
    at: entries.get('injected at') ?? entries.get('at') ?? null,
    by: entries.get('injected by') ?? entries.get('by') ?? null,
    reason: entries.get('reason') ?? null,
    replaced,
  };
}

function errorContextOf(labelled: Labelled | undefined): ErrorContext | null {
  if (!labelled) return null;
  const entries = entriesOf(labelled.items);
  return {
    originalTask: entries.get('original task') ?? null,
    errorType: entries.get('error type') ?? null,
    containerId: entries.get('container id') ?? null,
    executionLogs: entries.get('execution logs') ?? null,
  };
}
