import { CodedError, findErrorCode } from '@devteam/api';
import type { ExecutorOutcome } from '@devteam/drivers/executor';
import { taskBranchName } from '@devteam/drivers/repository';
import { z } from 'zod';
import { type ModelAccess, registryEnvironment } from './model-access.ts';
import type { NodeContext } from './node-context.ts';
import { requireUnprotected } from './require-unprotected.ts';
import { sandboxLimits } from './sandbox-limits.ts';
import type { TaskInput } from './task-input.ts';

export const ExecutedCode = z.object({
  /** The commit that holds the work, on top of the base. */
  work: z.string(),
  changedFiles: z.array(z.string()),
  summary: z.string().nullable(),
  /** Of all requests to the model, as the provider counted them; null without a model. */
  usage: z
    .object({
      inputTokens: z.number(),
      outputTokens: z.number(),
      model: z.string(),
      requests: z.number().optional(),
      /** Null if a price or a count is not known. */
      costUsd: z.number().nullable().optional(),
    })
    .nullable(),
});
export type ExecutedCode = z.infer<typeof ExecutedCode>;

/** Where the work of a task lies in the local copy until it has landed. */
export const taskBranch = ({ id, key, title }: Pick<TaskInput, 'id' | 'key' | 'title'>): string =>
  `refs/heads/${taskBranchName({ id: id ?? key, title })}`;

export const defaultExecutorTimeoutSeconds = 900;

/** IMPLEMENT: lets the executor change a copy of the base in a sandbox of its own, then takes what it left as a commit. */
export async function executeCode(
  input: TaskInput,
  given: { base: string; prompt: string; listPath: string; commands: readonly string[] },
  context: NodeContext,
  signal: AbortSignal,
): Promise<ExecutedCode> {
  const { repository, workspace } = context;
  await repository.checkout(given.base, workspace, { signal });
  const outcome = await runExecutor(input, given.prompt, context, signal);
  if (outcome.ended === 'canceled') {
    signal.throwIfAborted();
    throw new Error('The executor says it was canceled, and nobody canceled it');
  }
  if (outcome.failure) {
    const { code, evidence, why } = outcome.failure;
    throw new CodedError(findErrorCode(outcome.failure) ?? 'executor_failed', {
      why: findErrorCode({ code }) ? why : `${code}: ${why}`,
      ...(evidence ? { evidence } : {}),
    });
  }
  const collected = await repository.collect({
    directory: workspace,
    base: given.base,
    message: `Work on task ${input.id ?? input.key}, attempt ${input.attempt}\n`,
    author: context.author,
    at: context.now(),
    // Ticking off is the engine's: whatever the executor wrote in the list does not count.
    exclude: [given.listPath],
    keepAs: taskBranch(input),
    signal,
  });
  if (collected.unchanged) throw new CodedError('no_change', { evidence: outcome.transcriptTail });
  context.say(
    `changed ${collected.files.length === 1 ? 'one file' : `${collected.files.length} files`}: ${collected.files.map((file) => file.path).join(', ')}`,
  );
  await requireUnprotected(context, { ...given, work: collected.commit, files: collected.files }, signal);
  return {
    work: collected.commit,
    changedFiles: collected.files.map((file) => file.path),
    summary: outcome.summary,
    usage: outcome.usage,
  };
}

type Outcome = Pick<ExecutorOutcome, 'ended' | 'summary' | 'transcriptTail'> & {
  failure: { code: string; why: string; evidence: string | null } | null;
  usage: ExecutedCode['usage'];
};

/** The executor in a sandbox of its own, with the gateway as its only way out. What the gateway saw counts for more than what an agent says. */
async function runExecutor(input: TaskInput, prompt: string, context: NodeContext, signal: AbortSignal): Promise<Outcome> {
  const { executor, project, workspace } = context;
  const timeoutSeconds = project.settings.executorTimeoutSeconds ?? defaultExecutorTimeoutSeconds;
  const agentFolders = await context.findAgentFolders();
  const driver = await context.getSandboxDriver();
  const access = await context.openModelAccess({ model: agentFolders !== null, timeoutSeconds });
  try {
    const { registries = [] } = project.settings;
    const sandbox = await driver.create({
      id: context.claim,
      directory: workspace,
      labels: { project: project.id, customer: project.customerId, task: input.key },
      limits: sandboxLimits(project.settings, timeoutSeconds),
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
        prompt,
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
      .finally(() => sandbox.close());
    return judged(outcome, access, context);
  } finally {
    await access?.close();
  }
}

function judged(outcome: ExecutorOutcome, access: ModelAccess | null, context: NodeContext): Outcome {
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
        ? { code: seen.code, why: seen.why, evidence: redact(failure?.evidence ?? outcome.transcriptTail) }
        : failure && { ...failure, why: redact(failure.why), evidence: failure.evidence && redact(failure.evidence) },
  };
}

function describeUsage({ costUsd, inputTokens, model, outputTokens, requests }: NonNullable<ExecutedCode['usage']>): string {
  const cost = costUsd === null || costUsd === undefined ? 'cost not known' : `$${costUsd.toFixed(4)}`;
  return `${model}: ${requests} requests, ${inputTokens} tokens in, ${outputTokens} out, ${cost}`;
}
