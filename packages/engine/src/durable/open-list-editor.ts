import { findExecution, findTaskList, getProject } from '../store/index.ts';
import { author } from './author.ts';
import type { Command } from './hands.ts';
import type { ListEdit, ListEditor } from './nodes/edit-list.ts';
import { patiently } from './patiently.ts';
import { findListOf, saveListOf } from './stored-list.ts';

/** For changes of a project's list that no node makes: what they take, and where the list is as far as we know. */
export async function openListEditor(
  command: Command,
  projectId: string,
): Promise<{ editor: ListEditor; at: NonNullable<ListEdit['at']> | undefined }> {
  const { log, pool } = command;
  const [project, execution, stored] = await patiently(
    () => Promise.all([getProject(pool, projectId), findExecution(pool, projectId), findTaskList(pool, projectId)]),
    log,
  );
  const repository = await command.openRepository(projectId);
  const editor: ListEditor = {
    project,
    repository,
    author,
    now: () => new Date(),
    findList: findListOf(command, repository),
    noteList: (commit, list) => command.knownLists.note(commit, list),
    saveList: saveListOf(command, repository, projectId),
  };
  // Where an execution works counts for more than what the settings of the project say by now.
  const branch = execution?.endedAt === null ? execution.branch : null;
  const at = branch !== null && stored ? { branch, listPath: stored.path, dialect: stored.dialect } : undefined;
  return { editor, at };
}
