import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, hostileCommit, noon, somebody } from '../testing/git-project.ts';
import type { Repository, RepositoryError } from '../index.ts';

async function opened(files: Record<string, string>) {
  const project = await gitProject(files);
  const repository = openRepository({ directory: project.mirror, url: project.remote });
  await repository.sync();
  const { commit: base } = await repository.resolveBranch();
  return { project, repository, base };
}

const change = (repository: Repository, base: string, files: Record<string, string>): Promise<string> =>
  repository.writeCommit({
    treeOf: base,
    replace: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
    parents: [base],
    message: 'Change',
    author: somebody,
    at: noon,
  });

const show = (repository: Repository, tree: string, path: string): Promise<string> =>
  git(repository.directory, 'cat-file', 'blob', `${tree}:${path}`);

const ten = (third: string, eighth: string): string => `1\n2\n${third}\n4\n5\n6\n7\n${eighth}\n9\n10\n`;

describe('a merge without a work tree', { timeout: 30_000 }, () => {
  test('takes both sides', async () => {
    const { repository, base } = await opened({ a: ten('3', '8'), b: 'x\n' });
    const ours = await change(repository, base, { a: ten('THREE', '8'), 'new/ours': '1\n' });
    const theirs = await change(repository, base, { a: ten('3', 'EIGHT'), 'new/theirs': '2\n' });
    const { tree } = await repository.mergeTree({ base, ours, theirs });
    expect(await show(repository, tree!, 'a')).toBe(ten('THREE', 'EIGHT').trimEnd());
    expect(await git(repository.directory, 'ls-tree', '-r', '--name-only', tree!)).toBe('a\nb\nnew/ours\nnew/theirs');
  });

  test('names every path in conflict', async () => {
    const { repository, base } = await opened({ a: 'x\n', b: 'x\n', c: 'x\n' });
    const ours = await change(repository, base, { a: 'ours\n', b: 'ours\n', c: 'same\n' });
    const theirs = await change(repository, base, { a: 'theirs\n', b: 'theirs\n', c: 'same\n' });
    expect(await repository.mergeTree({ base, ours, theirs })).toEqual({ conflicts: ['a', 'b'] });
  });

  test('believes the caller about the base, not history', async () => {
    const { repository, base } = await opened({ a: 'x\n' });
    // Two commits that share no history at all.
    const write = (text: string): Promise<string> =>
      repository.writeCommit({
        empty: true,
        replace: new Map([['a', Buffer.from(text)]]),
        parents: [],
        message: text,
        author: somebody,
        at: noon,
      });
    const [ours, theirs] = [await write('x\n'), await write('y\n')];
    const { tree } = await repository.mergeTree({ base, ours, theirs });
    expect(await show(repository, tree!, 'a')).toBe('y');
  });

  test('leaves the excluded path as ours has it, in any combination', async () => {
    const { repository, base } = await opened({ 'list.md': 'one\n', code: 'x\n' });
    const ours = await change(repository, base, { 'list.md': 'ours\n' });
    const theirs = await change(repository, base, { 'list.md': 'theirs\n', code: 'y\n' });
    expect(await repository.mergeTree({ base, ours, theirs })).toEqual({ conflicts: ['list.md'] });
    const merged = await repository.mergeTree({ base, ours, theirs, excludePath: 'list.md' });
    expect([await show(repository, merged.tree!, 'list.md'), await show(repository, merged.tree!, 'code')]).toEqual(['ours', 'y']);

    // Deleted by ours: it stays away. Turned into a directory by theirs: it stays a file.
    const code = await git(repository.directory, 'rev-parse', `${base}:code`);
    const without = await hostileCommit.commit(
      repository.directory,
      await hostileCommit.tree(repository.directory, [{ mode: '100644', name: 'code', object: code }]),
    );
    const { tree } = await repository.mergeTree({ base, ours: without, theirs, excludePath: 'list.md' });
    expect(await git(repository.directory, 'ls-tree', '--name-only', tree!)).toBe('code');
    const directory = await change(repository, without, { 'list.md/x': '1' });
    const kept = await repository.mergeTree({ base, ours, theirs: directory, excludePath: 'list.md' });
    expect(await show(repository, kept.tree!, 'list.md')).toBe('ours');
  });

  test('a merge rule in .gitattributes does not decide', async () => {
    const { repository, base } = await opened({ a: 'x\n', '.gitattributes': 'a merge=union\n' });
    const ours = await change(repository, base, { a: 'ours\n' });
    const theirs = await change(repository, base, { a: 'theirs\n' });
    expect(await repository.mergeTree({ base, ours, theirs })).toEqual({ conflicts: ['a'] });
  });

  test('of a commit that is not there is an error, not a conflict', async () => {
    const { repository, base } = await opened({ a: 'x\n' });
    await expect(repository.mergeTree({ base, ours: base, theirs: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'repository_damaged' });
  });
});

describe('a written commit', { timeout: 30_000 }, () => {
  test('has the tree, the replaced bytes, the parents and the time, and always the same id', async () => {
    const { repository, base, project } = await opened({ 'docs/list.md': 'old\r\n', run: 'x' });
    await git(project.work, 'update-index', '--chmod=+x', 'run');
    await git(project.work, 'commit', '--quiet', '-m', 'Executable');
    await git(project.work, 'push', '--quiet', 'origin', 'HEAD:main');
    const other = (await repository.sync()).branches['main']!;
    const write = (): Promise<string> =>
      repository.writeCommit({
        treeOf: other,
        replace: new Map([
          ['docs/list.md', Buffer.from('new\r\n\u0000')],
          ['run', Buffer.from('y')],
          ['added/deep', Buffer.from('')],
        ]),
        parents: [base, other],
        message: 'Title\n\nBody — ok\n\n',
        author: somebody,
        at: noon,
      });
    const commit = await write();
    expect(await write()).toBe(commit);
    const twin = openRepository({ directory: join(project.root, 'twin.git'), url: project.remote });
    await twin.sync();
    expect(await git(repository.directory, 'cat-file', 'commit', commit)).toMatch(
      /^tree [0-9a-f]{40}\nparent \w+\nparent \w+\nauthor Ada <ada@example.org> 1767355200 \+0000\ncommitter Ada <ada@example.org> 1767355200 \+0000\n\nTitle\n\nBody — ok$/,
    );
    const read = async (path: string): Promise<string> =>
      Buffer.from((await repository.readFile(commit, path, { maxBytes: 99 }))!).toString();
    expect([await read('docs/list.md'), await read('run'), await read('added/deep')]).toEqual(['new\r\n\u0000', 'y', '']);
    expect((await repository.listFiles(commit)).map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      '100644 added/deep',
      '100644 docs/list.md',
      '100755 run',
    ]);
    expect(await git(repository.directory, 'for-each-ref', '--format=%(refname)')).toBe('refs/remotes/origin/main');
    expect(await repository.isAncestor(base, commit)).toBe(true);
    expect(await repository.isAncestor(commit, base)).toBe(false);
    expect(await repository.isAncestor('f'.repeat(40), commit)).toBe(false);
  });

  test('never writes into a link, a directory, a submodule, or below one', async () => {
    const { repository, base } = await opened({ 'dir/x': '1' });
    const object = await hostileCommit.object(repository.directory, 'blob', Buffer.from('dir'));
    const tree = await hostileCommit.tree(repository.directory, [
      { mode: '100644', name: 'file', object },
      { mode: '120000', name: 'link', object },
      { mode: '160000', name: 'sub', object: base },
    ]);
    for (const path of ['link', 'link/x', 'sub', 'sub/x', 'file/x', '../x', '.git/config']) {
      const replace = new Map([[path, Buffer.from('x')]]);
      await expect(
        repository.writeCommit({ tree, replace, parents: [base], message: 'x', author: somebody, at: noon }),
      ).rejects.toMatchObject({
        code: 'tree_hostile',
      });
    }
    const replace = new Map([['dir', Buffer.from('x')]]);
    await expect(
      repository.writeCommit({ treeOf: base, replace, parents: [base], message: 'x', author: somebody, at: noon }),
    ).rejects.toMatchObject({
      code: 'tree_hostile',
      place: 'dir',
    });
  });
});

async function codes(calls: Promise<unknown>[]): Promise<unknown[]> {
  const results = await Promise.allSettled(calls);
  return results.map((result) => (result.status === 'rejected' ? (result.reason as RepositoryError).code : 'fulfilled'));
}

describe('names that a caller gives', { timeout: 30_000 }, () => {
  test('a commit is named by its full id only', async () => {
    const { repository, base } = await opened({ a: '1' });
    for (const commit of ['main', 'HEAD', '--upload-pack=x', 'A'.repeat(40), '0'.repeat(39), `${'0'.repeat(40)} x`]) {
      const write = { treeOf: commit, parents: [], message: 'x', author: somebody, at: noon };
      const calls = [
        repository.listFiles(commit),
        repository.diff(base, commit),
        repository.keep('refs/devteam/x', commit),
        repository.mergeTree({ base, ours: base, theirs: commit }),
        repository.push({ commit, branch: 'x', expected: null }),
        repository.writeCommit(write),
      ];
      expect(await codes(calls)).toEqual(calls.map(() => 'unexpected'));
    }
  });

  test('only our own refs can be moved', async () => {
    const { repository, base } = await opened({ a: '1' });
    const names = [
      'refs/heads/main',
      'refs/remotes/origin/main',
      'refs/devteam/../heads/x',
      'refs/devteam/x.lock',
      'refs/devteam/',
      'HEAD',
      '-d',
    ];
    for (const ref of names) {
      const calls = [repository.keep(ref, base), repository.forget(ref), repository.findKept(ref)];
      expect(await codes(calls)).toEqual(calls.map(() => 'unexpected'));
    }
  });

  test('a branch with the name of an option cannot be pushed', async () => {
    const { repository, base } = await opened({ a: '1' });
    for (const branch of ['-x', 'a..b', 'a b', 'x:y', 'a\nb', '']) {
      await expect(repository.push({ commit: base, branch, expected: null })).rejects.toMatchObject({ code: 'branch_not_found' });
    }
  });

  test('what is kept is found, moved and forgotten', async () => {
    const { repository, base } = await opened({ a: '1' });
    const next = await change(repository, base, { a: '2' });
    const ref = 'refs/heads/task/1-2-title';
    expect(await repository.findKept(ref)).toBeUndefined();
    await repository.keep(ref, base);
    await repository.keep(ref, next);
    expect(await repository.findKept(ref)).toBe(next);
    expect(await repository.findKept('refs/heads/task/1')).toBeUndefined();
    await repository.forget(ref);
    await repository.forget(ref);
    expect(await repository.findKept(ref)).toBeUndefined();
  });
});
