import type { Task, TaskList } from '../model.ts';

/** A title made ready to be compared. */
export interface Comparable {
  /** In lower case, without punctuation and marks. */
  readonly text: string;
  /** Its letter pairs, in order of their codes. */
  readonly pairs: Uint32Array;
}

export function comparable(title: string): Comparable {
  const text = title
    .replace(/\((?:INJECTED|REPLACED)\)/g, ' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const pairs = new Uint32Array(Math.max(0, text.length - 1));
  for (let at = 0; at < pairs.length; at++) pairs[at] = text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);
  return { text, pairs: pairs.sort() };
}

/** Sørensen-Dice on letter pairs: 1 is the same, 0 nothing in common. */
export function similarity(a: Comparable, b: Comparable): number {
  if (a.text === b.text) return 1;
  const all = a.pairs.length + b.pairs.length;
  if (a.pairs.length === 0 || b.pairs.length === 0) return 0;
  let shared = 0;
  let left = 0;
  let right = 0;
  while (left < a.pairs.length && right < b.pairs.length) {
    const difference = (a.pairs[left] ?? 0) - (b.pairs[right] ?? 0);
    if (difference === 0) shared++;
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  return (2 * shared) / all;
}

/** The most that two titles can have in common, by their lengths alone. */
function atMost(a: Comparable, b: Comparable): number {
  const all = a.pairs.length + b.pairs.length;
  return all === 0 ? 1 : (2 * Math.min(a.pairs.length, b.pairs.length)) / all;
}

interface Titles {
  readonly all: readonly Comparable[];
  readonly byText: ReadonlyMap<string, readonly Task[]>;
}

const known = new WeakMap<TaskList, Titles>();

function titlesOf(list: TaskList): Titles {
  const before = known.get(list);
  if (before) return before;
  const all = list.tasks.map(({ title }) => comparable(title));
  const byText = Map.groupBy(list.tasks, (_, index) => all[index]?.text ?? '');
  const titles = { all, byText };
  known.set(list, titles);
  return titles;
}

/** The tasks with exactly this title, punctuation and marks aside. */
export function tasksTitled(list: TaskList, title: Comparable): readonly Task[] {
  return titlesOf(list).byText.get(title.text) ?? [];
}

/** The tasks whose titles are at least so similar, with how much. */
export function tasksLike(list: TaskList, title: Comparable, least: number): { task: Task; score: number }[] {
  const { all } = titlesOf(list);
  const found: { task: Task; score: number }[] = [];
  for (const [index, task] of list.tasks.entries()) {
    const other = all[index];
    if (!other || atMost(other, title) < least) continue;
    const score = similarity(other, title);
    if (score >= least) found.push({ task, score });
  }
  return found;
}
