import { CodedError } from '@devteam/api';
import { type TaskList, taskListPaths } from '@devteam/task-list';
import type { NodeContext } from './node-context.ts';

export interface FoundList {
  list: TaskList;
  path: string;
  commit: string;
}

interface Wanted {
  commit: string;
  /** null: where lists usually are. */
  path: string | null;
  dialect: string | null;
}

/** The list of a commit, at the path of the project or where lists usually are. */
export async function findListIn(
  findList: NodeContext['findList'],
  { commit, dialect, path: wanted }: Wanted,
  signal: AbortSignal,
): Promise<FoundList | undefined> {
  for (const path of wanted ? [wanted] : taskListPaths) {
    const list = await findList({ commit, path, dialect }, signal);
    if (list) return { list, path, commit };
  }
  return undefined;
}

export async function requireList(
  findList: NodeContext['findList'],
  wanted: Wanted & { branch: string },
  signal: AbortSignal,
): Promise<FoundList> {
  const found = await findListIn(findList, wanted, signal);
  if (found) return found;
  const looked = (wanted.path ? [wanted.path] : taskListPaths).join(', ');
  throw new CodedError('task_list_missing', { place: wanted.branch, why: `none of these is on the branch: ${looked}` });
}
