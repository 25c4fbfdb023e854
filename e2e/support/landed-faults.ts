import { isDeepStrictEqual } from 'node:util';
import { findTask, isClosed, parse } from '@devteam/task-list';
import { type HistoryCommit, type RawChange, findBranching, readHistory, readVersions } from './branch-history.ts';
import { completedByHand } from './completed-by-hand.ts';
import { git } from './git.ts';
import type { RandomProject } from './random-project.ts';

/** Everything in which a project's remote differs from what plain git made by hand, in words. */
export async function findLandedFaults(project: RandomProject): Promise<string[]> {
  const { branch, byHand, course, firstCommit, listPath, remote } = project;
  const landed = course.tasks.filter((task) => task.lands);
  const [commits, wanted] = await Promise.all([
    readHistory(remote, { from: firstCommit, to: branch }),
    readHistory(byHand, { from: firstCommit, to: 'HEAD' }),
  ]);
  const order = commits.map((commit) => `${commit.trailers.get('DevTeam-Task')}, attempt ${commit.trailers.get('DevTeam-Attempt')}`);
  const expected = landed.map(({ node, attempts }) => `${node.key}, attempt ${attempts.length}`);
  const faults = findBranching(commits, firstCommit);
  if (!isDeepStrictEqual(order, expected)) faults.push(`landed ${order.join('; ')}, expected ${expected.join('; ')}`);
  for (const [index, commit] of commits.entries()) {
    const [ours, theirs] = [withoutList(commit, listPath), wanted[index] ? withoutList(wanted[index], listPath) : []];
    if (!isDeepStrictEqual(ours, theirs)) faults.push(`${order[index]} changed\n${say(ours)}\nexpected\n${say(theirs)}`);
  }
  const [tree, treeByHand] = await Promise.all([treeOf(remote, branch, listPath), treeOf(byHand, 'HEAD', listPath)]);
  if (tree !== treeByHand) faults.push(`the final tree is\n${tree}\nexpected\n${treeByHand}`);
  const refs = await git(remote, 'for-each-ref', '--format=%(refname)');
  if (refs !== `refs/heads/${branch}`) faults.push(`the remote has the refs ${refs.replaceAll('\n', ', ')}`);
  return [...faults, ...(await findListFaults(project, commits))];
}

const withoutList = (commit: HistoryCommit, listPath: string): RawChange[] => commit.changes.filter((change) => change.path !== listPath);

const say = (changes: readonly RawChange[]): string =>
  changes.map(({ newBlob, newMode, path, status }) => `  ${status} ${newMode} ${newBlob.slice(0, 9)} ${path}`).join('\n') || '  nothing';

async function treeOf(repository: string, commit: string, listPath: string): Promise<string> {
  const lines = (await git(repository, 'ls-tree', '-r', '--full-tree', commit)).split('\n');
  return lines.filter((line) => !line.endsWith(`\t${listPath}`)).join('\n');
}

/** Each tick stands in the commit of its task, changes nothing else, and in the end the list says what it should. */
async function findListFaults(project: RandomProject, commits: readonly HistoryCommit[]): Promise<string[]> {
  const { closed, course, list, listPath, nodes, remote } = project;
  const faults: string[] = [];
  const versions = await readVersions(remote, commits, listPath);
  let before = parse(list, { path: listPath });
  for (const [index, bytes] of versions.entries()) {
    const key = commits[index]?.trailers.get('DevTeam-Task') ?? '';
    if (!bytes) {
      faults.push(`the commit of ${key} leaves ${listPath} alone`);
      continue;
    }
    const after = parse(bytes, { path: listPath, dialect: before.dialect });
    const byHand = completedByHand(before, after, key);
    if (!byHand || Buffer.compare(byHand, bytes) !== 0)
      faults.push(
        `the commit of ${key} made of\n${text(before.bytes)}\nthis\n${text(bytes)}\nexpected\n${byHand ? text(byHand) : 'the tick'}`,
      );
    before = after;
  }
  const wanted = nodes.map((node) => `${node.key} ${closed.has(node.key) ? 'closed' : 'open'}`);
  const found = before.tasks.map((task) => `${task.key} ${isClosed(task.status) ? 'closed' : 'open'}`);
  if (!isDeepStrictEqual(found, wanted)) faults.push(`the list ends as ${found.join(', ')}, expected ${wanted.join(', ')}`);
  const landed = course.tasks.filter((task) => task.lands).map((task) => task.node.key);
  for (const key of landed)
    if (findTask(before, key)?.status !== 'completed') faults.push(`${key} landed and is ${findTask(before, key)?.status} in the list`);
  return faults;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
