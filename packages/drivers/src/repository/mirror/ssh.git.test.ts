import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, noon, somebody } from '../testing/git-project.ts';

/** Stands in for ssh: writes its arguments down and runs the command on this machine. */
async function localSsh(directory: string): Promise<string> {
  const log = join(directory, 'ssh.log');
  await writeFile(join(directory, 'ssh'), `#!/bin/sh\necho "$*" >> ${log}\nfor last; do :; done\nexec sh -c "$last"\n`);
  await chmod(join(directory, 'ssh'), 0o755);
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return log;
}

test('through ssh: never asks, and the login stays where it belongs', { timeout: 30_000 }, async () => {
  const project = await gitProject({ a: '1\n' });
  const log = await localSsh(project.root);
  for (const url of [`ssh://git@host.example:2222${project.remote}`, `git@host.example:${project.remote}`]) {
    const repository = openRepository({ directory: `${project.mirror}-${url.length}`, url, credential: () => ({ secret: 's3cret' }) });
    const base = (await repository.sync()).branches['main']!;
    const commit = await repository.writeCommit({ treeOf: base, parents: [base], message: url, author: somebody, at: noon });
    expect(await repository.push({ commit, branch: 'main', expected: base })).toEqual({ outcome: 'pushed' });
    expect(await git(project.remote, 'rev-parse', 'main')).toBe(commit);
  }
  const calls = await readFile(log, 'utf8');
  expect(calls).toMatch(/^-o BatchMode=yes .*-p 2222 git@host\.example git-upload-pack '/m);
  expect(calls).toMatch(/^-o BatchMode=yes .* git@host\.example git-receive-pack '/m);
  expect(calls).not.toContain('s3cret');
});
