import type { Repository } from '@devteam/drivers/repository';
import { type TaskList, formatDiagnostic, parse } from '@devteam/task-list';
import { listFacts } from '../decisions/list-facts.ts';
import {
  type Queryable,
  type StoredTaskList,
  appendEvents,
  executionEvent,
  findExecution,
  findTaskList,
  inProject,
  saveTaskList,
  taskListEvent,
} from '../store/index.ts';
import { notePassedStops } from './control/passed-stops.ts';
import type { Command, Hands } from './hands.ts';
import { localTip } from './nodes/branch-tip.ts';
import { parseList } from './nodes/candidate.ts';
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

/**
 * Stores the list as the branch has it at a commit, unless a later commit of the same branch is stored already; people hear of it only
 * if its bytes changed.
 */
export const saveListOf =
  (hands: Pick<Command, 'pool' | 'log'>, repository: Repository, projectId: string) =>
  async (list: TaskList, at: { branch: string; path: string; commit: string }): Promise<void> => {
    for (let isSettled = false; !isSettled;) {
      const known = await patiently(() => findTaskList(hands.pool, projectId), hands.log);
      if (known?.path === at.path && (known.commit === at.commit || (await isLater(repository, known.commit, at)))) return;
      isSettled = await patiently(() => inProject(hands.pool, projectId, (db) => replaceStored(db, projectId, known, list, at)), hands.log);
    }
  };

/** What is known comes after this commit and is still on the branch, which people may have set back. */
async function isLater(repository: Repository, known: string, { branch, commit }: { branch: string; commit: string }): Promise<boolean> {
  if (!(await repository.isAncestor(commit, known))) return false;
  const tips = [(await repository.resolveBranch(branch)).commit, await repository.findKept(localTip(branch))];
  for (const tip of tips) if (tip && (await repository.isAncestor(known, tip))) return true;
  return false;
}

/** False: somebody else has stored another one since `known` was read. */
async function replaceStored(
  db: Queryable,
  projectId: string,
  known: StoredTaskList | undefined,
  list: TaskList,
  at: { path: string; commit: string },
): Promise<boolean> {
  const now = await findTaskList(db, projectId);
  if (now?.commit !== known?.commit || now?.path !== known?.path) return now?.commit === at.commit && now.path === at.path;
  await saveTaskList(db, projectId, storedListOf(list, at));
  if (known) await notePassedStops(db, projectId, parseList(known), list);
  const execution = await findExecution(db, projectId);
  // Before the first execution nobody is told of a list: it comes with the answer to whoever asks.
  if (!execution || (known?.path === at.path && Buffer.compare(known.content, list.bytes) === 0)) return true;
  await appendEvents(db, projectId, [await taskListEvent(db, execution.id, projectId), await executionEvent(db, execution.id)]);
  return true;
}

/** The list of a commit, from memory if this process has seen it, else from the repository. */
export const findListOf =
  (hands: Pick<Command, 'knownLists'>, repository: Repository) =>
  async (at: { commit: string; path: string; dialect?: string | null }, signal: AbortSignal): Promise<TaskList | undefined> => {
    const known = hands.knownLists.find(at.commit, at.path);
    if (known) return at.dialect ? parseList({ content: known, path: at.path, dialect: at.dialect }) : parse(known, { path: at.path });
    const list = await findTaskListAt(repository, at, signal);
    if (list) hands.knownLists.note(at.commit, { path: at.path, bytes: list.bytes });
    return list;
  };

/** The list as the commit that landed has it, what the next selection decides on; undefined: what is stored is later. */
export async function readLandedList(
  hands: Hands,
  { branch, projectId }: { branch: string | null; projectId: string },
  commit: string,
): Promise<StoredTaskList | undefined> {
  const known = await patiently(() => findTaskList(hands.pool, projectId), hands.log);
  if (!known) return undefined;
  const repository = await hands.openRepository(projectId);
  // Somebody has changed the list on top of it meanwhile: that one stays.
  if (branch !== null && (await isLater(repository, known.commit, { branch, commit }))) return undefined;
  const list = await findListOf(hands, repository)({ commit, path: known.path, dialect: known.dialect }, AbortSignal.timeout(60_000));
  return list ? storedListOf(list, { path: known.path, commit }) : undefined;
}
