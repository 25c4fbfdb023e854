import type { PromptContext } from '@devteam/drivers/prompt';
import { type RepoMapper, type TaskText, findTaskFiles } from '@devteam/drivers/repo-map';
import type { ListedFile } from '@devteam/drivers/repository';
import type { NodeContext } from './node-context.ts';

const mostBytes = 1024 * 1024;
/** What was worked on lately is likelier to be worked on again. */
const recentCommits = 20;

export interface MappedFilesRequest {
  mapper: RepoMapper;
  commit: string;
  /** Files of that commit, no links. */
  listed: readonly ListedFile[];
  task: TaskText;
  /** Paths that no prompt shows. */
  exclude: readonly string[];
}

/** Files that a task concerns, by what they define, use and import, with the definitions that matter; undefined if no map could be made. */
export async function findMappedFiles(
  { repository, say }: Pick<NodeContext, 'repository' | 'say'>,
  { commit, exclude, listed, mapper, task }: MappedFilesRequest,
  signal: AbortSignal,
): Promise<PromptContext['files'] | undefined> {
  const byPath = new Map(listed.map((file) => [file.path, file]));
  const source = {
    commit,
    listFiles: async () => listed.map(({ object, path, size }) => ({ path, blob: object, size })),
    readFiles: async (files: readonly { path: string }[]) =>
      repository.readFiles(
        files.flatMap(({ path }) => byPath.get(path) ?? []),
        { maxBytes: mostBytes, signal },
      ),
  };
  try {
    const touched = await findTouched(repository, commit, signal);
    const { files, map } = await findTaskFiles(mapper, source, task, { signal, exclude, touched });
    if (map.unread.length > 0)
      say(`not in the map: ${map.unread.length} files, the first is ${map.unread[0]?.path}: ${map.unread[0]?.why}`);
    return files.map(({ excerpt, path, reason }) => ({ path, reason, excerpt }));
  } catch (error) {
    signal.throwIfAborted();
    say(`files are chosen by their names, since no map could be made: ${error instanceof Error ? error.message : String(error)}`, 'warn');
    return undefined;
  }
}

async function findTouched(repository: NodeContext['repository'], commit: string, signal: AbortSignal): Promise<string[]> {
  const commits = await repository.log({ to: commit, limit: recentCommits, signal });
  const oldest = commits.at(-1);
  if (!oldest || commits.length < 2) return [];
  return (await repository.changes(oldest.commit, commit, { signal })).map((change) => change.path);
}
