import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isFullScale } from '../../../../e2e/support/scale.ts';
import { openRepository } from './index.ts';
import { type GitProject, git, gitProject, noon, somebody, write } from './testing/git-project.ts';

type Prepare = (project: GitProject) => Promise<unknown>;
const files =
  (all: Record<string, string | Buffer>): Prepare =>
  ({ work }) =>
    write(work, all);
const many = (count: number, path: (index: number) => string) =>
  files(Object.fromEntries(Array.from({ length: count }, (_, index) => [path(index), `text ${index}\n`])));
const commit = (work: string, ...more: string[]) => git(work, 'commit', '--quiet', '--allow-empty', '-m', 'More', ...more);

/** What people have, and what a guard that is too strict would refuse or change. */
const ordinary: Readonly<Record<string, Prepare>> = {
  'a package of Node': files({
    'package.json': '{"name":"x"}\n',
    'src/index.js': 'export {};\n',
    '.npmrc': 'fund=false\n',
    '.gitignore': 'node_modules\n',
  }),
  'a package of Python': files({
    'pyproject.toml': '[project]\nname = "x"\n',
    'x/__init__.py': '',
    'tests/test_x.py': 'def test(): pass\n',
  }),
  'a module of Go': files({ 'go.mod': 'module x\n', 'x.go': 'package x\n', 'testdata/golden': 'x' }),
  'a crate of Rust': files({ 'Cargo.toml': '[package]\nname = "x"\n', 'src/main.rs': 'fn main() {}\n', '.cargo/config.toml': '[build]\n' }),
  'a site with a large picture': files({ 'index.html': '<!doctype html>\n', 'big.png': Buffer.alloc(5 * 1024 * 1024, 7) }),
  'line ends of Windows': files({ 'a.txt': 'one\r\ntwo\r\n', 'b.txt': 'one\r\ntwo\n' }),
  'attributes for line ends': files({
    '.gitattributes': '* text=auto\n*.bat text eol=crlf\n*.png binary\n',
    'a.bat': 'echo\n',
    'a.png': Buffer.from([0, 13, 10]),
  }),
  'attributes of a filter that is not installed': files({
    '.gitattributes': '*.psd filter=lfs diff=lfs merge=lfs -text\n',
    'a.psd': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
  }),
  'text in UTF-16': files({ 'a.ps1': Buffer.from('\uFEFFWrite-Host', 'utf16le') }),
  'text in an old encoding': files({ 'a.txt': Buffer.from([0xe4, 0xf6, 0xfc, 0x0a]) }),
  'names with umlauts and spaces': files({ 'Straße und Öl.txt': 'x', 'ä/ö/ü': 'x' }),
  'names in other scripts, and with emoji': files({ '日本語.md': 'x', 'мир/файл': 'x', '🚀.txt': 'x' }),
  'both forms of one letter': files({ 'e\u0301.txt': 'x', 'o.txt': 'x' }),
  'names that differ in case': files({ Makefile: 'x', makefile: 'y' }),
  'names that shells dislike': files({ "it's; $(x) & `y`": 'x', '-n': 'x', '#tmp#': 'x', '%PATH%': 'x' }),
  'names that Windows dislikes': files({ 'aux.c': 'x', 'con/readme': 'x' }),
  'long names and deep folders': files({ [`${'folder/'.repeat(40)}${'n'.repeat(200)}`]: 'x' }),
  'two thousand files': many(2000, (index) => `part-${index % 50}/file-${index}.txt`),
  'empty files and one of one byte': files({ empty: '', 'a/empty': '', one: 'x', '.gitkeep': '' }),
  'programs that may be run': async ({ work }) => {
    await write(work, { 'bin/run': '#!/bin/sh\n', gradlew: '#!/bin/sh\n' });
    await chmod(join(work, 'bin/run'), 0o755);
  },
  'links inside': async ({ work }) => {
    await write(work, { 'packages/a/index.js': 'x', 'docs/readme.md': 'x' });
    await symlink('docs/readme.md', join(work, 'READ.md'));
    await symlink('../packages/a', join(work, 'docs/a'));
  },
  'a link that leads nowhere': ({ work }) => symlink('not/there', join(work, 'later')),
  'hooks and CI as files': files({
    '.husky/pre-commit': 'npm test\n',
    '.github/workflows/ci.yml': 'on: push\n',
    '.githooks/pre-push': '#!/bin/sh\n',
  }),
  'ignored files that are tracked': async ({ work }) => {
    await write(work, { '.gitignore': '*.log\ndist/\n', 'kept.log': 'x', 'dist/bundle.js': 'x' });
  },
  'a submodule': async ({ work }) => {
    await write(work, { '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = https://example.org/lib.git\n' });
    await git(work, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib`);
  },
  'merges, with three parents too': async ({ work }) => {
    await commit(work);
    for (const branch of ['one', 'two']) {
      await git(work, 'checkout', '--quiet', '-b', branch, 'main');
      await write(work, { [branch]: branch });
      await git(work, 'add', '-A');
      await commit(work);
    }
    await git(work, 'checkout', '--quiet', 'main');
    await git(work, 'merge', '--quiet', '-m', 'Octopus', 'one', 'two');
  },
  'several beginnings, tags and notes': async ({ work }) => {
    await commit(work);
    await git(work, 'tag', '-a', 'v1', '-m', 'One');
    await git(work, 'notes', 'add', '-m', 'Seen');
    await git(work, 'push', '--quiet', 'origin', 'v1', 'refs/notes/commits');
  },
  'an author without an address, from far in the west': ({ work }) =>
    git(
      work,
      '-c',
      'user.name=Zoë',
      '-c',
      'user.email=',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'Späte Änderung',
      '--date',
      '2020-01-01T00:00:00-1130',
    ),
  'thirty branches with slashes': async ({ remote, work }) => {
    await commit(work);
    await git(work, 'push', '--quiet', 'origin', 'HEAD:main');
    for (let index = 0; index < 30; index += 1)
      await git(remote, 'update-ref', `refs/heads/feature/${index}/x`, await git(work, 'rev-parse', 'HEAD'));
  },
  'folders of other tools': files({
    '.vscode/settings.json': '{}\n',
    '.idea/x.iml': 'x',
    '.devcontainer/devcontainer.json': '{}\n',
    '.svn/entries': '10\n',
  }),
  'names that only look like ours': files({
    '.gitx/config': 'x',
    'git/HEAD': 'x',
    '.git-blame-ignore-revs': 'x',
    'a.git/x': 'x',
    '.gitlab-ci.yml': 'x',
  }),
};

describe('an ordinary repository comes and goes untouched', { timeout: 60_000 }, () => {
  test('there are thirty', () => expect(Object.keys(ordinary).length).toBeGreaterThanOrEqual(30));

  test.for(Object.entries(ordinary).filter((_, index) => isFullScale || index % 5 === 0))('%s', async ([, prepare]) => {
    const project = await gitProject({ 'README.md': '# X\n', 'task_lists.md': '- [ ] x\n' });
    await prepare(project);
    await git(project.work, '-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false', 'add', '-A', '--force');
    await git(project.work, 'commit', '--quiet', '--allow-empty', '-m', 'As it is');
    await git(project.work, 'push', '--quiet', 'origin', 'HEAD:main');
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    await repository.sync();
    const { commit: base } = await repository.resolveBranch();
    const directory = join(project.root, 'out');
    await repository.checkout(base, directory);
    expect(await repository.collect({ directory, base, message: 'x', author: somebody, at: noon })).toEqual({ unchanged: true });

    await mkdir(join(directory, 'new'));
    await writeFile(join(directory, 'new/file.txt'), 'new\n');
    const work = await repository.collect({ directory, base, message: 'x', author: somebody, at: noon });
    const landed = await repository.writeCommit({
      treeOf: work.unchanged ? base : work.commit,
      parents: [base],
      message: 'Land\n',
      author: somebody,
      at: noon,
    });
    expect(await repository.push({ commit: landed, branch: 'main', expected: base })).toMatchObject({ outcome: 'pushed' });
    // Told by plain Git: all of the old tree, and the one file.
    const listed = async (treeish: string) => (await git(project.remote, 'ls-tree', '-r', '-z', treeish)).split('\0').filter(Boolean);
    const [before, after] = [await listed(base), await listed('main')];
    expect(after.filter((line) => !before.includes(line)).map((line) => line.split('\t')[1])).toEqual(['new/file.txt']);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
    expect(await readFile(join(directory, 'README.md'), 'utf8')).toBe('# X\n');
  });
});
