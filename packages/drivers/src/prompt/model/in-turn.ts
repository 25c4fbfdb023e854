import { PromptError } from '../prompt-error.ts';
import type { FairQueue } from './fair-queue.ts';

export interface Turn {
  /** Of the server of the model; shared by all who ask that server. */
  readonly queue: FairQueue;
  /** Waiting for its turn included. */
  readonly deadlineSeconds: number;
  /** Whose turn, and for what: `ollama qwen3:8b at … gave no advice`. */
  readonly label: string;
  readonly gave: string;
}

/** Asks a server when it is this customer's turn, and gives up in time. Rejects with `model_timed_out`, `model_busy`, or what the asking rejects with. */
export async function inTurn<T>(
  { deadlineSeconds, gave, label, queue }: Turn,
  { customer, signal }: { customer: string; signal: AbortSignal },
  ask: (ending: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const late = AbortSignal.timeout(deadlineSeconds * 1000);
  const ending = AbortSignal.any([signal, late]);
  let isAsked = false;
  try {
    return await queue.run(customer, ending, () => {
      isAsked = true;
      return ask(ending);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!late.aborted) throw error;
    // Whose turn did not come cannot say anything about the server.
    throw isAsked
      ? new PromptError('model_timed_out', `${label} gave no ${gave} within ${deadlineSeconds} s, its turn included.`, { cause: error })
      : new PromptError('model_busy', `${label} had so much to do that no turn came within ${deadlineSeconds} s.`, { cause: error });
  }
}
