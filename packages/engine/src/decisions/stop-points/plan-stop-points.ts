import { type Failure, type Phase, describeFailure } from '@devteam/api';
import { type Key, type StopPoint, type TaskList, checkStops, findGroup, findTask, isClosed, stopCovers } from '@devteam/task-list';
import { type Spent, type StopWish, isSameStop, sayStop } from './stop-wish.ts';

export interface StopSnapshot {
  readonly list: TaskList;
  readonly running: { readonly key: Key; readonly phase: Phase } | null;
  readonly spent: Spent;
}

export type StopPlan =
  /** They take the place of those that were given before; the list's own stay. `covers`: which tasks each stands for. */
  | { readonly outcome: 'accepted'; readonly stops: readonly StopWish[]; readonly covers: ReadonlyMap<StopWish, readonly Key[]> }
  | { readonly outcome: 'refused'; readonly failure: Failure };

/** Looks at all of them before any is taken: half a set of stop points would let pass what the other half was to hold. */
export function planStopPoints(snapshot: StopSnapshot, wishes: readonly StopWish[]): StopPlan {
  const covers = new Map<StopWish, readonly Key[]>();
  for (const wish of wishes) {
    const failure = findFault(snapshot, wish);
    if (failure) return { outcome: 'refused', failure };
    const stop = canonical(snapshot.list, wish);
    if ([...covers.keys()].some((other) => isSameStop(other, stop))) continue;
    covers.set(stop, stop.when === 'budget' ? [] : stopCovers(snapshot.list, stop.target).map(({ key }) => key));
  }
  return { outcome: 'accepted', stops: [...covers.keys()], covers };
}

function canonical(list: TaskList, wish: StopWish): StopWish {
  if (wish.when === 'budget') return wish;
  return { ...wish, target: findTask(list, wish.target)?.key ?? findGroup(list, wish.target)?.key ?? wish.target };
}

function findFault(snapshot: StopSnapshot, wish: StopWish): Failure | undefined {
  const { list, spent } = snapshot;
  const place = sayStop(wish);
  if (wish.when === 'budget') {
    if (!(wish.limit > 0) || !Number.isFinite(wish.limit))
      return describeFailure('request_invalid', { place, why: 'the limit has to be a number above 0' });
    if (spent[wish.measure] < wish.limit) return undefined;
    return describeFailure('stop_point_passed', { place, why: `${spent[wish.measure]} ${wish.measure} are used already` });
  }
  const asked: StopPoint = { when: wish.when === 'before' ? 'before' : 'after', target: wish.target };
  const [unknown] = checkStops(list, [asked]);
  const covered = stopCovers(list, wish.target);
  if (unknown || covered.length === 0) {
    const why = unknown?.message ?? `${wish.target} has no task`;
    return describeFailure('stop_point_unknown', {
      place,
      why,
      ...(unknown?.expected ? { evidence: `nearest: ${unknown.expected}` } : {}),
    });
  }
  const passed = whyPassed(snapshot, wish, covered);
  return passed === undefined ? undefined : describeFailure('stop_point_passed', { place, why: passed });
}

/** A stop that can never hold would be a promise that is not kept. */
function whyPassed({ running }: StopSnapshot, { when }: StopWish, covered: ReturnType<typeof stopCovers>): string | undefined {
  const own = running && covered.some(({ key }) => key === running.key) ? running : null;
  if (when === 'before') {
    const begun = covered.find(({ key, status }) => key === own?.key || status === 'active' || status === 'completed');
    return begun && `${begun.key} has begun`;
  }
  const open = covered.filter(({ status, children }) => !isClosed(status) && children.length === 0);
  if (open.length === 0) return `${covered.map(({ key }) => key).join(', ')}: all of it is closed`;
  if (when === 'after' || !own || open.some(({ key }) => key !== own.key)) return undefined;
  return ['MERGE', 'PUSH', 'DONE'].includes(own.phase) ? `${own.key} is in ${own.phase} already` : undefined;
}
