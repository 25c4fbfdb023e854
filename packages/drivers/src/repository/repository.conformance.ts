import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { git, noon, somebody } from './testing/git-project.ts';
import type { Repository } from './repository.ts';
import type { GitProject } from './testing/git-project.ts';

export interface RemoteKind {
  /** A mirror of its own each time, all of the same remote. */
  open: () => Promise<Repository>;
  project: GitProject;
}

export interface RemoteCase {
  name: string;
  /** The files of the remote's first commit; none for an empty repository. */
  files: Record<string, string>;
  run: (kind: RemoteKind) => Promise<void>;
}

const files = { 'a.txt': 'one\n', 'b.txt': 'two\n' };

/** A commit on `base` that nobody else has. */
const grow = (repository: Repository, base: string, text: string): Promise<string> =>
  repository.writeCommit({
    treeOf: base,
    replace: new Map([['a.txt', Buffer.from(text)]]),
    parents: [base],
    message: text,
    author: somebody,
    at: noon,
  });

/** What every way to a remote must do alike. */
export const remoteCases: readonly RemoteCase[] = [
  {
    name: 'a first sync clones, later ones bring what is new and drop what is gone',
    files,
    async run({ open, project }) {
      const repository = await open();
      const main = await git(project.work, 'rev-parse', 'HEAD');
      expect(await repository.sync()).toEqual({ cloned: true, repaired: false, defaultBranch: 'main', branches: { main } });
      expect(await repository.sync()).toEqual({ cloned: false, repaired: false, defaultBranch: 'main', branches: { main } });
      const feature = await project.publish({ 'c.txt': 'three\n' }, 'feature/x');
      expect((await repository.sync()).branches).toEqual({ main, 'feature/x': feature });
      await git(project.work, 'push', '--quiet', 'origin', ':feature/x');
      expect((await repository.sync()).branches).toEqual({ main });
    },
  },
  {
    name: 'a branch that was rewritten is followed, and the old commit stays readable while it is kept',
    files,
    async run({ open, project }) {
      const repository = await open();
      const before = (await repository.sync()).branches['main']!;
      await repository.keep('refs/devteam/before', before);
      await git(project.work, 'commit', '--quiet', '--amend', '-m', 'Rewritten');
      await git(project.work, 'push', '--quiet', '--force', 'origin', 'HEAD:main');
      const after = await git(project.work, 'rev-parse', 'HEAD');
      expect((await repository.sync()).branches).toEqual({ main: after });
      await repository.maintain();
      expect(await repository.findKept('refs/devteam/before')).toBe(before);
      expect(await repository.commitMessage(before)).toBe('Change');
      expect(await repository.treeOf(before)).toBe(await git(project.work, 'rev-parse', `${before}^{tree}`));
      expect(await repository.parentsOf(before)).toEqual(
        (await git(project.work, 'log', '-1', '--format=%P', before)).split(' ').filter(Boolean),
      );
    },
  },
  {
    name: 'a kept commit moves only from where it is expected, if that is asked',
    files,
    async run({ open, project }) {
      const repository = await open();
      const first = (await repository.sync()).branches['main']!;
      const second = await project.publish({ 'd.txt': 'four\n' });
      await repository.sync();
      expect(await repository.keep('refs/devteam/tip', second, { expected: first })).toBe(false);
      expect(await repository.findKept('refs/devteam/tip')).toBeUndefined();
      expect(await repository.keep('refs/devteam/tip', first, { expected: null })).toBe(true);
      expect(await repository.keep('refs/devteam/tip', second, { expected: null })).toBe(false);
      const [one, other] = await Promise.all([1, 2].map(() => repository.keep('refs/devteam/tip', second, { expected: first })));
      expect([one, other].filter(Boolean)).toHaveLength(1);
      expect(await repository.findKept('refs/devteam/tip')).toBe(second);
    },
  },
  {
    name: 'an empty remote is an answer, and its first commit can be pushed',
    files: {},
    async run({ open, project }) {
      const repository = await open();
      expect(await repository.sync()).toEqual({ cloned: true, repaired: false, defaultBranch: null, branches: {} });
      await expect(repository.resolveBranch()).rejects.toMatchObject({ code: 'repository_empty' });
      const commit = await repository.writeCommit({
        empty: true,
        replace: new Map([['docs/task_lists.md', Buffer.from('# Tasks\n')]]),
        parents: [],
        message: 'Begin',
        author: somebody,
        at: noon,
      });
      expect(await repository.push({ commit, branch: 'main', expected: null })).toEqual({ outcome: 'pushed' });
      expect(await repository.sync()).toMatchObject({ cloned: false, defaultBranch: 'main', branches: { main: commit } });
      expect(await git(project.remote, 'show', 'main:docs/task_lists.md')).toBe('# Tasks');
    },
  },
  {
    name: 'a branch is found by name, and a wrong name answers with the nearest',
    files,
    async run({ open, project }) {
      const feature = await project.publish({ 'c.txt': 'x' }, 'feature/login');
      const repository = await open();
      await repository.sync();
      expect(await repository.resolveBranch('feature/login')).toEqual({ branch: 'feature/login', commit: feature });
      await expect(repository.resolveBranch('feature/logn')).rejects.toMatchObject({
        code: 'branch_not_found',
        place: 'feature/logn',
        evidence: 'feature/login',
      });
    },
  },
  {
    name: 'a push arrives once, however often it is repeated, also when others have built on it',
    files,
    async run({ open, project }) {
      const repository = await open();
      const base = (await repository.sync()).branches['main']!;
      const commit = await grow(repository, base, 'ours');
      expect(await repository.push({ commit, branch: 'main', expected: base })).toEqual({ outcome: 'pushed' });
      expect(await repository.push({ commit, branch: 'main', expected: base })).toEqual({ outcome: 'already_there' });
      await git(project.work, 'pull', '--quiet', 'origin', 'main');
      await project.publish({ 'c.txt': 'more\n' });
      expect(await repository.push({ commit, branch: 'main', expected: base })).toEqual({ outcome: 'already_there' });
    },
  },
  {
    name: 'a push onto a branch that moved changes nothing and says where it is',
    files,
    async run({ open, project }) {
      const repository = await open();
      const base = (await repository.sync()).branches['main']!;
      const actual = await project.publish({ 'c.txt': 'theirs\n' });
      const commit = await grow(repository, base, 'ours');
      expect(await repository.push({ commit, branch: 'main', expected: base })).toEqual({ outcome: 'moved', actual });
      expect(await git(project.remote, 'rev-parse', 'main')).toBe(actual);
      await git(project.remote, 'update-ref', '-d', 'refs/heads/main');
      expect(await repository.push({ commit, branch: 'main', expected: base })).toEqual({ outcome: 'moved', actual: null });
    },
  },
  {
    name: 'a new branch is pushed only if it does not exist',
    files,
    async run({ open, project }) {
      const repository = await open();
      const base = (await repository.sync()).branches['main']!;
      const commit = await grow(repository, base, 'ours');
      expect(await repository.push({ commit, branch: 'task/1', expected: null })).toEqual({ outcome: 'pushed' });
      const other = await grow(repository, base, 'other');
      expect(await repository.push({ commit: other, branch: 'task/1', expected: null })).toEqual({ outcome: 'moved', actual: commit });
      expect(await git(project.remote, 'rev-parse', 'task/1')).toBe(commit);
    },
  },
  {
    name: 'of two who push at once one arrives and the other hears of it',
    files,
    async run({ open, project }) {
      const pushers = await Promise.all([open(), open()]);
      const [base] = await Promise.all(pushers.map(async (repository) => (await repository.sync()).branches['main']!));
      const commits = await Promise.all(pushers.map((repository, index) => grow(repository, base!, `pusher ${index}`)));
      const outcomes = await Promise.all(
        pushers.map((repository, index) => repository.push({ commit: commits[index]!, branch: 'main', expected: base! })),
      );
      const winner = outcomes.findIndex(({ outcome }) => outcome === 'pushed');
      expect(outcomes[1 - winner]).toEqual({ outcome: 'moved', actual: commits[winner] });
      expect(await git(project.remote, 'rev-parse', 'main')).toBe(commits[winner]);
    },
  },
  {
    name: 'a push that takes back what others pushed is refused before the remote hears of it',
    files,
    async run({ open, project }) {
      const base = await project.publish({ 'c.txt': 'newer\n' });
      const repository = await open();
      await repository.sync();
      const [, older] = await repository.log({ to: base });
      const commit = await grow(repository, older!.commit, 'beside');
      await expect(repository.push({ commit, branch: 'main', expected: base })).rejects.toMatchObject({ code: 'unexpected' });
      expect(await git(project.remote, 'rev-parse', 'main')).toBe(base);
    },
  },
  {
    name: "a refusal by the remote's hook comes with its words",
    files,
    async run({ open, project }) {
      const repository = await open();
      const base = (await repository.sync()).branches['main']!;
      const hook = join(project.remote, 'hooks', 'pre-receive');
      await mkdir(join(project.remote, 'hooks'), { recursive: true });
      await writeFile(hook, '#!/bin/sh\necho "main is protected: open a pull request" >&2\nexit 1\n');
      await chmod(hook, 0o755);
      const commit = await grow(repository, base, 'ours');
      await expect(repository.push({ commit, branch: 'main', expected: base })).rejects.toMatchObject({
        code: 'push_refused',
        evidence: expect.stringContaining('main is protected: open a pull request') as string,
        place: 'main',
      });
    },
  },
  {
    name: 'tags, notes and pull requests of the remote are not brought over',
    files,
    async run({ open, project }) {
      await git(project.work, 'tag', 'v1');
      await git(project.work, 'push', '--quiet', 'origin', 'v1', 'HEAD:refs/pull/1/head');
      const repository = await open();
      await repository.sync();
      expect(await git(repository.directory, 'for-each-ref', '--format=%(refname)')).toBe('refs/remotes/origin/main');
    },
  },
];
