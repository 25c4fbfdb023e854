import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Example } from '../../../../examples/examples.ts';
import { git } from '../local/git.ts';

const author = { name: 'DevTeam demo', email: 'demo@devteam.invalid', date: '2026-11-02T09:00:00Z' };

export const remotesFolder = (home: string): string => join(home, 'demo', 'remotes');

/** Where the bare repository of an example lies, in the place of a Git host. */
export const remotePath = (home: string, example: Pick<Example, 'project'>): string =>
  join(remotesFolder(home), `${example.project.id}.git`);

export const hasRemote = (home: string, example: Pick<Example, 'project'>): boolean => existsSync(remotePath(home, example));

/**
 * Makes the remote of an example: one commit with the files of its `repository/`, the same commit each time. It appears under its name
 * only when it is whole.
 */
export async function makeRemote(home: string, example: Pick<Example, 'project' | 'branch' | 'repositoryPath'>): Promise<string> {
  const path = remotePath(home, example);
  const making = `${path}.making-${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await git(['init', '--quiet', '--bare', '--template=', `--initial-branch=${example.branch}`, making]);
    const commit = await writeFirstCommit(making, example);
    await git(['--git-dir', making, 'update-ref', `refs/heads/${example.branch}`, commit]);
    await rm(path, { recursive: true, force: true });
    await rename(making, path);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return path;
}

async function writeFirstCommit(making: string, example: Pick<Example, 'project' | 'repositoryPath'>): Promise<string> {
  const index = { GIT_INDEX_FILE: join(making, 'index.first') };
  // The bytes as they are, on every machine.
  const options = ['-c', 'core.autocrlf=false', '-c', 'core.fileMode=true', '--git-dir', making, '--work-tree', example.repositoryPath];
  await git([...options, 'add', '--all', '.'], index);
  const tree = await git([...options, 'write-tree'], index);
  await rm(index.GIT_INDEX_FILE, { force: true });
  return git(['--git-dir', making, 'commit-tree', tree, '-m', `Start of ${example.project.name}`], {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: author.date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: author.date,
  });
}

export const removeRemotes = (home: string): Promise<void> => rm(remotesFolder(home), { recursive: true, force: true });
