import type { Key, StopPoint } from '@devteam/task-list';

/** What a budget counts: since the execution began. Money is in US dollars. */
export type StopMeasure = 'minutes' | 'attempts' | 'tokens' | 'dollars';
export type Spent = Readonly<Record<StopMeasure, number>>;

/** Where an execution shall halt. `after` is inclusive: the task itself is done. A group stands for all its tasks. */
export type StopWish =
  | StopPoint
  /** The work is done and verified, and waits for a person before it reaches the branch. */
  | { readonly when: 'before_merge'; readonly target: Key }
  | { readonly when: 'budget'; readonly measure: StopMeasure; readonly limit: number };

export const sayStop = (stop: StopWish): string => {
  if (stop.when === 'budget') return `at ${stop.limit} ${stop.measure}`;
  return stop.when === 'before_merge' ? `before the merge of ${stop.target}` : `${stop.when} ${stop.target}`;
};

export const isSameStop = (a: StopWish, b: StopWish): boolean => sayStop(a) === sayStop(b);
