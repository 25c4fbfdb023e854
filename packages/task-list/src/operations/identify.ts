import type { Key, Task, TaskList, TaskRef } from '../model.ts';
import { findTask, getTask } from '../questions/find.ts';
import { comparable, similarity, tasksLike, tasksTitled } from './similarity.ts';

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
 * Which task of this list a reference means: the one with its key and its title, else the only one with exactly this title, else the
 * one with its key and a similar title, else the only one whose title is nearly the same. Exact ones come first because tasks are often
 * called alike (`Tests for login`, `Tests for logout`), and a new number makes the neighbor look similar. Position keys mean nothing in
 * another version of the file: there the title decides, the nearest of equals.
 */
export function identify(list: TaskList, ref: TaskRef): Identified {
  if (ref.key.startsWith('@')) return byTitle(list, ref);
  const bare = ref.key.replace(/~\d+$/, '');
  const own = findTask(list, ref.key);
  if (bare === ref.key && findTask(list, `${bare}~2`)) return { task: null, why: 'ambiguous' };
  const title = comparable(ref.title);
  const ownTitle = own ? comparable(own.title) : undefined;
  const likeness = ownTitle ? similarity(ownTitle, title) : 0;
  if (own && likeness === 1) return { task: own, renumbered: false };
  const [exact, ...more] = tasksTitled(list, title);
  if (exact && more.length === 0) {
    // `Write tests` that is `Write tests for payments` now: retitled, or a neighbor that has its number? Nobody can tell.
    const isDoubtful = ownTitle !== undefined && likeness >= SAME && extendsOther(ownTitle.text, title.text);
    return isDoubtful ? { task: null, why: 'ambiguous' } : { task: exact, renumbered: true };
  }
  if (own && likeness >= SAME) return { task: own, renumbered: false };
  const [only, ...others] = tasksLike(list, title, RENUMBERED).filter(({ task }) => task !== own);
  if (only && others.length === 0) return { task: only.task, renumbered: true };
  if (only) return { task: null, why: 'ambiguous' };
  return { task: null, why: own ? 'other' : 'gone' };
}

/** Whether one title is the other with more words. */
function extendsOther(a: string, b: string): boolean {
  return ` ${a} `.includes(` ${b} `) || ` ${b} `.includes(` ${a} `);
}

function byTitle(list: TaskList, ref: TaskRef): Identified {
  const title = comparable(ref.title);
  const alike = tasksLike(list, title, RENUMBERED);
  const scores = alike.filter(({ task }) => task.key.startsWith('@'));
  const best = Math.max(0, ...scores.map(({ score }) => score));
  if (best < RENUMBERED) {
    const own = findTask(list, ref.key);
    if (own && similarity(comparable(own.title), title) >= SAME) return { task: own, renumbered: false };
    const [elsewhere, ...others] = alike;
    if (elsewhere && others.length === 0) return { task: elsewhere.task, renumbered: true };
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
