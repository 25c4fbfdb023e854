import { chmod, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from './index.ts';
import { remoteCases } from './repository.conformance.ts';
import { gitHost } from './testing/git-host.ts';
import { git, gitProject, noon, somebody, write } from './testing/git-project.ts';
import type { RepositorySource } from './index.ts';
import type { GitProject } from './testing/git-project.ts';

const kinds: Record<string, (project: GitProject) => Promise<Omit<RepositorySource, 'directory'>>> = {
  'a plain path': async ({ remote }) => ({ url: remote }),
  'file://': async ({ remote }) => ({ url: `file://${remote}` }),
  'http with a login': async ({ remote }) => {
    const host = await gitHost(remote, { login: 'x-access-token:s3cret' });
    return { url: host.url, credential: () => ({ secret: 's3cret' }) };
  },
};

describe.each(Object.entries(kinds))('a remote at %s', { timeout: 30_000 }, (_, sourceOf) => {
  test.each(remoteCases)('$name', async ({ files, run }) => {
    expect.hasAssertions();
    const project = await gitProject(files);
    const source = await sourceOf(project);
    let count = 0;
    await run({ project, open: async () => openRepository({ ...source, directory: `${project.mirror}-${count++}` }) });
  });
});

describe('one task, from clone to push', { timeout: 30_000 }, () => {
  test('clones, checks out, collects, merges, writes and pushes', async () => {
    const project = await gitProject({ 'readme.md': 'Hello\n', 'src/a.js': 'one\ntwo\nthree\n', 'task_lists.md': '- [ ] 1 Task\n' });
    const repository = openRepository({ directory: project.mirror, url: project.remote });

    const first = await repository.sync();
    expect(first).toMatchObject({ cloned: true, repaired: false, defaultBranch: 'main' });
    const { branch, commit: base } = await repository.resolveBranch();
    expect({ branch, base }).toEqual({ branch: 'main', base: first.branches['main'] });

    const directory = join(project.root, 'sandbox');
    await repository.checkout(base, directory);
    await write(directory, { 'src/a.js': 'one\nTWO\nthree\n', 'src/b.js': 'new\n' });
    await chmod(join(directory, 'src/b.js'), 0o755);
    await rm(join(directory, 'readme.md'));
    const collected = await repository.collect({ directory, base, message: 'Do the task', author: somebody, at: noon });
    expect(collected).toMatchObject({
      files: [
        { path: 'readme.md', change: 'deleted' },
        { path: 'src/a.js', change: 'modified' },
        { path: 'src/b.js', change: 'added' },
      ],
    });
    if (collected.unchanged) throw new Error('unchanged');
    expect(await repository.changes(base, collected.commit)).toEqual([
      { path: 'readme.md', change: 'deleted', insertions: 0, deletions: 1 },
      { path: 'src/a.js', change: 'modified', insertions: 1, deletions: 1 },
      { path: 'src/b.js', change: 'added', insertions: 1, deletions: 0 },
    ]);
    await repository.keep('refs/heads/task/1-task', collected.commit);

    const theirs = await project.publish({ 'src/c.js': 'other\n', 'task_lists.md': '- [ ] 1 Task\n- [ ] 2 More\n' });
    await repository.sync();
    const merged = await repository.mergeTree({ base, ours: theirs, theirs: collected.commit, excludePath: 'task_lists.md' });
    expect(merged.conflicts).toBeUndefined();
    const commit = await repository.writeCommit({
      tree: merged.tree!,
      replace: new Map([['task_lists.md', Buffer.from('- [x] 1 Task\n- [ ] 2 More\n')]]),
      parents: [theirs, collected.commit],
      message: 'Land the task',
      author: somebody,
      at: noon,
    });
    expect(await repository.push({ commit, branch: 'main', expected: theirs })).toEqual({ outcome: 'pushed' });

    await git(project.work, 'pull', '--quiet', 'origin', 'main');
    expect(await readFile(join(project.work, 'task_lists.md'), 'utf8')).toBe('- [x] 1 Task\n- [ ] 2 More\n');
    expect((await stat(join(project.work, 'src/b.js'))).mode & 0o111).not.toBe(0);
    expect(await git(project.work, 'fsck', '--strict')).toBe('');
    expect(await repository.commitMessage(commit)).toBe('Land the task');
    expect(await repository.findKept('refs/heads/task/1-task')).toBe(collected.commit);
    await repository.forget('refs/heads/task/1-task');
    expect(await repository.findKept('refs/heads/task/1-task')).toBeUndefined();
    await repository.maintain();
    expect((await repository.log({ to: commit, from: base })).map(({ message }) => message)).toEqual([
      'Land the task',
      'Change',
      'Do the task',
    ]);
  });
});
