import { execFileSync, spawn } from 'node:child_process';
import { access, chmod, mkdir, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, noon, somebody, write } from '../testing/git-project.ts';
import type { CollectOutcome, RepositoryError, RepositoryLimits } from '../index.ts';

async function sandbox(limits: Partial<RepositoryLimits> = {}) {
  const project = await gitProject({ code: '1\n', 'src/a': '1\n' });
  const repository = openRepository({ directory: project.mirror, url: project.remote, limits });
  await repository.sync();
  const { commit: base } = await repository.resolveBranch();
  const directory = join(project.root, 'sandbox');
  await repository.checkout(base, directory);
  const collect = (): Promise<CollectOutcome> => repository.collect({ directory, base, message: 'Work', author: somebody, at: noon });
  return { project, repository, base, directory, collect };
}

type Prepare = (directory: string, root: string) => Promise<void> | void;

const refused: [name: string, place: string, prepare: Prepare][] = [
  ['an absolute link', 'out', (at) => symlink('/etc/passwd', join(at, 'out'))],
  ['a link above the tree', 'src/out', (at) => symlink('../../project.git', join(at, 'src/out'))],
  [
    'a link that goes up through another link',
    'b',
    async (at) => {
      await symlink('src', join(at, 'a'));
      await symlink('a/../../x', join(at, 'b'));
    },
  ],
  [
    'a link in the place of a tracked file',
    'code',
    async (at) => {
      await rm(join(at, 'code'));
      await symlink('/etc/shadow', join(at, 'code'));
    },
  ],
  [
    'a link in the place of a tracked directory',
    'src',
    async (at, root) => {
      await rename(join(at, 'src'), join(root, 'elsewhere'));
      await symlink(join(root, 'elsewhere'), join(at, 'src'));
    },
  ],
  ['attributes that nobody could fetch', '.gitattributes', (at) => write(at, { '.gitattributes': `x ${'text '.repeat(500)}\n` })],
  ['a directory that nobody could fetch', 'src/.gitattributes', (at) => write(at, { 'src/.gitattributes/x': '' })],
  ['a pipe', 'src/pipe', (at) => void execFileSync('mkfifo', [join(at, 'src/pipe')])],
  [
    'a pipe in the place of a tracked file',
    'code',
    async (at) => {
      await rm(join(at, 'code'));
      execFileSync('mkfifo', [join(at, 'code')]);
    },
  ],
  [
    'a socket',
    'socket',
    async (at) => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(join(at, 'socket'), resolve));
      onTestFinished(() => void server.close());
    },
  ],
];

describe('work that may not come back', { timeout: 30_000 }, () => {
  test.each(refused)('%s', async (_, place, prepare) => {
    const { collect, directory, project, repository } = await sandbox();
    await prepare(directory, project.root);
    const before = await objectCount(repository.directory);
    await expect(collect()).rejects.toMatchObject({ code: 'tree_hostile', place });
    expect(await objectCount(repository.directory)).toBe(before);
  });

  test.each<[string, Partial<RepositoryLimits>, Prepare]>([
    [
      'too many files',
      { maxFiles: 20 },
      (at) => write(at, Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, 'x']))),
    ],
    ['too large a file', { maxFileBytes: 100 }, (at) => write(at, { big: 'x'.repeat(101) })],
    ['too much in all', { maxTotalBytes: 150 }, (at) => write(at, { a: 'x'.repeat(80), b: 'x'.repeat(80) })],
    ['too deep', { maxDepth: 20 }, (at) => write(at, { [`${'d/'.repeat(30)}f`]: 'x' })],
    ['too long a path', {}, (at) => write(at, { [`${`${'n'.repeat(200)}/`.repeat(19)}${'f'.repeat(200)}`]: 'x' })],
    [
      'a file of holes that claims terabytes',
      {},
      async (at) => {
        await writeFile(join(at, 'sparse'), '');
        await truncate(join(at, 'sparse'), 4 * 1024 ** 4);
      },
    ],
    ['a list of ignore rules without end', {}, (at) => write(at, { '.gitignore': 'x\n'.repeat(600_000) })],
  ])('%s', async (_, limits, prepare) => {
    const { collect, directory, project } = await sandbox(limits);
    await prepare(directory, project.root);
    await expect(collect()).rejects.toMatchObject({ code: 'repository_too_large' });
  });
});

describe('while something still writes', { timeout: 30_000 }, () => {
  test('a directory that is swapped for a link leads nowhere: no byte from outside gets in', async () => {
    const { collect, directory, project, repository } = await sandbox();
    const outside = join(project.root, 'outside');
    await write(outside, { a: 'stolen\n', b: 'stolen\n' });
    const swapper = spawn(
      'sh',
      [
        '-c',
        'while :; do mv src real; ln -s ../outside src; rm code; ln -s ../outside/a code; rm src; mv real src; rm code; echo 1 > code; done',
      ],
      { cwd: directory, stdio: 'ignore' },
    );
    onTestFinished(() => void swapper.kill('SIGKILL'));
    const outcomes = new Set<string>();
    const until = performance.now() + 1_500;
    while (performance.now() < until) {
      const outcome = await collect().catch((error: unknown) => (error as RepositoryError).code);
      outcomes.add(typeof outcome === 'string' ? outcome : 'collected');
      if (typeof outcome === 'string' || outcome.unchanged) continue;
      const { text } = await repository.diff(outcome.commit, '4b825dc642cb6eb9a060e54bf8d69288fbee4904');
      expect(text).not.toContain('stolen');
    }
    expect([...outcomes].filter((outcome) => outcome !== 'collected' && outcome !== 'tree_hostile')).toEqual([]);
    expect(outcomes).toContain('tree_hostile');
  });
});

describe("git's own directories never come back", { timeout: 30_000 }, () => {
  test('at any depth and in any spelling', async () => {
    const { collect, directory } = await sandbox();
    await write(directory, {
      '.git/config': 'x',
      '.GIT/hooks/post-checkout': 'x',
      'src/.Git': 'gitdir: /x',
      'src/deep/.git/HEAD': 'x',
      'git~1/x': 'x',
      '.g\u200cit/x': 'x',
      'src/.git. ': 'x',
      'vendor/lib/.git/config': 'x',
      '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::sh\n\tupdate = !sh\n',
      'src/.GitModules': 'x',
      'vendor/lib/code.js': 'ordinary\n',
    });
    expect(await collect()).toMatchObject({ files: [{ path: 'vendor/lib/code.js', change: 'added' }] });
  });
});

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

async function objectCount(directory: string): Promise<number> {
  return (await readdir(join(directory, 'objects'), { recursive: true })).length;
}
