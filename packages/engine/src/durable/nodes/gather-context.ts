import { CodedError } from '@devteam/api';
import type { PromptContext } from '@devteam/drivers/prompt';
import { type Task, type TaskList, findTask, identify, isClosed } from '@devteam/task-list';
import { z } from 'zod';
import { describeProject } from '../../decisions/project/describe-project.ts';
import { detectChecks } from '../../decisions/project/detect-checks.ts';
import { filesToRead } from '../../decisions/project/files-to-read.ts';
import { findRelevantFiles } from '../../decisions/project/relevant-files.ts';
import { fetchTip } from './branch-tip.ts';
import { configuredChecks } from './configured-checks.ts';
import type { NodeContext } from './node-context.ts';
import { findTaskListAt } from './read-task-list.ts';
import { PlannedCheck } from './run-checks.ts';
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

const excerptBytes = 16_000;
const mostExcerpts = 8;

/** PREP: fetches, reads the list again as the branch has it now, and collects what a prompt needs to know about task and project. */
export async function gatherContext(input: TaskInput, context: NodeContext, signal: AbortSignal): Promise<GatheredContext> {
  const { project, repository } = context;
  const { tip } = await fetchTip(repository, { branch: input.branch, push: project.settings.push !== false }, signal);
  const list = await findTaskListAt(repository, { commit: tip, path: input.listPath, dialect: input.dialect }, signal);
  if (!list) throw new CodedError('task_list_missing', { place: input.listPath, why: `${input.listPath} is gone from ${input.branch}` });
  await context.saveList(list, { path: input.listPath, commit: tip });
  const found = identify(list, { key: input.key, title: input.title, status: 'pending' });
  const why = found.task ? refusal(found.task) : `task ${input.key} is no longer in the list`;
  if (why || !found.task) return { route: 'superseded', why, base: tip, checks: null, prompt: null };

  const listed = await repository.listFiles(tip, { signal });
  const files = listed.filter((file) => file.mode.startsWith('100')).map(({ path, size }) => ({ path, size }));
  const read = async (path: string) => {
    const bytes = await repository.readFile(tip, path, { maxBytes: 256 * 1024, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      context.say(`${path} is left out of the context: ${error instanceof Error ? error.message : String(error)}`, 'warn');
      return undefined;
    });
    return bytes ? new TextDecoder().decode(bytes) : undefined;
  };
  const texts = new Map<string, string>();
  for (const path of filesToRead(files)) {
    const text = await read(path);
    if (text !== undefined) texts.set(path, text);
  }
  const checks = configuredChecks(project.settings, await read('.devteam.yml'));
  const prompt = await promptContext({
    input,
    list,
    task: found.task,
    files,
    texts,
    read,
    checks: checks ?? detectChecks(files, texts),
    name: project.name,
  });
  return { route: 'work', why: null, base: tip, checks, prompt };
}

function refusal(task: Task): string | null {
  if (isClosed(task.status)) return `task ${task.key} is ${task.status} in the list now`;
  if (task.status !== 'pending' && task.status !== 'active') return `task ${task.key} is marked ${task.status} in the list now`;
  return task.children.length > 0 ? `task ${task.key} has sub-tasks now, which are done instead` : null;
}

async function promptContext(known: {
  input: TaskInput;
  list: TaskList;
  task: Task;
  files: { path: string; size: number }[];
  texts: ReadonlyMap<string, string>;
  read: (path: string) => Promise<string | undefined>;
  checks: readonly PlannedCheck[];
  name: string;
}): Promise<PromptContext> {
  const { files, input, list, task, texts } = known;
  const dependencies = task.dependencies.flatMap((key) => findTask(list, key) ?? []);
  const described = describeProject(files, texts);
  const relevant = findRelevantFiles(task, files, { exclude: [input.listPath] });
  const excerpts: PromptContext['files'][number][] = [];
  for (const [index, file] of relevant.entries()) {
    const text = index < mostExcerpts ? (texts.get(file.path) ?? (await known.read(file.path))) : undefined;
    excerpts.push({ path: file.path, reason: file.reason, excerpt: text === undefined ? null : text.slice(0, excerptBytes) });
  }
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
    project: { name: known.name, ...described },
    files: excerpts,
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
