import { type Key, type StopPoint, type Task, type TaskList, isClosed, stopCovers } from '@devteam/task-list';

export interface GivenStops {
  stopAfter: readonly string[];
  stopBefore?: readonly string[];
  /** Behind us: where somebody has gone on, and what was done already when the stop point came. */
  passedStops: readonly StopPoint[];
}

export interface StopMoment {
  /** In this execution: a task that was passed once and was done anew is a stop point again. */
  landed: ReadonlySet<Key>;
  /** Left out by people, which the file does not say yet. */
  skipped?: ReadonlySet<Key>;
  /** What would begin now. */
  next: Task | undefined;
}

/**
 * The stop point of the list or of people that holds between two tasks. «After» holds once all that it covers is closed, whoever closed it;
 * «before» holds where something of it would begin and nothing of it has. One that is behind us does not hold again, or nobody could ever
 * go on.
 */
export function findReachedStopNow(
  list: TaskList,
  given: GivenStops,
  { landed, next, skipped = new Set() }: StopMoment,
): StopPoint | undefined {
  const all = [
    ...list.stops,
    ...given.stopAfter.map((target): StopPoint => ({ when: 'after', target })),
    ...(given.stopBefore ?? []).map((target): StopPoint => ({ when: 'before', target })),
  ];
  return all.find((stop) => {
    const covered = stopCovers(list, stop.target);
    if (covered.length === 0) return false;
    const isPassed = given.passedStops.some(({ target, when }) => when === stop.when && target === stop.target);
    if (stop.when === 'before')
      return (
        !isPassed &&
        covered.some(({ key }) => key === next?.key) &&
        !covered.some(({ status }) => status === 'active' || status === 'completed')
      );
    const isDone = covered.every(({ key, status, children }) => isClosed(status) || skipped.has(key) || children.length > 0);
    return isDone && (!isPassed || covered.some(({ key }) => landed.has(key)));
  });
}

/** Stop points of a list that everything is done for already: where they are new, they have come too late. */
export const stopsBehind = (list: TaskList): StopPoint[] =>
  list.stops.filter(({ target, when }) => {
    const covered = stopCovers(list, target);
    return when === 'after' && covered.length > 0 && covered.every(({ status }) => isClosed(status));
  });
