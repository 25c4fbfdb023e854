import type { ExecutionStatus, Phase } from '@devteam/api';
import type { ExecutionEvent } from '../execution-table.ts';
import { type Snapshot, type Step, nextStep } from '../next-step.ts';
import type { Wish } from './control-table.ts';

export type SteeredStep =
  | Step
  /** The task under way is cut off, its claim ends, and the execution stays what it is. */
  | { do: 'cut'; key: string; work: 'keep' | 'discard' };

/**
 * `nextStep` under a wish. The wish adds one thing that `nextStep` does not know: a pause that does not wait for the step that runs.
 * A push that has begun ends by itself; so it does under a stop.
 */
export function steer(
  snapshot: Omit<Snapshot, 'execution'> & { readonly execution: Omit<Snapshot['execution'], 'desired'> },
  wish: Wish,
  openTask: { readonly key: string; readonly phase: Phase } | null,
): SteeredStep {
  const isPushing = openTask?.phase === 'PUSH' || openTask?.phase === 'DONE';
  const { status } = snapshot.execution;
  const isAtWork = status === 'initializing' || status === 'running' || status === 'stopping';
  if (isAtWork && openTask && isPushing && wish.state !== 'running') return { do: 'work', key: openTask.key };
  if (isAtWork && openTask && wish.state === 'paused' && wish.when === 'now') return { do: 'cut', key: openTask.key, work: 'keep' };
  return nextStep({ ...snapshot, execution: { ...snapshot.execution, desired: wish.state } });
}

/**
 * What a wish moves at once, in `executionTable`, where nothing runs; null: the steps lead there. A wish to pause while it waits for a
 * person is kept and comes true after the answer.
 */
export function eventOfWish(status: ExecutionStatus, wish: Wish): ExecutionEvent | null {
  if (status !== 'paused' && status !== 'waiting_for_human') return null;
  if (wish.state === 'stopped') return 'halt';
  return wish.state === 'running' ? 'resume' : null;
}
