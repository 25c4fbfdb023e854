import { localLane } from './lanes.ts';
import type { Limits } from './load.ts';

/** Where nobody set another number. Lanes of remote models have no limit: their providers say themselves when it is too much. */
export const usualSlots = { customer: 5, project: 1, [localLane]: 1 } as const;

export interface SetLimit {
  readonly kind: 'all' | 'customer' | 'project' | 'lane';
  readonly id: string;
  readonly slots: number;
}

/** `workerSlots`: of all workers together; more than that there is not, whatever somebody set. */
export function limitsOf(set: readonly SetLimit[], workerSlots: number): Limits {
  const all = set.find(({ kind }) => kind === 'all')?.slots ?? Number.POSITIVE_INFINITY;
  const of = (wanted: SetLimit['kind']) => set.filter(({ kind }) => kind === wanted);
  const bySlots = (limits: readonly SetLimit[]) => Object.fromEntries(limits.map(({ id, slots }) => [id, slots]));
  return {
    total: Math.min(all, workerSlots),
    perCustomer: usualSlots.customer,
    customers: bySlots(of('customer')),
    perProject: usualSlots.project,
    projects: bySlots(of('project')),
    lanes: {
      [localLane]: { slots: usualSlots[localLane], label: localLane },
      ...Object.fromEntries(of('lane').map(({ id, slots }) => [id, { slots, label: id }])),
    },
  };
}
