import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, hostileCommit, noon, somebody, write } from '../testing/git-project.ts';
import type { CollectOutcome, Repository } from '../index.ts';

interface Workplace {
  repository: Repository;
  base: string;
  directory: string;
  collect: (options?: { exclude?: string[]; message?: string }) => Promise<CollectOutcome>;
}

async function workplace(files: Record<string, string | Buffer>): Promise<Workplace> {
  const project = await gitProject(files);
  const repository = openRepository({ directory: project.mirror, url: project.remote });
  await repository.sync();
  const { commit: base } = await repository.resolveBranch();
  const directory = join(project.root, 'sandbox');
  await repository.checkout(base, directory);
  return {
    repository,
    base,
    directory,
    collect: (options) => repository.collect({ directory, base, message: 'Work', author: somebody, at: noon, ...options }),
  };
}

const paths = (outcome: CollectOutcome): string[] => (outcome.unchanged ? [] : outcome.files.map(({ path }) => path));

describe('what an executor left becomes a commit', { timeout: 30_000 }, () => {
  test('nothing done is no commit', async () => {
    const { collect, directory } = await workplace({ a: '1\n', 'b/c': '2\n' });
    expect(await collect()).toEqual({ unchanged: true });
    // Touched and written again with the same bytes is nothing done, too; so is an empty directory.
    await writeFile(join(directory, 'a'), '1\n');
    await mkdir(join(directory, 'empty/deep'), { recursive: true });
    expect(await collect()).toEqual({ unchanged: true });
  });

  test('added, modified, deleted, renamed, binary, mode, and their lines', async () => {
    const long = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
    const { collect, directory, repository, base } = await workplace({
      edit: 'a\nb\n',
      gone: 'x\n',
      old: long,
      tool: '#!/bin/sh\n',
      'sub/keep': 'k',
    });
    await write(directory, { edit: 'a\nB\nc\n', 'new/file': 'n\n', 'pic.png': Buffer.from([0, 1, 2, 255]) });
    await rm(join(directory, 'gone'));
    await rename(join(directory, 'old'), join(directory, 'new/moved'));
    await chmod(join(directory, 'tool'), 0o755);
    const outcome = await collect();
    if (outcome.unchanged) throw new Error('unchanged');
    const { commit, files } = outcome;
    expect(files).toEqual([
      { path: 'edit', change: 'modified' },
      { path: 'gone', change: 'deleted' },
      { path: 'new/file', change: 'added' },
      { path: 'new/moved', change: 'added' },
      { path: 'old', change: 'deleted' },
      { path: 'pic.png', change: 'added', binary: true },
      { path: 'tool', change: 'modified' },
    ]);
    expect(await repository.changes(base, commit)).toEqual([
      { path: 'edit', change: 'modified', insertions: 2, deletions: 1 },
      { path: 'gone', change: 'deleted', insertions: 0, deletions: 1 },
      { path: 'new/file', change: 'added', insertions: 1, deletions: 0 },
      { path: 'new/moved', change: 'renamed', from: 'old', insertions: 0, deletions: 0 },
      { path: 'pic.png', change: 'added', insertions: 0, deletions: 0, binary: true },
      { path: 'tool', change: 'modified', insertions: 0, deletions: 0 },
    ]);
    const modes = Object.fromEntries((await repository.listFiles(commit)).map(({ path, mode }) => [path, mode]));
    expect(modes).toMatchObject({ tool: '100755', edit: '100644', 'new/file': '100644' });
    const [logged] = await repository.log({ to: commit, limit: 1 });
    expect(logged).toEqual({ commit, parents: [base], author: somebody, at: noon, message: 'Work' });
    expect((await repository.diff(base, commit)).text).toContain('+B\n+c\n');
    expect(await repository.diff(base, commit, { maxBytes: 20 })).toEqual({ text: 'diff --git a/edit b/', truncated: true });
  });

  test('the same work gives the same commit, from any directory', async () => {
    const { repository, base, directory, collect } = await workplace({ a: '1' });
    const twin = `${directory}-twin`;
    await repository.checkout(base, twin);
    for (const place of [directory, twin]) await write(place, { b: 'same', 'c/d': 'same' });
    expect(await repository.collect({ directory: twin, base, message: 'Work', author: somebody, at: noon })).toEqual(await collect());
  });

  test('names and texts of any letters, also as the author', async () => {
    const { repository, base, directory } = await workplace({ a: '1', '.gitignore': 'nothing\n' });
    const names = [
      'with space',
      ' lead',
      'ünïcödé',
      '"quoted"',
      'back\\slash',
      'line\nend',
      'tab\tx',
      ':(top)nothing',
      ':!x',
      '-dash',
      '#hash',
      '!bang',
      'star*',
    ];
    await write(directory, Object.fromEntries(names.map((name) => [name, name])));
    const author = { name: 'Ev<il>\nname', email: 'a@b>\ncommitter x' };
    const outcome = await repository.collect({ directory, base, message: 'Grüße\u0000\n\nfrom x\nD a', author, at: noon });
    expect(paths(outcome).toSorted()).toEqual(names.toSorted());
    const { commit } = outcome as { commit: string };
    const [logged] = await repository.log({ to: commit, limit: 1 });
    expect(logged).toMatchObject({
      message: 'Grüße\n\nfrom x\nD a',
      author: { name: 'Ev il name', email: 'a@b committer x' },
      parents: [base],
    });
    expect(await git(repository.directory, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  test('names that are no text survive', async () => {
    const { directory, collect, repository } = await workplace({ a: '1' });
    const name = Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0x66, 0xff, 0xfe, 0x67])]);
    await writeFile(name, 'bytes');
    const { commit } = (await collect()) as { commit: string };
    const again = `${directory}-again`;
    await repository.checkout(commit, again);
    expect(await readFile(Buffer.concat([Buffer.from(`${again}/`), Buffer.from([0x66, 0xff, 0xfe, 0x67])]), 'utf8')).toBe('bytes');
  });

  test('a file becomes a directory, a directory a file, a link a file', async () => {
    const { directory, collect, repository } = await workplace({ file: '1', 'dir/x': '2', 'dir/y': '3' });
    await rm(join(directory, 'file'));
    await rm(join(directory, 'dir'), { recursive: true });
    await write(directory, { 'file/inside': '4', dir: '5' });
    await symlink('file/inside', join(directory, 'link'));
    const { commit } = (await collect()) as { commit: string };
    const files = await repository.listFiles(commit);
    expect(files.map(({ path, mode }) => [path, mode])).toEqual([
      ['dir', '100644'],
      ['file/inside', '100644'],
      ['link', '120000'],
    ]);
  });

  test('files too many for memory are read again when they are written', async () => {
    const { directory, collect, repository } = await workplace({ a: '1' });
    const big = Array.from({ length: 5 }, (_, index) => Buffer.alloc(9 * 1024 ** 2, `${index}`));
    await write(directory, Object.fromEntries(big.map((bytes, index) => [`deep/${index}`, bytes])));
    const { commit } = (await collect()) as { commit: string };
    for (const [index, bytes] of big.entries()) {
      const read = await repository.readFile(commit, `deep/${index}`, { maxBytes: 1e9 });
      expect(Buffer.from(read!).equals(bytes)).toBe(true);
    }
  });
});

describe('what stays out of the commit', { timeout: 30_000 }, () => {
  test('new files that are ignored, at any depth, by rules old and new', async () => {
    const { directory, collect } = await workplace({
      '.gitignore': 'node_modules/\n*.log\n!keep.log\n/dist\n',
      'sub/.gitignore': 'local\n!important.log\n',
      'tracked.log': 'old\n',
      'dist/tracked': 'old\n',
    });
    await write(directory, {
      'node_modules/x/index.js': 'x',
      'deep/node_modules/y': 'x',
      'a.log': 'x',
      'keep.log': 'x',
      'sub/local': 'x',
      'sub/important.log': 'x',
      'sub/other.log': 'x',
      'sub/fresh/.gitignore': 'secret\n',
      'sub/fresh/secret': 'x',
      'sub/fresh/open': 'x',
      // Tracked files are never ignored, but new ones beside them are.
      'tracked.log': 'new\n',
      'dist/tracked': 'new\n',
      'dist/new': 'x',
      'sub/dist': 'x',
      // Not a directory, so the rule with a slash does not mean it.
      'sub/node_modules': 'file',
    });
    expect(paths(await collect())).toEqual([
      'dist/tracked',
      'keep.log',
      'sub/dist',
      'sub/fresh/.gitignore',
      'sub/fresh/open',
      'sub/important.log',
      'sub/node_modules',
      'tracked.log',
    ]);
  });

  test('an ignored directory is not even opened: no limit and no pipe in it counts', async () => {
    const { directory, base, repository } = await workplace({ '.gitignore': 'node_modules/\n' });
    await write(directory, Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`node_modules/${index}`, 'x'])));
    await symlink('/etc/passwd', join(directory, 'node_modules/out'));
    await write(directory, { done: 'x' });
    const small = openRepository({ directory: repository.directory, url: '/nowhere', limits: { maxFiles: 10 } });
    expect(paths(await small.collect({ directory, base, message: 'x', author: somebody, at: noon }))).toEqual(['done']);
  });

  test('what the caller excludes, whatever a .gitignore says and whatever was done to it', async () => {
    const { directory, collect } = await workplace({ 'task_lists.md': '1', 'conf/a': '1', 'conf/b': '1', code: '1' });
    await rm(join(directory, 'conf'), { recursive: true });
    await write(directory, {
      'task_lists.md': 'forged',
      '.aider.history': 'x',
      'x/.aider.tags/y': 'x',
      '.gitignore': '!.aider*\n',
      code: '2',
    });
    expect(paths(await collect({ exclude: ['/task_lists.md', '.aider*', 'conf/**'] }))).toEqual(['.gitignore', 'code']);
  });

  test('a submodule stays as it was, and what stands in its place is not looked at', async () => {
    const { directory, repository, base } = await workplace({ code: '1' });
    const code = await git(repository.directory, 'rev-parse', `${base}:code`);
    const tree = await hostileCommit.tree(repository.directory, [
      { mode: '100644', name: 'code', object: code },
      { mode: '160000', name: 'sub', object: '2'.repeat(40) },
    ]);
    const withSubmodule = await hostileCommit.commit(repository.directory, tree);
    const collect = () => repository.collect({ directory, base: withSubmodule, message: 'x', author: somebody, at: noon });
    expect(await collect()).toEqual({ unchanged: true });
    await write(directory, { 'sub/.git': 'gitdir: /x', 'sub/file': 'x', code: '2' });
    await symlink('/etc/passwd', join(directory, 'sub/out'));
    const outcome = await collect();
    expect(paths(outcome)).toEqual(['code']);
    expect(await repository.listFiles((outcome as { commit: string }).commit)).toContainEqual({
      path: 'sub',
      mode: '160000',
      size: 0,
      object: '2'.repeat(40),
    });
  });
});
