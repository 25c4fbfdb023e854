import type { z } from 'zod';
import { inputHash } from './input-hash.ts';
import type { EndedAttempt, Journal, NodeCall } from './journal.ts';
import type { NodeFailure } from './node-failure.ts';
import { parseOutput } from './node-output.ts';
import { retryDelayMs } from './retry-policy.ts';
import { beginProgress, decideNode, move, needsOf, progressOf, resultOf, type RunResult, skipReason } from './run-progress.ts';
import { parseWorkflowInput } from './workflow-input.ts';
import type { Workflow, WorkflowNode } from './workflow.ts';
import { getNode } from './workflow.ts';

export interface InterpretOptions<Input extends z.ZodType = z.ZodType> {
  readonly input: z.input<Input>;
  readonly journal: Journal;
  /**
   * Cancels the run when aborted: attempts in flight are canceled, nothing new begins. It is not part of the record: whoever resumes a
   * run after a crash must abort again if the run had not ended by then.
   */
  readonly signal?: AbortSignal;
}

/**
 * Walks the graph to its end: asks the journal for every attempt whose needs are met, then for whichever ends first, and so on. One
 * sequential control flow, no clock, no randomness, no node body: calling it again over the same record gives the same result.
 *
 * A run that must stop (a failure under `onFailure: 'cancel'`, a canceled attempt, the signal) goes on with the same walk, but instead of
 * starting an attempt it cancels it and takes the outcome that the record has for it. So also the result of a run that was
 * stopped depends on the record alone, not on what was seen first.
 *
 * Resolves also when nodes failed. Rejects with a WorkflowInputInvalidError, or with what the journal rejected with.
 */
export async function interpret<Input extends z.ZodType>(
  workflow: Workflow<never, Input>,
  { input: rawInput, journal, signal }: InterpretOptions<Input>,
): Promise<RunResult> {
  const input = parseWorkflowInput(workflow, rawInput);
  const progress = beginProgress(workflow);
  const live = new Map<string, NodeCall>();
  let stopReason: string | undefined;

  const stop = async (reason: string): Promise<void> => {
    if (stopReason !== undefined) return;
    stopReason = reason;
    if (live.size > 0) await journal.cancel([...live.values()], reason);
  };

  const stopIfAborted = async (): Promise<void> => {
    if (signal?.aborted) await stop('the run was canceled');
  };

  const request = async (node: WorkflowNode): Promise<void> => {
    const state = progressOf(progress, node);
    const attempt = state.attempts + 1;
    const needs = needsOf(progress, node);
    const call = {
      node: node.name,
      attempt,
      input,
      needs,
      inputHash: inputHash({ input, needs }),
      delayMs: retryDelayMs(node.retry, attempt),
    };
    await stopIfAborted();
    await (stopReason === undefined ? journal.start(call) : journal.cancel([call], stopReason));
    move(state, 'claim');
    live.set(node.name, call);
  };

  /** One pass is enough: a node comes after those it needs, so what this pass skips is known when its dependents are reached. */
  const advance = async (): Promise<void> => {
    for (const node of workflow.nodes) {
      const state = progressOf(progress, node);
      if (state.status === 'blocked') {
        const decision = decideNode(progress, node);
        if (decision === 'run') move(state, 'unblock');
        if (decision === 'cancel') move(state, 'cancel');
        if (decision === 'skip') {
          await journal.skip(node.name, skipReason(progress, node));
          move(state, 'skip');
        }
      }
      if (state.status === 'ready') await request(node);
    }
  };

  const nextEnded = async (): Promise<EndedAttempt> => {
    const pending = journal.next([...live.values()]);
    if (signal && stopReason === undefined) {
      await settledOrAborted(pending, signal);
      await stopIfAborted();
    }
    return await pending;
  };

  const absorb = async ({ node: name, attempt, outcome }: EndedAttempt): Promise<void> => {
    if (live.get(name)?.attempt !== attempt)
      throw new Error(
        `The journal's next() returned attempt ${attempt} of «${name}», which is none of the live attempts it was asked about`,
      );
    live.delete(name);
    const node = getNode(workflow, name);
    const state = progressOf(progress, node);
    if (outcome.status === 'canceled') {
      move(state, 'cancel');
      await stop(`node ${name} was canceled`);
      return;
    }
    state.attempts += 1;
    const fail = async (failure: NodeFailure, retryable: boolean): Promise<void> => {
      state.failure = failure;
      const again = retryable && attempt < node.retry.maxAttempts;
      move(state, again ? 'retry' : 'fail');
      if (!again && workflow.onFailure === 'cancel') await stop(`node ${name} failed`);
    };
    if (outcome.status === 'failed') return await fail(outcome.failure, outcome.retryable);
    const parsed = parseOutput(node, outcome.output);
    // Not again: the attempt is recorded as completed and has had its effects; it is the definition that has changed.
    if (!parsed.ok) return await fail(parsed.failure, false);
    state.output = parsed.value;
    move(state, 'complete');
  };

  await stopIfAborted();
  for (;;) {
    await advance();
    if (live.size === 0) return resultOf(workflow, progress);
    await absorb(await nextEnded());
    await stopIfAborted();
  }
}

/** Resolves at the first of the two. */
async function settledOrAborted(pending: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) resolve();
  try {
    await Promise.race([pending, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
