import type { Key, Task, TaskList, TaskRef } from '../model.ts';
import { findTask, getTask } from '../questions/find.ts';
import { similarity } from './similarity.ts';

const SAME = 0.4;
const RENUMBERED = 0.8;

export function refOf(list: TaskList, key: Key): TaskRef {
  const { key: own, title, status } = getTask(list, key);
  return { key: own, title, status };
}

export type Identified =
  | { readonly task: Task; readonly renumbered: boolean }
  | { readonly task: null; readonly why: 'gone' | 'other' | 'ambiguous' };

/**
 * Which task of this list a reference means: the one with its key and a similar title, else the only one whose title is nearly the same.
 * Where tasks are called alike (`Tests for login`, `Tests for logout`) a new number makes the neighbor look similar: so the only other
 * one with exactly this title comes first. Position keys mean nothing in another version of the file: there the title decides, the
 * nearest of equals.
 */
export function identify(list: TaskList, ref: TaskRef): Identified {
  if (ref.key.startsWith('@')) return byTitle(list, ref);
  const bare = ref.key.replace(/~\d+$/, '');
  const own = findTask(list, ref.key);
  const twin = findTask(list, `${bare}~2`);
  if (twin && bare === ref.key) return { task: null, why: 'ambiguous' };
  const ownLikeness = own ? similarity(own.title, ref.title) : 0;
  if (own && ownLikeness === 1) return { task: own, renumbered: false };
  if (own && ownLikeness >= SAME) {
    const exact = list.tasks.filter((task) => similarity(task.title, ref.title) === 1);
    return exact.length === 1 && exact[0] ? { task: exact[0], renumbered: true } : { task: own, renumbered: false };
  }
  const alike = list.tasks.filter((task) => task !== own && similarity(task.title, ref.title) >= RENUMBERED);
  const [only] = alike;
  if (only && alike.length === 1) return { task: only, renumbered: true };
  if (alike.length > 1) return { task: null, why: 'ambiguous' };
  return { task: null, why: own ? 'other' : 'gone' };
}

function byTitle(list: TaskList, ref: TaskRef): Identified {
  const scores = list.tasks.filter(({ key }) => key.startsWith('@')).map((task) => ({ task, score: similarity(task.title, ref.title) }));
  const best = Math.max(0, ...scores.map(({ score }) => score));
  if (best < RENUMBERED) {
    const own = findTask(list, ref.key);
    if (own && similarity(own.title, ref.title) >= SAME) return { task: own, renumbered: false };
    const elsewhere = list.tasks.filter((task) => !task.key.startsWith('@') && similarity(task.title, ref.title) >= RENUMBERED);
    if (elsewhere.length === 1 && elsewhere[0]) return { task: elsewhere[0], renumbered: true };
    return { task: null, why: own ? 'other' : 'gone' };
  }
  const place = placeOf(ref.key);
  const nearest = scores
    .filter(({ score }) => score === best)
    .toSorted((a, b) => Math.abs(placeOf(a.task.key) - place) - Math.abs(placeOf(b.task.key) - place))[0];
  return nearest ? { task: nearest.task, renumbered: false } : { task: null, why: 'gone' };
}

/** A number that grows with the place: `@2.1` lies between `@2` and `@3`. */
function placeOf(key: Key): number {
  return key
    .slice(1)
    .split('.')
    .reduce((sum, part, depth) => sum + Number(part) / 1000 ** depth, 0);
}
