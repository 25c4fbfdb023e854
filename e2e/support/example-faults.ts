import { isDeepStrictEqual } from 'node:util';
import type { Engine } from '@devteam/engine/durable';
import { findExecution, readTasks } from '@devteam/engine/store';
import { findTask, isClosed, parse } from '@devteam/task-list';
import { findBranching, readHistory, readVersions } from './branch-history.ts';
import { findLogFaults, readWholeLog } from './event-log-faults.ts';
import type { ExampleProject } from './example-projects.ts';
import { git } from './git.ts';

/**
 * Everything in which a finished run of an example differs from what it is told to come to: rows, remote and log. `after` is the last
 * number of the log of an earlier run that was forgotten.
 */
export async function findExampleFaults(database: Engine['pool'], of: ExampleProject, after = 0): Promise<string[]> {
  const { example, firstCommit, project, remote } = of;
  const { branch, expected, taskList } = example;
  const faults: string[] = [];
  const execution = await findExecution(database, project.id);
  if (execution?.status !== expected.status)
    faults.push(`is ${execution?.status}, expected ${expected.status}: ${JSON.stringify(execution?.reason)}`);

  const commits = await readHistory(remote, { from: firstCommit, to: branch });
  faults.push(...findBranching(commits, firstCommit));
  const landed = commits.map((commit) => commit.trailers.get('DevTeam-Task'));
  if (!isDeepStrictEqual(landed, expected.completed)) faults.push(`landed ${landed.join(', ')}, expected ${expected.completed.join(', ')}`);
  const versions = await readVersions(remote, commits, taskList);
  for (const [index, bytes] of versions.entries()) {
    const key = landed[index] ?? '';
    const list = bytes && parse(bytes, { path: taskList });
    if (!list || findTask(list, key)?.status !== 'completed') faults.push(`the commit of ${key} does not tick it off`);
    const open = commits.slice(index + 1).map((_, later) => landed[index + 1 + later] ?? '');
    for (const later of open)
      if (list && isClosed(findTask(list, later)?.status ?? 'pending')) faults.push(`${later} is ticked off with ${key}`);
    if (commits[index]?.changes.length === 1) faults.push(`the commit of ${key} holds nothing but the tick`);
  }
  const refs = await git(remote, 'for-each-ref', '--format=%(refname)');
  if (refs !== `refs/heads/${branch}`) faults.push(`the remote has the refs ${refs.replaceAll('\n', ', ')}`);

  const rows = execution ? await readTasks(database, execution.id) : [];
  const told = rows.filter((row) => row.outcome === 'landed').map((row) => `${row.key} ${row.commit}`);
  const pushed = commits.map((commit) => `${commit.trailers.get('DevTeam-Task')} ${commit.id}`);
  if (told.toSorted().join() !== pushed.toSorted().join())
    faults.push(`the rows say ${told.join(', ')}, the remote has ${pushed.join(', ')}`);
  faults.push(...findLogFaults(await readWholeLog(database, project.id), after));
  return faults.map((fault) => `${project.id}: ${fault}`);
}
