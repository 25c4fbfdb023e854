import { access, chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, noon, somebody, write } from '../testing/git-project.ts';
import { sandbox } from '../testing/sandbox-work.ts';

/** Keys of git's configuration whose value is run. */
const runningKeys = [
  'core.fsmonitor',
  'core.sshCommand',
  'core.pager',
  'core.editor',
  'core.askPass',
  'core.gitProxy',
  'core.alternateRefsCommand',
  'core.hooksPath',
  'diff.external',
  'diff.evil.command',
  'diff.evil.textconv',
  'filter.evil.clean',
  'filter.evil.smudge',
  'filter.evil.process',
  'merge.evil.driver',
  'credential.helper',
  'gpg.program',
  'gpg.ssh.program',
  'sequence.editor',
  'uploadpack.packObjectsHook',
  'trailer.x.command',
  'trailer.x.cmd',
  'pager.log',
  'pager.diff',
  'alias.status',
  'alias.ls-tree',
  'interactive.diffFilter',
  'submodule.x.update',
  'remote.origin.uploadpack',
  'remote.origin.receivepack',
  'remote.origin.vcs',
  'browser.x.cmd',
  'mergetool.x.cmd',
  'difftool.x.cmd',
  'sendemail.sendmailcmd',
];
const attributes = '* filter=evil diff=evil merge=evil ident text eol=crlf\n';
const hooks = [
  'pre-commit',
  'post-checkout',
  'post-index-change',
  'reference-transaction',
  'pre-push',
  'post-merge',
  'fsmonitor-watchman',
  'pre-auto-gc',
];

describe('nothing that a sandbox wrote is ever run', { timeout: 60_000 }, () => {
  test('configuration, hooks and attributes in the tree, in a nested repository, and even in the mirror', async () => {
    const { collect, directory, project, repository, base } = await sandbox();
    const canary = join(project.root, 'canary');
    const script = join(project.root, 'evil.sh');
    await writeFile(script, `#!/bin/sh\necho "$0 $*" >> ${canary}\n`);
    await chmod(script, 0o755);

    await mkdir(join(directory, 'nested'));
    for (const place of [directory, join(directory, 'nested')]) {
      await git(place, 'init', '--quiet', '--template=');
      await write(place, { 'inner.txt': 'x\n', '.gitattributes': attributes });
    }
    for (const gitDirectory of [join(directory, '.git'), join(directory, 'nested/.git'), repository.directory]) {
      for (const key of runningKeys) {
        const value = key === 'core.hooksPath' ? join(gitDirectory, 'hooks') : script;
        await git(project.root, 'config', '--file', join(gitDirectory, 'config'), key, value);
      }
      await mkdir(join(gitDirectory, 'hooks'), { recursive: true });
      for (const hook of hooks) {
        await writeFile(join(gitDirectory, 'hooks', hook), `#!/bin/sh\necho ${hook} >> ${canary}\n`);
        await chmod(join(gitDirectory, 'hooks', hook), 0o755);
      }
    }
    // A tracked directory that looks like a bare repository.
    await write(directory, {
      'bare/HEAD': 'ref: refs/heads/main\n',
      'bare/config': `[core]\n\tfsmonitor = ${script}\n`,
      'bare/objects/x': '',
      'bare/refs/x': '',
    });
    await write(directory, { '.gitmodules': '[submodule "nested"]\n\tpath = nested\n\turl = ext::sh\n\tignore = none\n\tupdate = !sh\n' });

    const outcome = await collect();
    if (outcome.unchanged) throw new Error('unchanged');
    const { commit } = outcome;
    await repository.checkout(commit, join(project.root, 'again'));
    await repository.diff(base, commit);
    await repository.log({ to: commit });
    const merged = await repository.mergeTree({ base, ours: base, theirs: commit, excludePath: 'code' });
    const landed = await repository.writeCommit({ tree: merged.tree!, parents: [base], message: 'x', author: somebody, at: noon });
    await repository.push({ commit: landed, branch: 'main', expected: base });
    await repository.sync();
    await repository.keep('refs/devteam/x', landed);
    await repository.maintain();
    await expect(access(canary)).rejects.toMatchObject({ code: 'ENOENT' });

    // The canary does sing: plain git in the same tree runs it at once.
    await git(directory, 'status').catch(() => '');
    await access(canary);
  });
});
