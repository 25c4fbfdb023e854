import { CodedError, findErrorCode } from '@devteam/api';
import { taskBranchName } from '@devteam/drivers/repository';
import { z } from 'zod';
import type { NodeContext } from './node-context.ts';
import type { TaskInput } from './task-input.ts';

export const ExecutedCode = z.object({
  /** The commit that holds the work, on top of the base. */
  work: z.string(),
  changedFiles: z.array(z.string()),
  summary: z.string().nullable(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number(), model: z.string() }).nullable(),
});
export type ExecutedCode = z.infer<typeof ExecutedCode>;

/** Where the work of a task lies in the local copy until it has landed. */
export const taskBranch = ({ id, key, title }: Pick<TaskInput, 'id' | 'key' | 'title'>): string =>
  `refs/heads/${taskBranchName({ id: id ?? key, title })}`;

export const defaultExecutorTimeoutSeconds = 900;

/** IMPLEMENT: lets the executor change a copy of the base in a sandbox of its own, then takes what it left as a commit. */
export async function executeCode(
  input: TaskInput,
  given: { base: string; prompt: string; listPath: string },
  context: NodeContext,
  signal: AbortSignal,
): Promise<ExecutedCode> {
  const { executor, project, repository, sandboxDriver, workspace } = context;
  await repository.checkout(given.base, workspace, { signal });
  const sandbox = await sandboxDriver.create({
    id: context.claim,
    directory: workspace,
    labels: { project: project.id, customer: project.customerId, task: input.key },
  });
  context.say(`${executor.label} changes the code (${sandboxDriver.label})`);
  const outcome = await executor
    .execute({
      taskKey: input.key,
      taskId: input.id,
      attempt: input.attempt,
      prompt: given.prompt,
      workplace: sandbox,
      timeoutSeconds: project.settings.executorTimeoutSeconds ?? defaultExecutorTimeoutSeconds,
      signal,
      onOutput: context.onOutput,
      settings: { ...project.settings },
    })
    .finally(() => sandbox.close());
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
  return {
    work: collected.commit,
    changedFiles: collected.files.map((file) => file.path),
    summary: outcome.summary,
    usage: outcome.usage,
  };
}
