import { CodedError, StopPlace } from '@devteam/api';
import { formatDiagnostic, taskListPaths, template } from '@devteam/task-list';
import { z } from 'zod';
import { requireStops } from '../control/require-stops.ts';
import { fetchTip, localTip } from './branch-tip.ts';
import { type FoundList, findListIn } from './find-list.ts';
import type { NodeContext } from './node-context.ts';
import { findTaskListAt } from './read-task-list.ts';

export const PreparationInput = z.object({
  executionId: z.string(),
  projectId: z.string(),
  /** A preparation that an older program began knows none. */
  stops: z.array(StopPlace).default([]),
  dialect: z.string().nullable(),
});
export type PreparationInput = z.infer<typeof PreparationInput>;

const unknownStop = 'E120';

export const Prepared = z.object({ branch: z.string(), commit: z.string(), listPath: z.string() });
export type Prepared = z.infer<typeof Prepared>;

/** Clones or fetches, finds the list or makes the default one, reads it, and refuses what could only go wrong later. */
export async function prepareRepository(input: PreparationInput, context: NodeContext, signal: AbortSignal): Promise<Prepared> {
  const { project, repository } = context;
  const report = await repository.sync({ signal });
  if (report.repaired) context.say('the local copy was damaged and has been cloned again', 'warn');
  else context.say(report.cloned ? `cloned ${project.repositoryUrl}` : `fetched ${project.repositoryUrl}`);
  const { branch } = await repository.resolveBranch(project.branch ?? undefined, { signal });
  const push = project.settings.push !== false;
  const { tip } = await fetchTip(repository, { branch, push }, signal);
  const found =
    (await findListIn(context.findList, { commit: tip, path: project.taskListPath, dialect: input.dialect }, signal)) ??
    (await createList(context, branch, tip, signal));
  const { commit, list, path } = found;
  requireStops(list, null, input.stops);
  // One that can never hold is a promise that is not kept, whoever wrote it.
  const unknown = list.diagnostics.find(({ code }) => code === unknownStop);
  if (unknown)
    throw new CodedError('stop_point_unknown', {
      place: `${path}:${unknown.line}`,
      why: unknown.message,
      ...(unknown.expected ? { evidence: `nearest: ${unknown.expected}` } : {}),
    });
  await context.saveList(list, { branch, path, commit });
  for (const diagnostic of list.diagnostics.filter((each) => each.severity !== 'note'))
    context.say(formatDiagnostic(diagnostic, path), diagnostic.severity === 'error' ? 'error' : 'warn');
  context.say(`${path}: ${list.tasks.length} tasks, ${list.dialect}`);
  return { branch, commit, listPath: path };
}

/** The default list, as a commit of its own, where the project allows it. */
async function createList(context: NodeContext, branch: string, tip: string, signal: AbortSignal): Promise<FoundList> {
  const { project, repository } = context;
  const path = project.taskListPath ?? taskListPaths[0] ?? 'task_lists.md';
  if (project.settings.createTaskList !== true)
    throw new CodedError('task_list_missing', {
      place: branch,
      why: `none of these is on the branch: ${(project.taskListPath ? [project.taskListPath] : taskListPaths).join(', ')}`,
    });
  const commit = await repository.writeCommit({
    treeOf: tip,
    replace: new Map([[path, template()]]),
    parents: [tip],
    message: `Add a task list\n\nIts first task checks the build; the second waits for a person to describe it.\n`,
    author: context.author,
    at: context.now(),
    signal,
  });
  if (project.settings.push === false) await repository.keep(localTip(branch), commit, { signal });
  else {
    const pushed = await repository.push({ commit, branch, expected: tip, signal });
    if (pushed.outcome === 'moved') throw new CodedError('push_contended', { place: branch });
  }
  context.say(`made ${path}, since there was no list`);
  const list = await findTaskListAt(repository, { commit, path }, signal);
  if (!list) throw new Error(`${path} is missing in the commit that added it`);
  return { list, path, commit };
}
