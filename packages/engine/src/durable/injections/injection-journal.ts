import { type EndedAttempt, type Journal, type NodeCall, type NodeFailure, type Outcome, type Workflow, runNode } from '@devteam/workflow';
import { type InjectionStep, addInjectionStep, cancelInjectionStep, endInjectionStep, readInjectionSteps } from '../../store/index.ts';
import type { Command } from '../hands.ts';
import { patiently } from '../patiently.ts';

/**
 * The journal of one injection in the rows of `engine.injection_step`. Its steps take fractions of a second, so they run in the process
 * of the interpreter, without a queue; one that a dead process had begun is begun again.
 */
export function openInjectionJournal<Context>(
  { log, pool }: Pick<Command, 'log' | 'pool'>,
  workflow: Workflow<Context>,
  injectionId: string,
  context: Context,
): Journal {
  const running = new Map<string, { ended: Promise<void>; controller: AbortController }>();
  const nameOf = (call: Pick<NodeCall, 'node' | 'attempt'>) => `${call.node}#${call.attempt}`;

  const run = async (call: NodeCall, step: InjectionStep, signal: AbortSignal): Promise<void> => {
    const waitMs = step.createdAt.getTime() + call.delayMs - Date.now();
    if (call.delayMs > 0 && waitMs > 0) await pause(waitMs, signal);
    const outcome = await runNode(workflow, call.node, {
      input: call.input,
      needs: call.needs,
      context,
      attempt: call.attempt,
      idempotencyKey: `${injectionId}/${call.node}`,
      signal,
    });
    await patiently(() => endInjectionStep(pool, injectionId, endOf(call, outcome)), log);
  };

  const start = async (call: NodeCall): Promise<void> => {
    if (running.has(nameOf(call))) return;
    const step = await patiently(
      () => addInjectionStep(pool, injectionId, { name: call.node, attempt: call.attempt, status: 'running' }),
      log,
    );
    if (step.endedAt) return;
    const controller = new AbortController();
    if (step.cancelRequested) controller.abort(new Error('it was canceled'));
    const ended = run(call, step, controller.signal);
    // Whoever asks for its end hears of what broke.
    ended.catch(() => undefined);
    running.set(nameOf(call), { ended, controller });
  };

  return {
    start,
    next: async (live) => {
      await Promise.race(live.map((call) => running.get(nameOf(call))?.ended ?? Promise.resolve()));
      const steps = await patiently(() => readInjectionSteps(pool, injectionId), log);
      for (const call of live) {
        const step = steps.find(({ attempt, endedAt, name }) => name === call.node && attempt === call.attempt && endedAt);
        if (step) return { node: step.name, attempt: step.attempt, outcome: outcomeOf(step) } satisfies EndedAttempt;
      }
      throw new Error(`No step of injection ${injectionId} has ended`);
    },
    skip: (node) =>
      patiently(async () => void (await addInjectionStep(pool, injectionId, { name: node, attempt: 1, status: 'skipped' })), log),
    cancel: async (calls, reason) => {
      for (const call of calls) {
        running.get(nameOf(call))?.controller.abort(new Error(reason));
        await patiently(() => cancelInjectionStep(pool, injectionId, { name: call.node, attempt: call.attempt }), log);
        // The process that ran it may be dead: then it begins again, canceled.
        await start(call);
      }
    },
  };
}

const outcomeOf = ({ cause, output, retryable, status }: InjectionStep): Outcome => {
  if (status === 'completed') return { status, output };
  if (status === 'failed') return { status, failure: cause as NodeFailure, retryable: retryable ?? false };
  return { status: 'canceled' };
};

const endOf = ({ attempt, node }: NodeCall, outcome: Outcome): Parameters<typeof endInjectionStep>[2] => ({
  name: node,
  attempt,
  status: outcome.status,
  output: outcome.status === 'completed' ? outcome.output : undefined,
  cause: outcome.status === 'failed' ? outcome.failure : undefined,
  retryable: outcome.status === 'failed' ? outcome.retryable : null,
});

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
