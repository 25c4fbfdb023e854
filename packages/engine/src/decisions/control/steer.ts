import type { Phase } from '@devteam/api';
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
