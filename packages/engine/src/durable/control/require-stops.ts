import { CodedError, type ErrorCode, type Phase, type StopPlace } from '@devteam/api';
import type { Key, TaskList } from '@devteam/task-list';
import { planStopPoints } from '../../decisions/stop-points/plan-stop-points.ts';
import { sayStop } from '../../decisions/stop-points/stop-wish.ts';

const nothing = { minutes: 0, attempts: 0, tokens: 0, dollars: 0 };

/** What people gave, as this list names it. Throws `stop_point_unknown` with the nearest ids, `stop_point_passed`: then none is taken. */
export function requireStops(list: TaskList, running: { key: Key; phase: Phase } | null, wanted: readonly StopPlace[]): StopPlace[] {
  const amount = wanted.find((stop) => stop.when === 'budget');
  if (amount)
    throw new CodedError('stop_point_unknown', {
      place: sayStop(amount),
      why: 'amounts are held by budgets, which let nothing start once they are reached: `devteam budget set`',
    });
  const plan = planStopPoints({ list, running, spent: nothing }, wanted);
  if (plan.outcome === 'accepted') return [...plan.stops];
  const { code, evidence, place, why } = plan.failure;
  throw new CodedError(code as ErrorCode, { why, ...(place ? { place } : {}), ...(evidence ? { evidence } : {}) });
}
