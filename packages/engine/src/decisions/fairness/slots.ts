import { type Candidate, type Limits, type Load, type RunningStep, agingMs, totalSlots } from './load.ts';

/** What is in use while a dispatch goes on. Counts up as it starts things, so that each choice sees the ones before it. */
export class Slots {
  private readonly counts = new Map<string, number>();
  private readonly starts = new Map<string, number>();
  private readonly load: Load;
  private sequence = 0;

  constructor(load: Load) {
    this.load = load;
    for (const step of load.running) this.count(step);
    for (const [customer, lanes] of Object.entries(load.lastStarts))
      for (const [lane, at] of Object.entries(lanes)) this.starts.set(`${customer}\n${lane}`, at);
  }

  start(step: RunningStep): void {
    this.count(step);
    // After everything that was started before, and in the order of this dispatch.
    this.sequence += 1;
    for (const lane of [totalSlots, ...(step.lane === null ? [] : [step.lane])])
      this.starts.set(`${step.customerId}\n${lane}`, this.load.now + this.sequence / 1e6);
  }

  private count({ customerId, projectId, lane }: RunningStep): void {
    const keys = [
      'all',
      `customer\n${customerId}`,
      `project\n${projectId}`,
      ...(lane === null ? [] : [`lane\n${lane}`, `${customerId}\n${lane}`]),
    ];
    for (const key of keys) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  used(kind: 'customer' | 'project' | 'lane', id: string): number {
    return this.counts.get(`${kind}\n${id}`) ?? 0;
  }

  free(kind: 'total' | 'customer' | 'project' | 'lane', id = ''): number {
    const { limits } = this.load;
    if (kind === 'total') return limits.total - (this.counts.get('all') ?? 0);
    return limitOf(limits, kind, id) - this.used(kind, id);
  }

  /** Smaller comes first: who uses least for its weight, then who was served longest ago. */
  turn(customerId: string, lane: string | null): [share: number, lastStart: number] {
    const used = lane === null ? this.used('customer', customerId) : (this.counts.get(`${customerId}\n${lane}`) ?? 0);
    const weight = Math.max(this.load.weights?.[customerId] ?? 1, 1e-6);
    return [used / weight, this.starts.get(`${customerId}\n${lane ?? totalSlots}`) ?? Number.NEGATIVE_INFINITY];
  }
}

export function limitOf(limits: Limits, kind: 'customer' | 'project' | 'lane', id: string): number {
  if (kind === 'customer') return limits.customers?.[id] ?? limits.perCustomer;
  return kind === 'project' ? (limits.projects?.[id] ?? limits.perProject) : (limits.lanes[id]?.slots ?? Number.POSITIVE_INFINITY);
}

/** Within a customer: priority, raised by waiting; then who was ready first. */
export function byUrgency(now: number): (a: Candidate, b: Candidate) => number {
  const rank = (one: Candidate) => one.priority + Math.max(0, now - one.readySince) / agingMs;
  return (a, b) => rank(b) - rank(a) || a.readySince - b.readySince || (a.id < b.id ? -1 : 1);
}

/** Across customers: whose turn it is; then urgency. As the slots are now: it is not used any more once something was started. */
export function byTurn(slots: Slots, lane: string | null, now: number): (a: Candidate, b: Candidate) => number {
  const urgency = byUrgency(now);
  const turns = new Map<string, [number, number]>();
  const turnOf = (customerId: string): [number, number] => {
    const turn = turns.get(customerId) ?? slots.turn(customerId, lane);
    turns.set(customerId, turn);
    return turn;
  };
  return (a, b) => {
    if (a.customerId === b.customerId) return urgency(a, b);
    const [shareA, startA] = turnOf(a.customerId);
    const [shareB, startB] = turnOf(b.customerId);
    if (shareA !== shareB) return shareA - shareB;
    return startA === startB ? urgency(a, b) : startA - startB;
  };
}
