import { compareIds, keyOfId, lettersOf, type IdForm } from '../heads/task-id.ts';
import type { Key } from '../model.ts';
import type { Reference } from './references.ts';

/** What a reference may mean: tasks and groups by upper-cased key, and parked ids. */
export interface Lookup {
  readonly taskKeys: readonly Key[];
  readonly byKey: ReadonlyMap<string, number>;
  readonly groupKeys: readonly (Key | null)[];
  readonly groupByKey: ReadonlyMap<string, number>;
  readonly parked: ReadonlySet<string>;
  readonly ids: readonly { readonly id: string; readonly form: IdForm }[];
}

export type Target =
  | { readonly kind: 'task' | 'group'; readonly index: number; readonly key: Key }
  | { readonly kind: 'parked'; readonly key: Key }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'text' };

const GROUP_WORDS = ['phase', 'stage', 'milestone', 'sprint'];

/** A bare `2` is task 2, else group `2`, else `phase 2`; an id in a style this file does not use is text. */
export function resolve(lookup: Lookup, reference: Pick<Reference, 'id' | 'group'>): Target {
  const upper = reference.id.toUpperCase();
  if (reference.group === '') {
    const task = lookup.byKey.get(upper);
    if (task !== undefined) return { kind: 'task', index: task, key: lookup.taskKeys[task] ?? '' };
  }
  const names = reference.group === '' ? ['', ...GROUP_WORDS] : [reference.group];
  for (const name of names) {
    const key = name === '' ? upper : `${name} ${reference.id}`.toUpperCase();
    const group = lookup.groupByKey.get(key);
    if (group !== undefined) return { kind: 'group', index: group, key: lookup.groupKeys[group] ?? '' };
    if (lookup.parked.has(key))
      return { kind: 'parked', key: name === '' ? canonical(reference.id) : `${name} ${reference.id}`.toLowerCase() };
  }
  return isOwnStyle(lookup, reference) ? { kind: 'unknown', id: reference.id } : { kind: 'text' };
}

function canonical(id: string): Key {
  return keyOfId(id, formOf(id));
}

export function formOf(id: string): IdForm {
  if (/^err-/i.test(id)) return 'error';
  if (/^\d/.test(id)) return id.includes('.') ? 'dotted' : 'lone';
  return id.includes('-') ? 'named' : 'lnum';
}

function isOwnStyle(lookup: Lookup, { id, group }: Pick<Reference, 'id' | 'group'>): boolean {
  if (group !== '') return lookup.groupKeys.some((key) => key?.startsWith(`${group} `));
  const form = formOf(id);
  if (form === 'lone') {
    if (lookup.ids.some((own) => own.form === 'lone')) return true;
    return lookup.groupKeys.some((key) => key !== null && (/^\d+$/.test(key) || /^(?:phase|stage|milestone|sprint) /.test(key)));
  }
  if (form === 'dotted' || form === 'error') return form === 'error' || lookup.ids.some((own) => own.form === 'dotted');
  const letters = lettersOf(id.toUpperCase());
  return lookup.ids.some((own) => own.form === form && lettersOf(own.id.toUpperCase()) === letters);
}

/** What a reference can mean: keys of tasks and groups, but those that several tasks have. */
export function referableKeys({ taskKeys, groupKeys }: Lookup): Key[] {
  const repeated = new Set(taskKeys.flatMap((key) => (key.includes('~') ? [key, key.replace(/~\d+$/, '')] : [])));
  return [...taskKeys.filter((key) => !repeated.has(key)), ...groupKeys.filter((key) => key !== null)];
}

/** The ids of this file that look most like one that is not there. */
export function nearestIds(id: string, ids: readonly string[], count = 2): string[] {
  const upper = id.toUpperCase();
  const near: { id: string; distance: number }[] = [];
  for (const candidate of ids.slice(0, 5000)) {
    if (Math.abs(candidate.length - id.length) > 2) continue;
    const distance = distanceOf(upper, candidate.toUpperCase());
    if (distance <= 2) near.push({ id: candidate, distance });
  }
  const best = Math.min(...near.map(({ distance }) => distance));
  return near
    .filter(({ distance }) => distance === best)
    .slice(0, 50)
    .map((one) => one.id)
    .toSorted((a, b) => closeness(a, id) - closeness(b, id) || numberGap(a, id) - numberGap(b, id) || compareIds(a, b))
    .slice(0, count)
    .toSorted(compareIds);
}

/** Ids that start alike come first. */
function closeness(candidate: string, id: string): number {
  let same = 0;
  while (same < id.length && candidate[same] === id[same]) same++;
  return -same;
}

/** Then those with the nearest last number: 2.8 for 2.9, not 2.1. */
function numberGap(candidate: string, id: string): number {
  const [a, b] = [candidate, id].map((one) => Number(/(\d+)[A-Za-z]*$/.exec(one)?.[1] ?? 0));
  return Math.abs((a ?? 0) - (b ?? 0));
}

function distanceOf(a: string, b: string): number {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return coreDistance(a.slice(start, a.length - end), b.slice(start, b.length - end));
}

/** Of two texts that neither start nor end alike. */
function coreDistance(a: string, b: string): number {
  if (a.length === 0 || b.length === 0 || (a.length === 1 && b.length === 1)) return Math.max(a.length, b.length);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `did you mean 2.2 or 2.8?` */
export function didYouMean(near: readonly string[]): string {
  return near.length === 0 ? '' : `did you mean ${near.join(' or ')}?`;
}
