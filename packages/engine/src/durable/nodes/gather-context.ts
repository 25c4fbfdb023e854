import { CodedError } from '@devteam/api';
import type { PromptContext } from '@devteam/drivers/prompt';
import { type Task, type TaskList, findTask, isClosed } from '@devteam/task-list';
import { z } from 'zod';
import { checksConfigPath } from '../../decisions/project/checks-config.ts';
import { describeProject } from '../../decisions/project/describe-project.ts';
import { detectChecks } from '../../decisions/project/detect-checks.ts';
import { filesToRead } from '../../decisions/project/files-to-read.ts';
import { findRelevantFiles } from '../../decisions/project/relevant-files.ts';
import { findSameTask } from '../../decisions/same-task.ts';
import { fetchTip } from './branch-tip.ts';
import { findMappedFiles } from './mapped-files.ts';
import { configuredChecks } from './configured-checks.ts';
import type { NodeContext } from './node-context.ts';
import { PlannedCheck } from './planned-check.ts';
import type { TaskInput } from './task-input.ts';

export const GatheredContext = z.object({
  route: z.enum(['work', 'superseded']),
  /** Why the list no longer asks for this task. */
  why: z.string().nullable(),
  /** The commit that the work begins at. */
  base: z.string(),
  /** From the project's settings or .devteam.yml of the base; null: to be recognised in what the work leaves. */
  checks: z.array(PlannedCheck).nullable(),
  prompt: z.custom<PromptContext>((value) => typeof value === 'object').nullable(),
});
export type GatheredContext = z.infer<typeof GatheredContext>;

const excerptCharacters = 16_000;
/** A file of more than this is named in the prompt, not quoted. */
const mostBytes = 256 * 1024;
const mostExcerpts = 8;

/** PREP: fetches, reads the list again as the branch has it now, and collects what a prompt needs to know about task and project. */
export async function gatherContext(input: TaskInput, context: NodeContext, signal: AbortSignal): Promise<GatheredContext> {
  const { project, repository } = context;
  const { tip } = await fetchTip(repository, { branch: input.branch, push: project.settings.push !== false }, signal);
  const list = await context.findList({ commit: tip, path: input.listPath, dialect: input.dialect }, signal);
  if (!list) throw new CodedError('task_list_missing', { place: input.listPath, why: `${input.listPath} is gone from ${input.branch}` });
  await context.saveList(list, { branch: input.branch, path: input.listPath, commit: tip });
  const found = findSameTask(list, input, null);
  const why = found.task ? refusal(found.task, input.key) : `task ${input.key} is no longer in the list`;
  if (why || !found.task) return { route: 'superseded', why, base: tip, checks: null, prompt: null };

  const listed = (await repository.listFiles(tip, { signal })).filter((file) => file.mode.startsWith('100'));
  const relevant = findRelevantFiles(found.task, listed, { exclude: [input.listPath] });
  const excerpted = new Set(relevant.slice(0, mostExcerpts).map((file) => file.path));
  const named = new Set([checksConfigPath, ...filesToRead(listed)]);
  const wanted = listed.filter((file) => excerpted.has(file.path) || named.has(file.path));
  const bytes = await repository.readFiles(wanted, { maxBytes: mostBytes, signal });
  const decoder = new TextDecoder();
  const texts = new Map([...bytes].map(([path, content]) => [path, decoder.decode(content)]));
  const checks = configuredChecks(project.settings, texts.get(checksConfigPath));
  const mapped = context.mapper
    ? await findMappedFiles(context, { mapper: context.mapper, commit: tip, listed, task: found.task, exclude: [input.listPath] }, signal)
    : undefined;
  const prompt = promptContext({
    input,
    list,
    task: found.task,
    files: listed,
    texts,
    relevant:
      mapped ??
      relevant.map((file) => ({
        path: file.path,
        reason: file.reason,
        excerpt: excerpted.has(file.path) ? (texts.get(file.path)?.slice(0, excerptCharacters) ?? null) : null,
      })),
    checks: checks ?? detectChecks(listed, texts),
    name: project.name,
  });
  return { route: 'work', why: null, base: tip, checks, prompt };
}

function refusal(task: Task, key: string): string | null {
  if (task.key !== key) return `task ${key} is ${task.key} in the list now`;
  if (isClosed(task.status)) return `task ${task.key} is ${task.status} in the list now`;
  if (task.status !== 'pending' && task.status !== 'active') return `task ${task.key} is marked ${task.status} in the list now`;
  return task.children.length > 0 ? `task ${task.key} has sub-tasks now, which are done instead` : null;
}

function promptContext(known: {
  input: TaskInput;
  list: TaskList;
  task: Task;
  files: readonly { path: string; size: number }[];
  texts: ReadonlyMap<string, string>;
  relevant: PromptContext['files'];
  checks: readonly PlannedCheck[];
  name: string;
}): PromptContext {
  const { files, input, list, relevant, task, texts } = known;
  const dependencies = task.dependencies.flatMap((key) => findTask(list, key) ?? []);
  return {
    task: {
      key: task.key,
      id: task.id,
      title: task.title,
      description: task.description,
      acceptanceCriteria: [...task.acceptanceCriteria],
      priority: task.priority,
      complexity: task.complexity,
      files: [...task.files],
      dependencies: dependencies.map((each) => ({ taskKey: each.key, title: each.title, summary: each.executionSummary })),
    },
    project: { name: known.name, ...describeProject(files, texts) },
    files: relevant.map(({ excerpt, path, reason }) => ({ path, reason, excerpt })),
    checks: known.checks.map(({ name, command }) => ({ name, command })),
    earlierResults: list.tasks
      .filter((each) => each.status === 'completed' && each.executionSummary !== null)
      .slice(-5)
      .map((each) => ({ taskKey: each.key, title: each.title, summary: each.executionSummary ?? '' })),
    attempt: input.attempt,
    maxAttempts: input.maxAttempts,
    lastFailure: input.lastFailure,
  };
}
