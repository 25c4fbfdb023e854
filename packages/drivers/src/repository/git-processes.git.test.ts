import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openRepository } from './index.ts';
import { gitProject, noon, somebody, write } from './testing/git-project.ts';

/** Each start of a git costs the big process of the engine more than most calls do, so their number is a promise. */
describe('the git processes of one task', { timeout: 60_000 }, () => {
  test('are those that nothing else could do', async () => {
    const project = await gitProject({ 'a.txt': 'one\n', 'dir/b.txt': 'two\n', '.gitignore': 'node_modules/\n' });
    const log = join(project.root, 'log');
    const shim = join(project.root, 'git');
    const { PATH = '' } = await import('./config.ts').then(({ inheritedEnvironment }) => inheritedEnvironment());
    // The words after the options that come before the command.
    const script = `#!/bin/sh
for word in "$@"; do case "$before$word" in -c*|*=*) ;; *) echo "$word" >> '${log}'; break;; esac; before=$([ "$word" = -c ] && echo -c); done
PATH='${PATH}' exec git "$@"
`;
    await writeFile(shim, script);
    await chmod(shim, 0o755);
    vi.stubEnv('PATH', `${project.root}:${PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    vi.unstubAllEnvs();
    onTestFinished(() => repository.close());

    const counted: Record<string, string[]> = {};
    const count = async <Result>(name: string, work: Promise<Result>): Promise<Result> => {
      const result = await work;
      counted[name] = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
      await writeFile(log, '');
      return result;
    };

    await count('clone', repository.sync());
    await count('sync, nothing moved', repository.sync({ examine: false }));
    const { commit: base } = await count('resolveBranch', repository.resolveBranch());
    await count('first read', repository.readFile(base, 'a.txt', { maxBytes: 99 }));
    const files = await count('listFiles', repository.listFiles(base));
    await count('readFiles', repository.readFiles(files, { maxBytes: 99 }));
    const directory = join(project.root, 'sandbox');
    await count('checkout', repository.checkout(base, directory));
    await write(directory, { 'a.txt': 'ONE\n' });
    const work = { directory, base, message: 'Work', author: somebody, at: noon };
    const changed = await count('collect, known files', repository.collect({ ...work, keepAs: 'refs/heads/task/1' }));
    await write(directory, { 'new.txt': 'x\n' });
    await count('collect, a new file', repository.collect(work));
    if (changed.unchanged) throw new Error('unchanged');
    const commit = await count(
      'writeCommit',
      repository.writeCommit({
        tree: changed.tree,
        replace: new Map([['dir/b.txt', Buffer.from('TWO\n')]]),
        parents: [base],
        message: 'Land',
        author: somebody,
        at: noon,
      }),
    );
    await count('keep', repository.keep('refs/devteam/x', commit));
    await count('findKept', repository.findKept('refs/devteam/x'));
    await count('isAncestor, the parent', repository.isAncestor(base, commit));
    await count('commitMessage', repository.commitMessage(commit));
    await count('treeOf', repository.treeOf(commit));
    await count('parentsOf', repository.parentsOf(commit));
    await count('push', repository.push({ commit, branch: 'main', expected: base }));
    await count('forget', repository.forget('refs/heads/task/1'));
    await count('sync after our push', repository.sync({ examine: false }));
    await project.publish({}, 'other');
    await count('sync, something moved', repository.sync({ examine: false }));

    expect(counted).toEqual({
      clone: ['ls-remote', 'init', 'fetch'],
      'sync, nothing moved': ['ls-remote'],
      resolveBranch: [],
      'first read': ['cat-file'],
      listFiles: [],
      readFiles: [],
      checkout: [],
      'collect, known files': [],
      'collect, a new file': ['check-ignore'],
      writeCommit: [],
      keep: [],
      findKept: [],
      'isAncestor, the parent': [],
      commitMessage: [],
      treeOf: [],
      parentsOf: [],
      push: ['push'],
      forget: [],
      'sync after our push': ['ls-remote'],
      'sync, something moved': ['ls-remote', 'fetch'],
    });
  });
});
