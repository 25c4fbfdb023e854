import { Buffer } from 'node:buffer';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { inheritedEnvironment } from '../config.ts';

const execute = promisify(execFile);

export const somebody = { name: 'Ada', email: 'ada@example.org' };
export const noon = new Date('2026-01-02T12:00:00Z');

/** A directory that goes away with the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'devteam-repository-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const environment = {
  ...inheritedEnvironment(),
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Bob',
  GIT_AUTHOR_EMAIL: 'bob@example.org',
  GIT_COMMITTER_NAME: 'Bob',
  GIT_COMMITTER_EMAIL: 'bob@example.org',
};

/** Plain git, as a person uses it: the oracle. */
export async function git(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute('git', ['-C', directory, ...args], { env: environment, maxBuffer: 256 * 1024 ** 2 });
  return stdout.trimEnd();
}

export async function write(directory: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytes);
  }
}

export interface GitProject {
  /** A bare repository, as a host would have it. */
  remote: string;
  /** Somebody's clone of it. */
  work: string;
  /** Where the mirror goes. */
  mirror: string;
  /** Where checkouts go. */
  root: string;
  /** Writes files in the clone, commits and pushes; answers the commit. */
  publish: (files: Record<string, string | Buffer>, branch?: string) => Promise<string>;
}

export async function gitProject(files: Record<string, string | Buffer> = {}): Promise<GitProject> {
  const root = await temporaryDirectory();
  const remote = join(root, 'remote.git');
  const work = join(root, 'work');
  await git(root, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', remote);
  await git(root, 'init', '--quiet', '--template=', '--initial-branch=main', work);
  await appendFile(join(work, '.git', 'config'), `[remote "origin"]\n\turl = ${remote}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`);
  const publish: GitProject['publish'] = async (changed, branch = 'main') => {
    await write(work, changed);
    await git(work, 'add', '-A', '--force');
    await git(work, 'commit', '--quiet', '--allow-empty', '-m', 'Change');
    await git(work, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    return git(work, 'rev-parse', 'HEAD');
  };
  if (Object.keys(files).length > 0) await publish(files);
  return { remote, work, mirror: join(root, 'mirrors', 'project.git'), root, publish };
}

interface HostileEntry {
  mode: string;
  name: string;
  object: string;
}

/** Objects that git would not make by itself. */
export const hostileCommit = {
  async object(repository: string, type: string, bytes: Buffer): Promise<string> {
    const running = execute('git', ['-C', repository, 'hash-object', '-w', '--literally', '-t', type, '--stdin'], { env: environment });
    running.child.stdin?.end(bytes);
    return (await running).stdout.trim();
  },
  async tree(repository: string, entries: readonly HostileEntry[]): Promise<string> {
    const records = entries.map(({ mode, name, object }) =>
      Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(object, 'hex')]),
    );
    return hostileCommit.object(repository, 'tree', Buffer.concat(records));
  },
  async commit(repository: string, tree: string): Promise<string> {
    return git(repository, 'commit-tree', '-m', 'Hostile', tree);
  },
};
