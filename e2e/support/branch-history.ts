import { type Buffer } from 'node:buffer';
import { gitBytes, readBlobs } from './git.ts';

/** One commit of a branch, with what it changed against its first parent. */
export interface HistoryCommit {
  id: string;
  parents: string[];
  author: string;
  message: string;
  /** Values of a trailer, such as `DevTeam-Task`. */
  trailers: Map<string, string>;
  changes: RawChange[];
}

export interface RawChange {
  /** As git quotes it. */
  path: string;
  status: string;
  oldMode: string;
  newMode: string;
  oldBlob: string;
  newBlob: string;
}

/** The commits of a branch after `from`, oldest first. */
export async function readHistory(repository: string, range: { from: string; to: string }): Promise<HistoryCommit[]> {
  const format = '%x01%H%x00%P%x00%an%x00%B%x00';
  const args = ['log', '--reverse', '--topo-order', '--raw', '--no-renames', '--no-abbrev', '-m', '--first-parent', `--format=${format}`];
  const output = (await gitBytes(repository, [...args, `${range.from}..${range.to}`])).toString();
  return output.split('\u0001').slice(1).map(commitOf);
}

function commitOf(text: string): HistoryCommit {
  const [id = '', parents = '', author = '', message = '', raw = ''] = text.split('\0');
  const trailers = new Map([...message.matchAll(/^([A-Za-z-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
  const lines = raw.split('\n').filter((line) => line.startsWith(':'));
  return { id, parents: parents.split(' ').filter(Boolean), author, message, trailers, changes: lines.map(changeOf) };
}

function changeOf(line: string): RawChange {
  const [, oldMode = '', newMode = '', oldBlob = '', newBlob = '', status = '', path = ''] =
    /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) (\w+)\t(.*)$/.exec(line) ?? [];
  return { path, status, oldMode, newMode, oldBlob, newBlob };
}

/** What a file was in each of these commits that changed it, in order; nothing where the commit left it alone. */
export async function readVersions(repository: string, commits: readonly HistoryCommit[], path: string): Promise<(Buffer | undefined)[]> {
  const ids = commits.map((commit) => commit.changes.find((change) => change.path === path)?.newBlob);
  const blobs = await readBlobs(repository, [...new Set(ids.filter((id) => id !== undefined && !/^0+$/.test(id)))] as string[]);
  return ids.map((id) => (id === undefined ? undefined : blobs.get(id)));
}

/** Every commit has exactly one parent: the one before it. */
export function findBranching(commits: readonly HistoryCommit[], from: string): string[] {
  return commits.flatMap((commit, index) => {
    const before = index === 0 ? from : commits[index - 1]?.id;
    const isLinear = commit.parents.length === 1 && commit.parents[0] === before;
    return isLinear ? [] : [`commit ${commit.id} has the parents ${commit.parents.join(', ')}, expected only ${before}`];
  });
}
