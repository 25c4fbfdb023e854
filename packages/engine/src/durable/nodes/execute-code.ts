import { CodedError, MadeBy, findErrorCode } from '@devteam/api';
import { taskBranchName } from '@devteam/drivers/repository';
import { z } from 'zod';
import { changeMade } from '../../decisions/verification/no-change.ts';
import { parseCriterion } from '../../decisions/verification/criteria/parse-criterion.ts';
import { NodeCanceled } from '../running-nodes.ts';
import type { NodeContext } from './node-context.ts';
import { requireUnprotected } from './require-unprotected.ts';
import { ExecutorUse, SandboxIdentity, runExecutor } from './run-executor.ts';
import type { TaskInput } from './task-input.ts';

export const ExecutedCode = z.object({
  /** The commit that holds the work, on top of the base. */
  work: z.string(),
  changedFiles: z.array(z.string()),
  summary: z.string().nullable(),
  /** Of all requests to the model, as the provider counted them; null without a model. */
  usage: ExecutorUse.nullable(),
  /** Where it was done. Outputs of earlier versions do not say. */
  sandbox: SandboxIdentity.optional(),
  made: MadeBy,
});
export type ExecutedCode = z.infer<typeof ExecutedCode>;

/** Where the work of a task lies in the local copy until it has landed. */
export const taskBranch = ({ id, key, title }: Pick<TaskInput, 'id' | 'key' | 'title'>): string =>
  `refs/heads/${taskBranchName({ id: id ?? key, title })}`;

export interface WorkToDo {
  base: string;
  prompt: string;
  listPath: string;
  commands: readonly string[];
  criteria: readonly string[];
  /** What made the prompt, and the model that had to do with it. */
  made: MadeBy;
}

/** What a person wants kept of work that was cut off; it never lands. */
async function keepUnfinished(input: TaskInput, given: { base: string; listPath: string }, context: NodeContext): Promise<void> {
  const kept = await context.repository.collect({
    directory: context.workspace,
    base: given.base,
    message: `Unfinished work on task ${input.id ?? input.key}, attempt ${input.attempt}\n`,
    author: context.author,
    at: context.now(),
    exclude: [given.listPath],
    keepAs: taskBranch(input),
  });
  if (!kept.unchanged) context.say(`what was done until then is kept as ${kept.commit.slice(0, 9)}`);
}

/** IMPLEMENT: lets the executor change a copy of the base in a sandbox of its own, then takes what it left as a commit. */
export async function executeCode(input: TaskInput, given: WorkToDo, context: NodeContext, signal: AbortSignal): Promise<ExecutedCode> {
  const { repository, workspace } = context;
  await repository.checkout(given.base, workspace, { signal });
  const outcome = await runExecutor(input, given, context, signal);
  if (outcome.ended === 'canceled') {
    if (signal.reason instanceof NodeCanceled && signal.reason.work === 'keep') await keepUnfinished(input, given, context);
    signal.throwIfAborted();
    throw new Error('The executor says it was canceled, and nobody canceled it');
  }
  if (outcome.failure) {
    const { code, evidence, retryAt, why } = outcome.failure;
    throw new CodedError(findErrorCode(outcome.failure) ?? 'executor_failed', {
      why: findErrorCode({ code }) ? why : `${code}: ${why}`,
      ...(evidence ? { evidence } : {}),
      ...(retryAt ? { retryAt } : {}),
    });
  }
  const made = {
    ...given.made,
    models: [...given.made.models, ...modelOf(outcome.usage)],
    executor: { name: context.project.executor, attempt: input.attempt },
  };
  const collect = (exclude: readonly string[], keepAs?: string) =>
    repository.collect({
      directory: workspace,
      base: given.base,
      message: `Work on task ${input.id ?? input.key}, attempt ${input.attempt}\n`,
      author: context.author,
      at: context.now(),
      exclude,
      ...(keepAs === undefined ? {} : { keepAs }),
      signal,
    });
  // Ticking off is the engine's: whatever the executor wrote in the list does not count.
  const collected = await collect([given.listPath], taskBranch(input));
  if (collected.unchanged) {
    const isForChecks = given.criteria.length > 0 && given.criteria.every((text) => parseCriterion(text).demand !== null);
    if (!isForChecks) throw noChange(!(await collect([])).unchanged, outcome.transcriptTail);
    context.say('nothing was changed; whether the task is done already is up to its criteria');
    return { work: given.base, changedFiles: [], summary: outcome.summary, usage: outcome.usage, sandbox: outcome.sandbox, made };
  }
  context.say(
    `changed ${collected.files.length === 1 ? 'one file' : `${collected.files.length} files`}: ${collected.files.map((file) => file.path).join(', ')}`,
  );
  await requireUnprotected(context, { ...given, work: collected.commit, files: collected.files }, signal);
  return {
    work: collected.commit,
    changedFiles: collected.files.map((file) => file.path),
    summary: outcome.summary,
    usage: outcome.usage,
    sandbox: outcome.sandbox,
    made,
  };
}

function noChange(wroteList: boolean, transcript: string): CodedError {
  const made = changeMade({ changedFiles: [], wroteList, criteriaOnBase: [] });
  return new CodedError('no_change', { ...('words' in made ? { why: made.words } : {}), ...(transcript ? { evidence: transcript } : {}) });
}

const modelOf = (usage: ExecutorUse | null): MadeBy['models'] =>
  usage
    ? [
        {
          model: usage.model,
          requests: usage.requests ?? null,
          inputTokens: usage.inputTokens,
          outputTokens: usage.outputTokens,
          costUsd: usage.costUsd ?? null,
        },
      ]
    : [];
