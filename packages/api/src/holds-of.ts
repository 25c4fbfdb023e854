import type { Failure } from './failure.ts';
import { type ExecutionStatus, isActive } from './status.ts';
import type { HoldView } from './views/hold-view.ts';

/** What a view and an event both say of an execution. */
export interface HeldExecution {
  status: ExecutionStatus;
  desired: 'running' | 'paused' | 'stopped';
  desiredHow?: 'after_node' | 'now' | 'keep' | 'discard' | null | undefined;
  desiredBy?: string | null | undefined;
  desiredAt?: string | null | undefined;
  reason: Failure | null;
}

/** What keeps an execution from going on, of what its own row says; several may at once. Nothing holds what has ended. */
export function holdsOf(execution: HeldExecution): HoldView[] {
  const { desired, desiredAt = null, desiredBy = null, desiredHow = null, reason, status } = execution;
  if (!isActive(status)) return [];
  const holds: HoldView[] = [];
  const add = (hold: Pick<HoldView, 'kind' | 'desired' | 'isInEffect' | 'why'> & Partial<HoldView>) =>
    void holds.push({ actual: status, by: null, since: null, ...hold });
  const wish = { by: desiredBy, since: desiredAt };
  if (desired === 'stopped')
    add({
      ...wish,
      kind: 'stop',
      desired,
      isInEffect: false,
      why: `stops as soon as what cannot be cut off has ended; its work is ${desiredHow === 'keep' ? 'kept' : 'dropped'}`,
    });
  if (desired === 'paused') {
    const isInEffect = status === 'paused';
    const until = status === 'waiting_for_human' ? 'as soon as the review is answered' : 'after the step that runs now';
    add({ ...wish, kind: 'pause', desired, isInEffect, why: isInEffect ? 'paused until somebody resumes it' : `pauses ${until}` });
  }
  if (reason?.code === 'stop_point_reached' && status === 'paused')
    add({ kind: 'stop_point', desired: 'paused', isInEffect: true, why: `halts ${reason.place ?? 'at a stop point'}` });
  if (reason?.code === 'review_pending' && status === 'running')
    add({ kind: 'reviews', desired: 'waiting', isInEffect: true, why: reason.why });
  if (status === 'waiting_for_human' && reason)
    add({ kind: 'question', desired: 'waiting', isInEffect: true, why: `${reason.what}: ${reason.why}` });
  return holds;
}
