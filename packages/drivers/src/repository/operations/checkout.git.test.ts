import { chmod, lstat, mkdir, readFile, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, hostileCommit, write } from '../testing/git-project.ts';

async function opened(files: Record<string, string | Buffer>) {
  const project = await gitProject(files);
  const repository = openRepository({ directory: project.mirror, url: project.remote });
  await repository.sync();
  const { commit } = await repository.resolveBranch();
  return { project, repository, commit, directory: join(project.root, 'out') };
}

describe('checkout', { timeout: 30_000 }, () => {
  test('writes files, directories, executables and links, and no .git', async () => {
    const project = await gitProject();
    await write(project.work, { 'a/b/c.txt': 'deep\n', run: '#!/bin/sh\n', empty: '' });
    await chmod(join(project.work, 'run'), 0o755);
    await symlink('b/c.txt', join(project.work, 'a/link'));
    const commit = await project.publish({});
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    await repository.sync();
    const directory = join(project.root, 'out');
    await repository.checkout(commit, directory);
    expect((await readdir(directory, { recursive: true })).toSorted()).toEqual(['a', 'a/b', 'a/b/c.txt', 'a/link', 'empty', 'run']);
    expect(await readlink(join(directory, 'a/link'))).toBe('b/c.txt');
    expect((await stat(join(directory, 'run'))).mode & 0o111).toBe(0o111);
    expect((await stat(join(directory, 'empty'))).mode & 0o111).toBe(0);
  });

  test('gives the stored bytes, whatever .gitattributes asks for', async () => {
    const project = await gitProject();
    const bytes = { lf: 'a\nb\n', crlf: 'a\r\nb\r\n', mixed: 'a\nb\r\n', ident: '$Id$ $Id: x $\n', wide: 'äöü\n', bin: '\u0000\u0001\r\n' };
    await write(project.work, bytes);
    await git(project.work, '-c', 'core.autocrlf=false', 'add', '-A');
    await git(project.work, 'commit', '--quiet', '-m', 'Bytes');
    // Added afterwards, so that the stored bytes are those above and git would convert on the way out.
    await write(project.work, {
      '.gitattributes':
        '* text eol=crlf ident filter=evil working-tree-encoding=UTF-16LE\n/.gitattributes !text !eol !ident !filter !working-tree-encoding\n',
    });
    await git(project.work, 'add', '.gitattributes');
    await git(project.work, 'commit', '--quiet', '-m', 'Attributes');
    await git(project.work, 'push', '--quiet', 'origin', 'HEAD:main');
    const byGit = join(project.root, 'by-git');
    await git(project.root, 'clone', '--quiet', project.remote, byGit).catch(() => '');
    expect(await readFile(join(byGit, 'lf'))).not.toEqual(Buffer.from(bytes.lf));

    const repository = openRepository({ directory: project.mirror, url: project.remote });
    await repository.sync();
    const { commit } = await repository.resolveBranch();
    const directory = join(project.root, 'out');
    await repository.checkout(commit, directory);
    for (const [name, text] of Object.entries(bytes)) expect(await readFile(join(directory, name), 'utf8')).toBe(text);
    expect(await repository.collect({ directory, base: commit, message: 'x', author: { name: 'a', email: 'b' }, at: new Date(0) })).toEqual(
      {
        unchanged: true,
      },
    );
  });

  test('refuses a directory that holds something', async () => {
    const { repository, commit, directory } = await opened({ a: '1' });
    await mkdir(directory);
    await writeFile(join(directory, 'mine'), 'x');
    await expect(repository.checkout(commit, directory)).rejects.toThrow('is not empty');
    expect(await readdir(directory)).toEqual(['mine']);
  });

  test('leaves submodules out', async () => {
    const { repository, project, directory } = await opened({ a: '1' });
    await git(project.work, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib/sub`);
    await git(project.work, 'commit', '--quiet', '-m', 'Submodule');
    await git(project.work, 'push', '--quiet', 'origin', 'HEAD:main');
    await repository.sync();
    const { commit } = await repository.resolveBranch();
    await repository.checkout(commit, directory);
    expect(await readdir(directory)).toEqual(['a']);
    expect(await repository.listFiles(commit)).toContainEqual({ path: 'lib/sub', mode: '160000', size: 0, object: '1'.repeat(40) });
  });

  test('ends at once when canceled, and leaves nothing', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`d${index % 7}/f${index}`, `text ${index}\n`]));
    const { repository, commit, directory } = await opened(files);
    const controller = new AbortController();
    const running = repository.checkout(commit, directory, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 8);
    await expect(running).rejects.toThrow('enough');
    expect(await readdir(directory).catch(() => [])).toEqual([]);
  });

  test('counts before it writes', async () => {
    const project = await gitProject({ a: '12345', b: '1', 'c/d': '1' });
    const open = (limits: object) => openRepository({ directory: project.mirror, url: project.remote, limits });
    await open({}).sync();
    const { commit } = await open({}).resolveBranch();
    const directory = join(project.root, 'out');
    for (const limits of [{ maxFiles: 2 }, { maxTotalBytes: 6 }, { maxFileBytes: 4 }]) {
      await expect(open(limits).checkout(commit, directory)).rejects.toMatchObject({ code: 'repository_too_large' });
      await expect(open(limits).listFiles(commit)).rejects.toMatchObject({ code: 'repository_too_large' });
    }
    await expect(lstat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
    await open({ maxFiles: 3, maxTotalBytes: 7, maxFileBytes: 5 }).checkout(commit, directory);
  });

  test('a bomb of 10^10 files is refused in a moment', async () => {
    const { repository, project } = await opened({ a: '1' });
    let tree = await git(project.work, 'rev-parse', 'HEAD^{tree}');
    for (let level = 0; level < 10; level += 1) {
      const entries = Array.from({ length: 10 }, (_, index) => ({ mode: '040000', name: `d${index}`, object: tree }));
      tree = await hostileCommit.tree(project.mirror, entries);
    }
    const commit = await hostileCommit.commit(project.mirror, tree);
    const before = performance.now();
    await expect(repository.listFiles(commit)).rejects.toMatchObject({ code: 'repository_too_large' });
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe('a hostile tree is not written to disk', { timeout: 30_000 }, () => {
  test.each([
    ['a link out', { mode: '120000', name: 'link', bytes: '../../etc/passwd' }],
    ['an absolute link', { mode: '120000', name: 'link', bytes: '/etc/passwd' }],
    ['git’s directory', { mode: '100644', name: '.git', bytes: 'gitdir: /x' }],
    ['git’s directory in capitals', { mode: '100644', name: '.GIT', bytes: 'x' }],
    ['its short name', { mode: '100644', name: 'git~1', bytes: 'x' }],
    ['the directory above', { mode: '100644', name: '..', bytes: 'x' }],
    ['a path in a name', { mode: '100644', name: 'a/../../x', bytes: 'x' }],
  ])('%s', async (_, entry) => {
    const { repository, project, directory } = await opened({ a: '1' });
    const object = await hostileCommit.object(project.mirror, 'blob', Buffer.from(entry.bytes));
    const tree = await hostileCommit.tree(project.mirror, [{ mode: entry.mode, name: entry.name, object }]);
    const commit = await hostileCommit.commit(project.mirror, tree);
    await expect(repository.checkout(commit, directory)).rejects.toMatchObject({ code: 'tree_hostile', place: entry.name });
    expect(await readdir(directory).catch(() => [])).toEqual([]);
  });

  test('two entries of one name, a link and a directory: nothing is written through the link', async () => {
    const { repository, project, directory } = await opened({ a: '1' });
    const file = await hostileCommit.object(project.mirror, 'blob', Buffer.from('owned'));
    const link = await hostileCommit.object(project.mirror, 'blob', Buffer.from('b'));
    const inner = await hostileCommit.tree(project.mirror, [{ mode: '100644', name: 'x', object: file }]);
    const tree = await hostileCommit.tree(project.mirror, [
      { mode: '120000', name: 'a', object: link },
      { mode: '040000', name: 'a', object: inner },
      { mode: '040000', name: 'b', object: inner },
    ]);
    const commit = await hostileCommit.commit(project.mirror, tree);
    await expect(repository.checkout(commit, directory)).rejects.toMatchObject({ code: 'tree_hostile' });
    expect(await readdir(directory)).toEqual([]);
  });

  test('a remote that serves one is not even fetched', async () => {
    const { repository, project } = await opened({ a: '1' });
    const object = await hostileCommit.object(project.remote, 'blob', Buffer.from('x'));
    const tree = await hostileCommit.tree(project.remote, [{ mode: '100644', name: '.git', object }]);
    await git(project.remote, 'update-ref', 'refs/heads/evil', await hostileCommit.commit(project.remote, tree));
    await expect(repository.sync()).rejects.toMatchObject({ code: 'tree_hostile' });
  });
});

describe('one file', { timeout: 30_000 }, () => {
  test('is read by commit and path', async () => {
    const { repository, commit } = await opened({ 'docs/task_lists.md': '- [ ] x\r\n', 'ä ö': 'umlaut' });
    const read = async (path: string): Promise<string | undefined> => {
      const bytes = await repository.readFile(commit, path, { maxBytes: 100 });
      return bytes && Buffer.from(bytes).toString();
    };
    expect(await read('docs/task_lists.md')).toBe('- [ ] x\r\n');
    expect(await read('ä ö')).toBe('umlaut');
    expect(await read('missing')).toBeUndefined();
    expect(await read('docs/task_lists.md/below')).toBeUndefined();
  });

  test('must be a file of the allowed size', async () => {
    const { repository, project, commit } = await opened({ 'a/big': 'x'.repeat(101) });
    await expect(repository.readFile(commit, 'a/big', { maxBytes: 100 })).rejects.toMatchObject({
      code: 'repository_too_large',
      place: 'a/big',
    });
    await expect(repository.readFile(commit, 'a', { maxBytes: 100 })).rejects.toMatchObject({ code: 'tree_hostile', place: 'a' });
    const object = await hostileCommit.object(project.mirror, 'blob', Buffer.from('/etc/passwd'));
    const tree = await hostileCommit.tree(project.mirror, [
      { mode: '120000', name: 'link', object },
      { mode: '160000', name: 'sub', object: commit },
    ]);
    const hostile = await hostileCommit.commit(project.mirror, tree);
    for (const path of ['link', 'sub']) {
      await expect(repository.readFile(hostile, path, { maxBytes: 100 })).rejects.toMatchObject({ code: 'tree_hostile', place: path });
    }
  });

  test.each(['../x', '/etc/passwd', '', 'a/../b', '.git/config', 'a\u0000b'])('the path %j is refused', async (path) => {
    const { repository, commit } = await opened({ a: '1' });
    await expect(repository.readFile(commit, path, { maxBytes: 100 })).rejects.toMatchObject({ code: 'tree_hostile' });
  });
});
