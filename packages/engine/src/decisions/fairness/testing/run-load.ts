import { dispatch } from '../dispatch.ts';
import { type Candidate, type Limits, type RunningStep, totalSlots } from '../load.ts';
import { byUrgency } from '../slots.ts';

export interface Arrival {
  readonly at: number;
  readonly customer: number;
  readonly lane: string | null;
  readonly priority: number;
  readonly seconds: number;
}

export interface LoadReport {
  readonly started: number;
  readonly customers: number;
  /**
   * The most starts of other customers between the moment a step became the first of an idle customer and its own start; for a step of
   * a lane, of steps of that lane while the customer had none in it.
   */
  readonly mostAhead: number;
  readonly longestWaitSeconds: Readonly<Record<number, number>>;
  readonly violations: readonly string[];
}

/** Virtual seconds, one poll each: steps arrive, `dispatch` decides, steps end after their time. */
export function runLoad(
  arrivals: readonly Arrival[],
  sizes: { total: number; perCustomer: number; ollama: number; gpt: number },
): LoadReport {
  const limits: Limits = {
    total: sizes.total,
    perCustomer: sizes.perCustomer,
    perProject: 1,
    lanes: { ollama: { slots: sizes.ollama, label: 'local-model' }, gpt: { slots: sizes.gpt, label: 'cloud-model' } },
  };
  const steps = arrivals.map((arrival, index) => ({ ...arrival, id: `${arrival.customer}.${index}` }));
  const secondsOf = new Map(steps.map(({ id, seconds }) => [id, seconds]));
  const violations: string[] = [];
  const longestWaitSeconds: Record<number, number> = {};
  const lastStarts: Record<string, Record<string, number>> = {};
  const ahead = new Map<string, number>();
  let waiting: Candidate[] = [];
  let running: (RunningStep & { until: number })[] = [];
  let started = 0;
  let mostAhead = 0;
  for (let second = 0; started < steps.length && second < 100_000; second++) {
    const now = second * 1000;
    running = running.filter(({ until }) => until > second);
    for (const { at, id, customer, lane, priority } of steps)
      if (at === second) waiting.push({ id, customerId: String(customer), projectId: id, lane, priority, readySince: now, notYet: null });
    const result = dispatch({ limits, running, candidates: waiting, lastStarts, now });
    for (const step of result.start) {
      started += 1;
      const { customerId, lane } = step;
      running.push({ ...step, until: second + (secondsOf.get(step.id) ?? 1) });
      lastStarts[customerId] = {
        ...lastStarts[customerId],
        [totalSlots]: now + started / 1e6,
        ...(lane === null ? {} : { [lane]: now + started / 1e6 }),
      };
      longestWaitSeconds[Number(customerId)] = Math.max(longestWaitSeconds[Number(customerId)] ?? 0, (now - step.readySince) / 1000);
      mostAhead = Math.max(mostAhead, ahead.get(step.id) ?? 0);
      ahead.delete(step.id);
      for (const [id, count] of ahead) {
        const other = waiting.find((each) => each.id === id);
        if (other && other.customerId !== customerId && (other.lane === null || other.lane === lane)) ahead.set(id, count + 1);
      }
    }
    const gone = new Set(result.start.map(({ id }) => id));
    waiting = waiting.filter(({ id }) => !gone.has(id));
    violations.push(...judge(limits, running, waiting, result.wait, second));
    watch(ahead, waiting, running, limits, now);
  }
  return { started, customers: new Set(steps.map(({ customer }) => customer)).size, mostAhead, longestWaitSeconds, violations };
}

/** Which steps the bound speaks of from here on; one that it no longer speaks of is watched anew when it does again. */
function watch(
  ahead: Map<string, number>,
  waiting: readonly Candidate[],
  running: readonly RunningStep[],
  limits: Limits,
  now: number,
): void {
  const urgency = byUrgency(now);
  const firsts = new Map<string, Candidate>();
  for (const each of waiting)
    for (const queue of [each.customerId, `${each.customerId} ${each.lane}`]) {
      const known = firsts.get(queue);
      if (!known || urgency(each, known) < 0) firsts.set(queue, each);
    }
  for (const each of waiting) {
    const { id, customerId, lane } = each;
    const own = running.filter((step) => step.customerId === customerId);
    const speaks =
      lane === null
        ? own.length === 0 && firsts.get(customerId) === each
        : // In a lane it is of that lane alone: slots of the machine or the customer must not be what it waits for.
          running.length < limits.total &&
          own.length < limits.perCustomer &&
          own.every((step) => step.lane !== lane) &&
          firsts.get(`${customerId} ${lane}`) === each;
    if (!speaks) ahead.delete(id);
    else if (!ahead.has(id)) ahead.set(id, 0);
  }
}

function judge(
  limits: Limits,
  running: readonly RunningStep[],
  waiting: readonly Candidate[],
  wait: readonly { id: string; reason: string }[],
  second: number,
): string[] {
  const count = (of: (step: RunningStep) => boolean) => running.filter(of).length;
  const found: string[] = [];
  if (running.length > limits.total) found.push(`${second}: more than ${limits.total} run`);
  for (const [lane, { slots }] of Object.entries(limits.lanes))
    if (count((step) => step.lane === lane) > slots) found.push(`${second}: ${lane} is overfull`);
  for (const each of waiting) {
    const { id, customerId, lane } = each;
    const own = count((step) => step.customerId === customerId);
    if (own > limits.perCustomer) found.push(`${second}: ${customerId} has more than its slots`);
    const isFree =
      running.length < limits.total &&
      own < limits.perCustomer &&
      (lane === null || count((step) => step.lane === lane) < (limits.lanes[lane]?.slots ?? 0));
    const reason = wait.find((one) => one.id === id)?.reason;
    if (!reason) found.push(`${second}: ${id} waits without a reason`);
    if (isFree && !reason?.includes('is kept for')) found.push(`${second}: ${id} could run and does not`);
  }
  return found;
}
