import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewProject, ProjectSettings } from '@devteam/engine/store';
import { git } from './git.ts';

export interface SmallAttempt {
  patch: string;
  delaySeconds?: number;
  stdout?: string;
  exitCode?: number;
}

export interface SmallProjectPlan {
  /** Below this folder. */
  directory: string;
  id: string;
  /** Text of files by path. */
  files: Record<string, string>;
  /** By task id, in order of the attempts. */
  recordings: Record<string, SmallAttempt[]>;
  settings?: ProjectSettings;
  branch?: string;
}

export interface SmallProject {
  project: NewProject;
  remote: string;
  recordings: string;
  branch: string;
  firstCommit: string;
}

/** A check that takes no time and passes unless something says BROKEN. */
export const quickCheck = { name: 'whole', command: '! grep -rl BROKEN .', timeoutSeconds: 30 };

/** A project of some lines: a remote with one commit, and recordings. */
export async function makeSmallProject(plan: SmallProjectPlan): Promise<SmallProject> {
  const { branch = 'main', id } = plan;
  const at = join(plan.directory, id);
  const work = join(at, 'work');
  const remote = join(at, 'remote.git');
  const recordings = join(at, 'recordings');
  await writeFiles(work, plan.files);
  await git(work, 'init', '-q', '-b', branch);
  await git(work, 'add', '-A');
  await git(work, 'commit', '-q', '-m', 'Begin');
  await git(at, 'clone', '-q', '--bare', work, remote);
  await writeRecordings(recordings, plan.recordings);
  return {
    remote,
    recordings,
    branch,
    firstCommit: await git(work, 'rev-parse', 'HEAD'),
    project: {
      id,
      customer: { id: 'customer', name: 'Customer' },
      name: id,
      repositoryUrl: remote,
      branch,
      executor: 'replay',
      sandbox: 'process',
      // Who wants an investigation says so: recordings of most tests have none.
      settings: { recordings, checks: [quickCheck], investigate: false, ...plan.settings },
    },
  };
}

export async function writeRecordings(folder: string, recordings: SmallProjectPlan['recordings']): Promise<void> {
  for (const [task, attempts] of Object.entries(recordings)) {
    for (const [index, { patch, ...told }] of attempts.entries())
      await writeFiles(join(folder, task), { [`${index + 1}.patch`]: patch, [`${index + 1}.json`]: JSON.stringify(told) });
  }
  await mkdir(folder, { recursive: true });
}

export async function writeFiles(directory: string, files: Record<string, string>): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}
