import { CodedError } from '@devteam/api';
import type { Repository } from '@devteam/drivers/repository';
import { type Dialect, type TaskList, formatDiagnostic, parse } from '@devteam/task-list';

const maxBytes = 4 * 1024 * 1024;

/** The list of a commit; undefined if there is no file. Throws `task_list_unreadable` with the lines that say why. */
export async function findTaskListAt(
  repository: Repository,
  at: { commit: string; path: string; dialect?: string | null },
  signal: AbortSignal,
): Promise<TaskList | undefined> {
  const bytes = await repository.readFile(at.commit, at.path, { maxBytes, signal });
  if (!bytes) return undefined;
  const list = parse(bytes, { path: at.path, ...(at.dialect ? { dialect: at.dialect as Dialect } : {}) });
  const fatal = list.diagnostics.filter((diagnostic) => /^E00\d$/.test(diagnostic.code));
  if (fatal.length === 0) return list;
  throw new CodedError('task_list_unreadable', {
    place: at.path,
    evidence: fatal.map((each) => formatDiagnostic(each, at.path)).join('\n'),
  });
}
