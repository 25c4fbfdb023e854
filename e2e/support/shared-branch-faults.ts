import { type TaskList, findTask, parse } from '@devteam/task-list';
import { type HistoryCommit, findBranching, readHistory, readVersions } from './branch-history.ts';
import { completedByHand } from './completed-by-hand.ts';
import { git, gitBytes } from './git.ts';

export interface SharedBranch {
  remote: string;
  branch: string;
  firstCommit: string;
  listPath: string;
  /** What an engine's commit of this task may change besides the list. */
  pathsOf(taskKey: string): string[];
  /** A file of lines that both sides edit, and the line (from 0) that belongs to a task. */
  shared: { path: string; lineOf(taskKey: string): number };
  /** Commits that people pushed. */
  pushed: readonly string[];
  /** Words that people wrote and nobody took away, by path: each stands there once. */
  words: ReadonlyMap<string, readonly string[]>;
}

/** Everything that an engine and people, who worked on one branch, have taken from each other, in words. */
export async function findSharedBranchFaults(of: SharedBranch): Promise<string[]> {
  const { branch, firstCommit, listPath, remote, shared } = of;
  const commits = await readHistory(remote, { from: firstCommit, to: branch });
  const faults = findBranching(commits, firstCommit);
  const there = new Set(commits.map((commit) => commit.id));
  for (const commit of of.pushed) if (!there.has(commit)) faults.push(`the pushed commit ${commit} is not on ${branch}`);

  const atFirst = async (path: string) => gitBytes(remote, ['show', `${firstCommit}:${path}`]);
  const lists = await readVersions(remote, commits, listPath);
  const texts = await readVersions(remote, commits, shared.path);
  let list: TaskList = parse(await atFirst(listPath), { path: listPath });
  let text = (await atFirst(shared.path)).toString();
  for (const [index, commit] of commits.entries()) {
    const key = commit.trailers.get('DevTeam-Task');
    const bytes = lists[index];
    const after = bytes ? parse(bytes, { path: listPath, dialect: list.dialect }) : list;
    const textAfter = texts[index]?.toString() ?? text;
    if (key !== undefined) {
      faults.push(...changesBeyond(commit, [listPath, shared.path, ...of.pathsOf(key)]));
      faults.push(...linesBeyond(text, textAfter, shared.lineOf(key)).map((line) => `${key} changed ${shared.path}:${line + 1}`));
      const byHand = bytes && completedByHand(list, after, key);
      if (!byHand || Buffer.compare(byHand, bytes) !== 0)
        faults.push(`${key} changed more of the list than its tick:\n${bytes?.toString()}`);
      if (findTask(list, key)?.status === 'completed') faults.push(`${key} landed and was closed before`);
    }
    list = after;
    text = textAfter;
  }
  for (const [path, words] of of.words) {
    const found = (await gitBytes(remote, ['show', `${branch}:${path}`])).toString();
    for (const word of words) {
      const times = found.split(new RegExp(`${word}(?!\\d)`)).length - 1;
      if (times !== 1) faults.push(`${path} has «${word}» ${times} times:\n${found}`);
    }
  }
  const markers = await git(remote, 'grep', '-nE', '^(<<<<<<<|=======|>>>>>>>)', branch).catch(() => '');
  return markers === '' ? faults : [...faults, `conflict markers: ${markers}`];
}

const changesBeyond = (commit: HistoryCommit, allowed: readonly string[]): string[] =>
  commit.changes
    .filter((change) => !allowed.includes(change.path))
    .map((change) => `${commit.trailers.get('DevTeam-Task')} changed ${change.path}`);

/** Numbers of the lines that differ, but for one. */
function linesBeyond(before: string, after: string, allowed: number): number[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => index).filter(
    (index) => index !== allowed && old[index] !== now[index],
  );
}
