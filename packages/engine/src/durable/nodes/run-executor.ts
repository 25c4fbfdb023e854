import type { ExecutorOutcome } from '@devteam/drivers/executor';
import { z } from 'zod';
import { findImage } from './find-image.ts';
import type { NodeContext } from './node-context.ts';
import { requireSandbox } from './require-sandbox.ts';
import { sandboxLimits } from './sandbox-limits.ts';
import type { TaskInput } from './task-input.ts';
import { type WayOut, registryEnvironment } from './way-out.ts';

export const ExecutorUse = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  model: z.string(),
  requests: z.number().optional(),
  /** Null if a price or a count is not known. */
  costUsd: z.number().nullable().optional(),
});
export type ExecutorUse = z.infer<typeof ExecutorUse>;

/** What a sandbox was made of, as outcomes and receipts keep it. */
export const SandboxIdentity = z.object({
  driver: z.string(),
  isolation: z.string(),
  image: z.object({ name: z.string(), digest: z.string() }).nullable(),
});
export type SandboxIdentity = z.infer<typeof SandboxIdentity>;

const defaultExecutorTimeoutSeconds = 900;

type Outcome = Pick<ExecutorOutcome, 'ended' | 'summary' | 'transcriptTail'> & {
  failure: { code: string; why: string; evidence: string | null; retryAt?: string } | null;
  usage: ExecutorUse | null;
  sandbox: SandboxIdentity;
};

/** The executor in a sandbox of its own, with the gateway as its only way out. What the gateway saw counts for more than what an agent says. */
export async function runExecutor(
  input: TaskInput,
  given: { base: string; prompt: string },
  context: NodeContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const { executor, project, workspace } = context;
  const timeoutSeconds = project.settings.executorTimeoutSeconds ?? defaultExecutorTimeoutSeconds;
  const agentFolders = await context.findAgentFolders();
  const image = await findImage(context, given.base, signal);
  const driver = await context.getSandboxDriver(image);
  const access = await context.openWayOut({ model: agentFolders !== null, timeoutSeconds });
  try {
    const { registries = [] } = project.settings;
    const sandbox = await driver.create({
      id: context.claim,
      directory: workspace,
      labels: { project: project.id, customer: project.customerId, task: input.key },
      limits: sandboxLimits(project.settings, timeoutSeconds),
      image,
      ...(access ? { gatewaySocket: access.run.socketPath } : {}),
      ...(agentFolders ? { readOnlyFolders: agentFolders } : {}),
    });
    const url = sandbox.gatewayUrl;
    context.say(
      `${executor.label} changes the code (${driver.label}${access?.model ? `, ${access.model.name} at ${access.model.effort} effort` : ''})`,
    );
    const outcome = await executor
      .execute({
        taskKey: input.key,
        taskId: input.id,
        attempt: input.attempt,
        prompt: given.prompt,
        workplace: {
          directory: sandbox.directory,
          run: (options) =>
            sandbox.run({
              ...options,
              env: { ...(access && url ? registryEnvironment(url, access.run.key, registries) : {}), ...options.env },
            }),
          start: (options) => sandbox.start(options),
        },
        model: access?.model && url !== null ? { ...access.model, gatewayUrl: url, key: access.run.key } : null,
        timeoutSeconds,
        signal,
        onOutput: (stream, text) => context.onOutput(stream, access ? access.run.redact(text) : text),
        settings: { ...project.settings },
      })
      .then(async (ended) => {
        if (ended.failure) await requireSandbox(sandbox);
        return ended;
      })
      .finally(() => sandbox.close());
    return { ...judged(outcome, access, context), sandbox: sandbox.identity };
  } finally {
    await access?.close();
  }
}

function judged(outcome: ExecutorOutcome, access: WayOut | null, context: NodeContext): Omit<Outcome, 'sandbox'> {
  const usage = access?.usage() ?? null;
  if (usage) context.say(describeUsage(usage));
  const seen = access?.run.failure() ?? null;
  const redact = (text: string) => access?.run.redact(text) ?? text;
  const { failure } = outcome;
  return {
    ended: outcome.ended,
    summary: outcome.summary && redact(outcome.summary),
    transcriptTail: redact(outcome.transcriptTail),
    usage: usage ?? outcome.usage,
    // An agent that ends well after its model failed has not done what it was asked.
    failure:
      seen && outcome.ended !== 'canceled'
        ? {
            code: seen.code,
            why: seen.why,
            evidence: redact(failure?.evidence ?? outcome.transcriptTail),
            ...(seen.retryAtMs === null ? {} : { retryAt: new Date(seen.retryAtMs).toISOString() }),
          }
        : failure && { ...failure, why: redact(failure.why), evidence: failure.evidence && redact(failure.evidence) },
  };
}

function describeUsage({ costUsd, inputTokens, model, outputTokens, requests }: ExecutorUse): string {
  const cost = costUsd === null || costUsd === undefined ? 'cost not known' : `$${costUsd.toFixed(4)}`;
  return `${model}: ${requests} requests, ${inputTokens} tokens in, ${outputTokens} out, ${cost}`;
}
