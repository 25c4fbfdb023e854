import { once } from 'node:events';
import { execFileSync, spawn } from 'node:child_process';
import { readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { write } from '../testing/git-project.ts';
import { sandbox } from '../testing/sandbox-work.ts';
import type { RepositoryError, RepositoryLimits } from '../index.ts';

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
      { cwd: directory, stdio: 'ignore', detached: true },
    );
    const ended = once(swapper, 'close');
    // With what it has just started, or that would still move things about while the folder is removed.
    onTestFinished(async () => {
      if (swapper.pid !== undefined) process.kill(-swapper.pid, 'SIGKILL');
      await ended;
    });
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

async function objectCount(directory: string): Promise<number> {
  return (await readdir(join(directory, 'objects'), { recursive: true })).length;
}
