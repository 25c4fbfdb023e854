import { type Candidate, type Load, patienceMs } from './load.ts';
import { Slots, byTurn, byUrgency, limitOf } from './slots.ts';

export interface Waiting {
  readonly id: string;
  /** One sentence for the person who asks «why is nothing running?». */
  readonly reason: string;
  /** In the queue that it stands in, from 1; null: it stands in none. */
  readonly position: number | null;
}

export interface Dispatch {
  /** In this order. */
  readonly start: readonly Candidate[];
  readonly wait: readonly Waiting[];
}

/**
 * Who runs next. The same load always gives the same answer.
 *
 * The bound, proven by the test of properties: a ready step of a customer that has nothing running and whose first it is starts with
 * the first poll at which slots are free for it, and at most one step of each other customer goes before it. So it waits for one poll
 * and for at most as many running steps to end as there are other customers; in a lane the same holds for the steps of that lane.
 *
 * Nothing that runs is ever stopped for another: after a limit is lowered, less is started until it is kept again.
 */
export function dispatch(load: Load): Dispatch {
  const slots = new Slots(load);
  const start: Candidate[] = [];
  let left = load.candidates.filter(({ notYet }) => notYet === null);
  for (let next = choose(load, slots, left); next; next = choose(load, slots, left)) {
    const { id } = next;
    slots.start(next);
    start.push(next);
    left = left.filter((each) => each.id !== id);
  }
  const started = new Set(start.map(({ id }) => id));
  return {
    start,
    wait: explain(
      load,
      slots,
      load.candidates.filter(({ id }) => !started.has(id)),
    ),
  };
}

function choose(load: Load, slots: Slots, left: readonly Candidate[]): Candidate | undefined {
  if (slots.free('total') <= 0) return undefined;
  const keeper = keepers(load, slots, left);
  const able = left.filter((each) => isAble(slots, each) && mayTake(slots, each, keeper.get(each.customerId)));
  // Of those that need one lane, only the one whose turn it is there; else a busy customer would never get its turn in it.
  const heads = new Map<string, Candidate>();
  for (const each of able) {
    if (each.lane === null) continue;
    const head = heads.get(each.lane);
    if (!head || byTurn(slots, each.lane, load.now)(each, head) < 0) heads.set(each.lane, each);
  }
  const remaining = able.filter((each) => each.lane === null || heads.get(each.lane) === each);
  return first(remaining, byTurn(slots, null, load.now));
}

const isAble = (slots: Slots, { customerId, projectId, lane }: Candidate): boolean =>
  slots.free('customer', customerId) > 0 && slots.free('project', projectId) > 0 && (lane === null || slots.free('lane', lane) > 0);

/** For each customer the step that has waited too long for a full lane: without a slot kept for it, it would miss every turn of it. */
function keepers(load: Load, slots: Slots, left: readonly Candidate[]): Map<string, Candidate> {
  const found = new Map<string, Candidate>();
  const urgency = byUrgency(load.now);
  for (const each of left) {
    const isStuck = each.lane !== null && slots.free('lane', each.lane) <= 0 && slots.free('project', each.projectId) > 0;
    if (!isStuck || load.now - each.readySince < patienceMs) continue;
    const known = found.get(each.customerId);
    if (!known || urgency(each, known) < 0) found.set(each.customerId, each);
  }
  return found;
}

const mayTake = (slots: Slots, each: Candidate, keeper: Candidate | undefined): boolean =>
  !keeper || keeper === each || slots.free('customer', each.customerId) > 1;

function first<T>(items: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of items) if (best === undefined || compare(item, best) < 0) best = item;
  return best;
}

function explain(load: Load, slots: Slots, waiting: readonly Candidate[]): Waiting[] {
  const ready = waiting.filter(({ notYet }) => notYet === null);
  const queue = (of: readonly Candidate[], compare: (a: Candidate, b: Candidate) => number) =>
    new Map(of.toSorted(compare).map(({ id }, index) => [id, index + 1]));
  const all = queue(ready, byTurn(slots, null, load.now));
  const own = new Map<string, Map<string, number>>();
  const inQueue = (name: string, of: (each: Candidate) => boolean, lane: string | null): Map<string, number> => {
    const known = own.get(name) ?? queue(ready.filter(of), byTurn(slots, lane, load.now));
    own.set(name, known);
    return known;
  };
  const keeper = keepers(load, slots, ready);
  return waiting.map((each): Waiting => {
    const { id, notYet, customerId, projectId, lane } = each;
    if (notYet !== null) return { id, reason: notYet, position: null };
    const at = (map: ReadonlyMap<string, number>) => map.get(id) ?? null;
    if (slots.free('project', projectId) <= 0) return { id, reason: 'another step of this project is under way', position: null };
    if (slots.free('customer', customerId) <= 0) {
      const position = at(inQueue(`customer ${customerId}`, (other) => other.customerId === customerId, null));
      const limit = limitOf(load.limits, 'customer', customerId);
      return { id, reason: `${ordinal(position)} for one of the ${slotsOf(limit)} of this customer`, position };
    }
    if (lane !== null && slots.free('lane', lane) <= 0) {
      const position = at(inQueue(`lane ${lane}`, (other) => other.lane === lane, lane));
      return { id, reason: `${ordinal(position)} for a ${load.limits.lanes[lane]?.label ?? lane} slot`, position };
    }
    const kept = keeper.get(customerId);
    if (slots.free('total') > 0 && kept)
      return { id, reason: `the last slot of this customer is kept for ${kept.id}, which has waited longer`, position: null };
    return { id, reason: `${ordinal(at(all))} for one of the ${slotsOf(load.limits.total)} that workers have`, position: at(all) };
  });
}

const slotsOf = (count: number): string => `${count} ${count === 1 ? 'slot' : 'slots'}`;

function ordinal(position: number | null): string {
  const number = position ?? 1;
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')}`;
}
