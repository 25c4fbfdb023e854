import { type Key, type TaskList, stopCovers } from '@devteam/task-list';
import { type Spent, type StopWish, isSameStop } from './stop-wish.ts';

/** A stop point that held once, and of which task; a person said «go on». */
export interface PassedStop {
  readonly stop: StopWish;
  readonly key: Key | null;
}

export interface StopStanding {
  readonly list: TaskList;
  /** Given by people; the list's own stand in the list. */
  readonly stops: readonly StopWish[];
  readonly passed: readonly PassedStop[];
}

/**
 * The moments at which an execution may halt within a task: before verified work is merged, and whenever something was spent. Each halts at
 * the first stop that holds; undefined: it goes on. Between two tasks `findReachedStopNow` says it.
 */
export type MomentInTask = { readonly at: 'merge'; readonly key: Key } | { readonly at: 'spent'; readonly spent: Spent };

export function haltsHere(standing: StopStanding, moment: MomentInTask): StopWish | undefined {
  const { list, stops, passed } = standing;
  const isPassed = (stop: StopWish, key: Key | null) => passed.some((one) => one.key === key && isSameStop(one.stop, stop));
  switch (moment.at) {
    case 'merge':
      return stops.find(
        (stop) =>
          stop.when === 'before_merge' &&
          !isPassed(stop, moment.key) &&
          stopCovers(list, stop.target).some(({ key }) => key === moment.key),
      );
    case 'spent':
      return stops.find((stop) => stop.when === 'budget' && moment.spent[stop.measure] >= stop.limit && !isPassed(stop, null));
  }
}
