import type { Repository } from '@devteam/drivers/repository';
import { type TaskList, formatDiagnostic, parse } from '@devteam/task-list';
import { listFacts } from '../decisions/list-facts.ts';
import {
  type NodeRow,
  type StoredTaskList,
  appendEvents,
  executionEvent,
  findTaskList,
  inProject,
  saveTaskList,
  taskListEvent,
} from '../store/index.ts';
import type { Hands } from './hands.ts';
import { findTaskListAt } from './nodes/read-task-list.ts';
import { patiently } from './patiently.ts';

export function storedListOf(list: TaskList, at: { path: string; commit: string }): StoredTaskList {
  const facts = listFacts(list);
  return {
    path: at.path,
    dialect: list.dialect,
    commit: at.commit,
    content: list.bytes,
    entries: facts.entries,
    diagnostics: list.diagnostics.filter((each) => each.severity !== 'note').map((each) => formatDiagnostic(each, at.path)),
    completed: facts.completed,
    total: facts.total,
  };
}

/** Stores the list that a node read; people hear of it only if its bytes changed. */
export const saveListOf =
  (hands: Hands, node: NodeRow) =>
  async (list: TaskList, at: { path: string; commit: string }): Promise<void> => {
    const known = await patiently(() => findTaskList(hands.pool, node.projectId), hands.log);
    if (known?.commit === at.commit && known.path === at.path) return;
    await patiently(
      () =>
        inProject(hands.pool, node.projectId, async (db) => {
          await saveTaskList(db, node.projectId, storedListOf(list, at));
          if (known && known.path === at.path && Buffer.compare(known.content, list.bytes) === 0) return;
          await appendEvents(db, node.projectId, [
            await taskListEvent(db, node.executionId, node.projectId),
            await executionEvent(db, node.executionId),
          ]);
        }),
      hands.log,
    );
  };

/** The list of a commit, from memory if this process has seen it, else from the repository. */
export const findListOf =
  (hands: Pick<Hands, 'knownLists'>, repository: Repository) =>
  async (at: { commit: string; path: string; dialect?: string | null }, signal: AbortSignal): Promise<TaskList | undefined> => {
    const known = hands.knownLists.find(at.commit, at.path);
    if (known) return parse(known, { path: at.path, ...(at.dialect ? { dialect: at.dialect as TaskList['dialect'] } : {}) });
    const list = await findTaskListAt(repository, at, signal);
    if (list) hands.knownLists.note(at.commit, { path: at.path, bytes: list.bytes });
    return list;
  };

/** The list as the commit that landed has it: what the next selection decides on. */
export async function readLandedList(hands: Hands, projectId: string, commit: string): Promise<StoredTaskList | undefined> {
  const known = await patiently(() => findTaskList(hands.pool, projectId), hands.log);
  if (!known) return undefined;
  const repository = await hands.openRepository(projectId);
  const list = await findListOf(hands, repository)({ commit, path: known.path, dialect: known.dialect }, AbortSignal.timeout(60_000));
  return list ? storedListOf(list, { path: known.path, commit }) : undefined;
}
