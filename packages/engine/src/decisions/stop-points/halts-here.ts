import { type Key, type StopPoint, type TaskList, findReachedStop, stopCovers } from '@devteam/task-list';
import { standingStops } from '../standing-stops.ts';
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
 * The moments at which an execution may halt: between two tasks, before verified work is merged, and whenever something was spent.
 * Each halts at the first stop that holds; undefined: it goes on.
 */
export type StopMoment =
  | { readonly at: 'select'; readonly landed: ReadonlySet<Key> }
  | { readonly at: 'merge'; readonly key: Key }
  | { readonly at: 'spent'; readonly spent: Spent };

export function haltsHere(standing: StopStanding, moment: StopMoment): StopWish | undefined {
  const { list, stops, passed } = standing;
  const isPassed = (stop: StopWish, key: Key | null) => passed.some((one) => one.key === key && isSameStop(one.stop, stop));
  switch (moment.at) {
    case 'select': {
      const given = stops.filter((stop): stop is StopPoint => stop.when === 'before' || stop.when === 'after');
      // «after» of the list and of people alike hold only for what landed in this execution; «before» holds once.
      const passedStops = passed.flatMap(({ stop }) => (stop.when === 'before' || stop.when === 'after' ? [stop] : []));
      const both = { ...list, stops: [...list.stops, ...given.filter(({ when }) => when === 'before')] };
      const stopAfter = given.flatMap(({ when, target }) => (when === 'after' ? [target] : []));
      const standingNow = standingStops(both, { stopAfter, passedStops }, moment.landed).filter((stop) => !isPassed(stop, null));
      return findReachedStop({ ...list, stops: standingNow }, standingNow);
    }
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
