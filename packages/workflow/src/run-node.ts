import type { Outcome } from './journal.ts';
import { isRetryable, type NodeFailure, nodeFailureOf } from './node-failure.ts';
import { parseOutput } from './node-output.ts';
import { systemTimer, type Timer } from './timer.ts';
import { parseWorkflowInput } from './workflow-input.ts';
import { getNode, type Log, type Workflow, type WorkflowNode } from './workflow.ts';

export interface RunNodeOptions<Context> {
  /** As in the NodeCall: plain JSON, also from another process. */
  readonly input: unknown;
  readonly needs: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly attempt: number;
  /** The same for all attempts of this node in this run, and for no other. */
  readonly idempotencyKey: string;
  /** Cancels the attempt when aborted. */
  readonly signal?: AbortSignal;
  readonly log?: Log;
  /**
   * After its signal was aborted, how long a body may take to end before its attempt is given up. Default 5 000. A body that does not
   * even end then goes on unwatched, and what it gives is dropped.
   */
  readonly graceMs?: number;
  readonly timer?: Timer;
}

/**
 * Runs one attempt of one node in this process: its body with its time limit, the check of its output, and the naming of what went
 * wrong. Every journal driver uses it. Never rejects for anything that the body does; throws only if there is no such node.
 *
 * - out of time: `failed` with `node_timed_out`, whatever the body still gives.
 * - canceled: `canceled`, unless the body completed all the same; what it did is done.
 * - an error: `failed`; retryable unless it says `retryable: false` or the node's `retryOn` says no.
 * - an output that the schema refuses: `failed` with `node_output_invalid`, retryable as any error (a model may do better next time).
 * - input or needs that the schemas refuse: `failed` with `node_needs_invalid`, final; the body does not run.
 */
export async function runNode<Context>(workflow: Workflow<Context>, nodeName: string, options: RunNodeOptions<Context>): Promise<Outcome> {
  const node = getNode(workflow, nodeName);
  const given = parseGiven(workflow, node, options);
  if ('failure' in given) return { status: 'failed', failure: given.failure, retryable: false };
  if (options.signal?.aborted) return { status: 'canceled' };
  const limit = limitAttempt(node, options);
  const { context, attempt, idempotencyKey, log = ignore } = options;
  const body = settle(() => node.run({ ...given, context, attempt, idempotencyKey, log, signal: limit.signal }));
  const ended = await Promise.race([body, limit.givenUp]);
  limit.release();
  return outcomeOf(node, ended, limit.signal.reason);
}

type Settled = { readonly value: unknown } | { readonly error: unknown } | 'given up';

/** Also a body that throws before it returns a promise only rejects. */
const settle = async (body: () => unknown): Promise<Settled> => {
  try {
    return { value: await body() };
  } catch (error) {
    return { error };
  }
};

function outcomeOf(node: WorkflowNode, ended: Settled, abortReason: unknown): Outcome {
  if (abortReason instanceof NodeTimedOutError) return failed(node, abortReason);
  const canceled = abortReason !== undefined;
  if (ended === 'given up' || 'error' in ended)
    return canceled ? { status: 'canceled' } : failed(node, (ended as { error: unknown }).error);
  const parsed = parseOutput(node, ended.value);
  if (parsed.ok) return { status: 'completed', output: parsed.value };
  return canceled ? { status: 'canceled' } : { status: 'failed', failure: parsed.failure, retryable: wantsRetry(node, parsed.failure) };
}

function failed(node: WorkflowNode, error: unknown): Outcome {
  const failure = nodeFailureOf(error);
  return { status: 'failed', failure, retryable: isRetryable(error) && wantsRetry(node, failure) };
}

const wantsRetry = (node: WorkflowNode, failure: NodeFailure): boolean => node.retry.retryOn?.(failure) ?? true;

class NodeTimedOutError extends Error {
  override readonly name = 'NodeTimedOutError';
  readonly code = 'node_timed_out';
}

/** The signal of one attempt: aborted by its time limit or by the caller's signal, and given up a while after. */
function limitAttempt(
  node: WorkflowNode,
  { signal, graceMs = 5000, timer = systemTimer }: Pick<RunNodeOptions<unknown>, 'signal' | 'graceMs' | 'timer'>,
) {
  const controller = new AbortController();
  const { promise: givenUp, resolve } = Promise.withResolvers<'given up'>();
  const cancels: (() => void)[] = [];
  const abort = (reason: unknown) => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    cancels.push(timer(graceMs, () => resolve('given up')));
  };
  const onCancel = () => abort(signal?.reason);
  signal?.addEventListener('abort', onCancel, { once: true });
  const { name, timeoutSeconds } = node;
  if (timeoutSeconds !== undefined) {
    const ring = () => abort(new NodeTimedOutError(`Node «${name}» did not end within its limit of ${timeoutSeconds} s`));
    cancels.push(timer(timeoutSeconds * 1000, ring));
  }
  const release = () => {
    signal?.removeEventListener('abort', onCancel);
    for (const cancel of cancels) cancel();
  };
  return { signal: controller.signal, givenUp, release };
}

function parseGiven(
  workflow: Workflow<never>,
  node: WorkflowNode,
  { input, needs }: { input: unknown; needs: Readonly<Record<string, unknown>> },
) {
  const parsedNeeds: Record<string, unknown> = {};
  for (const { key, kind, node: needed } of node.edges) {
    if (!Object.hasOwn(needs, key)) {
      if (kind === 'needs') return notAsNeeded(node, `The output of «${needed.name}» is missing.`);
      continue;
    }
    const parsed = parseOutput(needed, needs[key]);
    if (!parsed.ok) return notAsNeeded(node, parsed.failure.message);
    parsedNeeds[key] = parsed.value;
  }
  try {
    return { input: parseWorkflowInput(workflow, input), needs: parsedNeeds };
  } catch (error) {
    return notAsNeeded(node, (error as Error).message);
  }
}

const notAsNeeded = (node: WorkflowNode, why: string): { failure: NodeFailure } => ({
  failure: { code: 'node_needs_invalid', message: `Node «${node.name}» cannot run with what it was given. ${why}`, place: node.name },
});

const ignore: Log = () => {};
