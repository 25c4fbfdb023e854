import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type GitProject, git, hostileCommit, write } from './git-project.ts';

/** What a hostile person may put where our Git will look. `evil` is a program outside that leaves a mark if anybody runs it; `outside` a file that nobody may touch. */
export interface Trap {
  readonly evil: string;
  readonly outside: string;
}

type Entry = { mode?: string; name: string; bytes?: string; object?: string };

/** Objects in a repository; answers the tree. */
export type TreeShape = (repository: string, trap: Trap) => Promise<string>;
/** The rest of a host's repository: refs, configuration, files. */
export type HostShape = (project: GitProject, trap: Trap) => Promise<void>;
/** What is left in a work folder. */
export type WorkShape = (directory: string, trap: Trap) => Promise<void> | void;

const file = '100644';
const link = '120000';
const folder = '040000';

async function treeOf(repository: string, entries: readonly Entry[]): Promise<string> {
  const made = entries.map(async ({ bytes = 'x', mode = file, name, object }) => ({
    mode,
    name,
    object: object ?? (await hostileCommit.object(repository, 'blob', Buffer.from(bytes))),
  }));
  return hostileCommit.tree(repository, await Promise.all(made));
}

const entries =
  (...all: Entry[]): TreeShape =>
  (repository) =>
    treeOf(repository, all);

const attributes = '* filter=evil diff=evil merge=evil ident text eol=crlf working-tree-encoding=UTF-16\n';
const submodule = (url: string, more = '') => `[submodule "x"]\n\tpath = x\n\turl = ${url}\n${more}`;

/** Trees that are served by a host, or lie in the mirror already. */
export const treeShapes: Readonly<Record<string, TreeShape>> = {
  'a link above the tree': entries({ mode: link, name: 'out', bytes: '../../../outside' }),
  'an absolute link': (repository, { outside }) => treeOf(repository, [{ mode: link, name: 'out', bytes: outside }]),
  'a link to the environment of whoever reads it': entries({ mode: link, name: 'environ', bytes: '/proc/self/environ' }),
  'links that go out together': entries({ mode: link, name: 'a', bytes: 'b/..' }, { mode: link, name: 'b', bytes: 'a/../..' }),
  'a link and a folder of one name': async (repository) => {
    const inner = await treeOf(repository, [{ name: 'x', bytes: 'owned' }]);
    return treeOf(repository, [
      { mode: link, name: 'a', bytes: '..' },
      { mode: folder, name: 'a', object: inner },
    ]);
  },
  'a file called .git': entries({ name: '.git', bytes: 'gitdir: /' }),
  'a folder called .git with hooks': async (repository, { evil }) => {
    const hooks = await treeOf(repository, [{ mode: '100755', name: 'post-checkout', bytes: `#!/bin/sh\n${evil}\n` }]);
    const inside = await treeOf(repository, [
      { name: 'config', bytes: `[core]\n\tfsmonitor = ${evil}\n` },
      { mode: folder, name: 'hooks', object: hooks },
    ]);
    return treeOf(repository, [{ mode: folder, name: '.git', object: inside }]);
  },
  '.GIT': entries({ name: '.GIT' }),
  'git~1': entries({ name: 'git~1' }),
  '.git with a letter that is not seen': entries({ name: '.g\u200cit' }),
  '.git with a dot and a space after it': entries({ name: '.git. ' }),
  '.git as a stream of a file': entries({ name: '.git::$INDEX_ALLOCATION' }),
  'the folder above': entries({ name: '..' }),
  'the folder itself': entries({ name: '.' }),
  'a name that is a path': entries({ name: 'a/../../outside' }),
  'a name with a backslash path': entries({ name: '..\\..\\outside' }),
  'no name': entries({ name: '' }),
  'one name twice': entries({ name: 'a' }, { name: 'a', bytes: 'y' }),
  'entries out of order': entries({ name: 'b' }, { name: 'a' }),
  'a mode that there is not': entries({ mode: '100777', name: 'a' }, { mode: '000644', name: 'b' }),
  'names that are options': entries({ name: '--output=outside' }, { name: '-rf' }),
  'names that are patterns': entries({ name: ':(exclude)*' }, { name: ':!x' }),
  'names with line ends and terminal commands': entries({ name: 'a\nb\u001b]0;x\u0007' }),
  'a name that is no text': (repository) => treeOf(repository, [{ name: Buffer.from([0x66, 0x80]).toString('latin1') }]),
  'a name of a thousand bytes': entries({ name: 'n'.repeat(1000) }),
  'attributes that run filters': entries({ name: '.gitattributes', bytes: attributes }, { name: 'a' }),
  'attributes without end': entries({ name: '.gitattributes', bytes: `x ${'text '.repeat(30_000)}\n` }),
  'attributes that are a link': (repository, { outside }) => treeOf(repository, [{ mode: link, name: '.gitattributes', bytes: outside }]),
  'ignore rules that are a link': (repository, { outside }) => treeOf(repository, [{ mode: link, name: '.gitignore', bytes: outside }]),
  'a mailmap that is a link': (repository, { outside }) => treeOf(repository, [{ mode: link, name: '.mailmap', bytes: outside }]),
  'submodules that are a link': (repository, { outside }) => treeOf(repository, [{ mode: link, name: '.gitmodules', bytes: outside }]),
  'a submodule whose address is a command': (repository, { evil }) =>
    treeOf(repository, [
      { name: '.gitmodules', bytes: submodule(`ext::${evil}`, `\tupdate = !${evil}\n`) },
      { mode: '160000', name: 'x', object: '1'.repeat(40) },
    ]),
  'a submodule whose address is an option': (repository, { evil }) =>
    treeOf(repository, [
      { name: '.gitmodules', bytes: submodule(`-u${evil}`) },
      { mode: '160000', name: 'x', object: '2'.repeat(40) },
    ]),
  'a submodule whose name leads out': entries(
    { name: '.gitmodules', bytes: '[submodule "../../outside"]\n\tpath = x\n\turl = https://example.org/x\n' },
    { mode: '160000', name: 'x', object: '3'.repeat(40) },
  ),
  'a submodule in the place of .git': entries({ mode: '160000', name: '.git', object: '4'.repeat(40) }),
  'a whole bare repository as files': async (repository, { evil }) => {
    const inside = await treeOf(repository, [
      { name: 'HEAD', bytes: 'ref: refs/heads/main\n' },
      { name: 'config', bytes: `[core]\n\tfsmonitor = ${evil}\n\tsshCommand = ${evil}\n` },
    ]);
    return treeOf(repository, [{ mode: folder, name: 'bare', object: inside }]);
  },
  'settings of other programs': (repository, { evil }) =>
    treeOf(repository, [
      { name: '.gitconfig', bytes: `[core]\n\tpager = ${evil}\n` },
      { name: '.lfsconfig', bytes: `[lfs "customtransfer.x"]\n\tpath = ${evil}\n` },
    ]),
  'a bomb of ten thousand million files': async (repository) => {
    let tree = await treeOf(repository, [{ name: 'x' }]);
    for (let level = 0; level < 10; level += 1)
      tree = await hostileCommit.tree(
        repository,
        Array.from({ length: 10 }, (_, index) => ({ mode: folder, name: `d${index}`, object: tree })),
      );
    return tree;
  },
  'three hundred folders deep': async (repository) => {
    let tree = await treeOf(repository, [{ name: 'x' }]);
    for (let level = 0; level < 300; level += 1) tree = await hostileCommit.tree(repository, [{ mode: folder, name: 'd', object: tree }]);
    return tree;
  },
  'a file that is small only when packed': entries({ name: 'bomb', bytes: '\0'.repeat(40 * 1024 * 1024) }),
  'an object that is not there': entries({ name: 'a', object: '5'.repeat(40) }),
};

const point = async ({ remote, work }: GitProject, ref: string) => git(remote, 'update-ref', ref, await git(work, 'rev-parse', 'HEAD'));

/** What a host may be beside its trees. */
export const hostShapes: Readonly<Record<string, HostShape>> = {
  'a branch whose name is an option': async (project, { evil }) => {
    await point(project, `refs/heads/--upload-pack=${evil}`);
    await git(project.remote, 'symbolic-ref', 'HEAD', `refs/heads/--upload-pack=${evil}`);
  },
  'a default branch that is none': ({ remote }) => writeFile(join(remote, 'HEAD'), 'ref: refs/heads/../../outside\n'),
  'commits that are replaced by others': async (project) => {
    const head = await git(project.work, 'rev-parse', 'HEAD');
    await git(project.work, 'commit', '--quiet', '--allow-empty', '-m', 'Other');
    await git(project.work, 'push', '--quiet', 'origin', `HEAD:refs/replace/${head}`);
  },
  'objects that lie elsewhere': async ({ remote, root }) => {
    await mkdir(join(remote, 'objects/info'), { recursive: true });
    await writeFile(join(remote, 'objects/info/alternates'), `${join(root, 'nowhere')}\n`);
  },
  // But not what `git receive-pack` runs at its own side, as its hooks: whoever owns that machine decides that.
  'configuration that runs programs': async ({ remote }, { evil }) => {
    for (const key of [
      'core.fsmonitor',
      'core.sshCommand',
      'uploadpack.packObjectsHook',
      'core.pager',
      'core.gitProxy',
      'filter.evil.smudge',
      'diff.external',
    ])
      await git(remote, 'config', key, evil);
  },
  'a message with terminal commands and no end': async ({ work }) => {
    await git(work, 'commit', '--quiet', '--allow-empty', '-m', `x\u001b]0;owned\u0007${'y'.repeat(100_000)}`);
    await git(work, 'push', '--quiet', 'origin', 'HEAD:main');
  },
  'four hundred branches': async ({ remote, work }) => {
    const head = await git(work, 'rev-parse', 'HEAD');
    const lines = Array.from({ length: 400 }, (_, index) => `create refs/heads/b/${index} ${head}\n`);
    execFileSync('git', ['-C', remote, 'update-ref', '--stdin'], { input: lines.join('') });
  },
};

const running = [
  'core.fsmonitor',
  'core.sshCommand',
  'core.pager',
  'core.hooksPath',
  'diff.external',
  'filter.evil.clean',
  'filter.evil.smudge',
  'filter.evil.process',
  'merge.evil.driver',
  'credential.helper',
  'gpg.program',
  'alias.status',
];

async function plantRepository(at: string, { evil }: Trap): Promise<void> {
  await mkdir(at, { recursive: true });
  await git(at, 'init', '--quiet', '--template=');
  for (const key of running) await git(at, 'config', key, evil);
  await write(at, { '.git/hooks/post-checkout': `#!/bin/sh\n${evil}\n`, '.gitattributes': attributes });
  await chmod(join(at, '.git/hooks/post-checkout'), 0o755);
}

/** What an agent may leave in its work folder. */
export const workShapes: Readonly<Record<string, WorkShape>> = {
  'a repository whose configuration runs programs': (at, trap) => plantRepository(at, trap),
  'one in a folder below': (at, trap) => plantRepository(join(at, 'src/deep/er'), trap),
  'a .git that points outside': (at, { outside }) => write(at, { '.git': `gitdir: ${outside}\n` }),
  'a work tree that is elsewhere': async (at, trap) => {
    await plantRepository(at, trap);
    await git(at, 'config', 'core.worktree', '/');
  },
  'an absolute link': (at, { outside }) => symlink(outside, join(at, 'out')),
  'a link above the work': (at) => symlink('../../outside', join(at, 'out')),
  'a link in the place of a folder': async (at, { outside }) => {
    await rm(join(at, 'src'), { recursive: true });
    await symlink(join(outside, '..'), join(at, 'src'));
  },
  'a link in the place of its ignore rules': (at, { outside }) => symlink(outside, join(at, '.gitignore')),
  'a pipe': (at) => void execFileSync('mkfifo', [join(at, 'pipe')]),
  'a socket': async (at) => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(join(at, 'socket'), resolve));
    onTestFinished(() => void server.close());
  },
  'a file of holes': async (at) => {
    await writeFile(join(at, 'holes'), '');
    await truncate(join(at, 'holes'), 4 * 1024 ** 4);
  },
  'three hundred folders deep': (at) => write(at, { [`${'d/'.repeat(300)}x`]: 'x' }),
  'attributes that run filters': (at) => write(at, { '.gitattributes': attributes, 'src/.gitattributes': attributes }),
  'submodules whose address is a command': (at, { evil }) =>
    write(at, { '.gitmodules': submodule(`ext::${evil}`, `\tupdate = !${evil}\n`) }),
  'files that only look like options': (at) => write(at, { '--output=outside': 'x', '-rf': 'x', ':(exclude)*': 'x' }),
};
