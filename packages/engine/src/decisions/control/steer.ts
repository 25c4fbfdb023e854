import type { ExecutionStatus, Phase } from '@devteam/api';
import type { ExecutionEvent } from '../execution-table.ts';
import { type Snapshot, type Step, nextStep } from '../next-step.ts';
import type { Wish } from './control-table.ts';

export type SteeredStep =
  | Step
  /** The task under way is cut off, its claim ends, and the execution stays what it is. */
  | { do: 'cut'; key: string; work: 'keep' | 'discard' };

export interface OpenTask {
  readonly key: string;
  readonly phase: Phase;
  /** Whether somebody runs a node of it now; false: the next node only waits to be started. */
  readonly isNodeRunning: boolean;
}

/**
 * `nextStep` under a wish. The wish adds what `nextStep` does not know: that a pause does not wait for the whole task. `after_node` lets
 * the node that runs end and starts no other; the task stays open and goes on from there. `now` cuts it off. A push that runs ends by
 * itself, under a stop as well.
 *
 * To be asked before a node is started too: what it then answers other than `work` keeps the node from starting.
 */
export function steer(
  snapshot: Omit<Snapshot, 'execution'> & { readonly execution: Omit<Snapshot['execution'], 'desired'> },
  wish: Wish,
  open: OpenTask | null,
): SteeredStep {
  const { status } = snapshot.execution;
  const isAtWork = status === 'initializing' || status === 'running' || status === 'stopping';
  if (isAtWork && open && wish.state !== 'running') {
    if (open.isNodeRunning && (open.phase === 'PUSH' || open.phase === 'DONE')) return { do: 'work', key: open.key };
    if (wish.state === 'paused' && !open.isNodeRunning) return { do: 'settle', event: 'pause', reason: null };
    if (wish.state === 'paused' && wish.when === 'now') return { do: 'cut', key: open.key, work: 'keep' };
  }
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
