import { Buffer } from 'node:buffer';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, hostileCommit, noon, somebody, write } from '../testing/git-project.ts';

const commit = { message: 'Change\n', author: somebody, at: noon };

/** A mirror of a fresh project, synced, and its tip. */
async function syncedMirror(files: Record<string, string>) {
  const project = await gitProject(files);
  const repository = openRepository({ directory: project.mirror, url: project.remote });
  onTestFinished(() => repository.close());
  await repository.sync();
  const { commit: base } = await repository.resolveBranch('main');
  return { project, repository, base };
}

describe('objects that we write ourselves', { timeout: 60_000 }, () => {
  test('pass the strictest check of git, and are written once', async () => {
    const { base, project, repository } = await syncedMirror({ 'a.txt': 'one\n', 'dir/b.txt': 'two\n', 'dir.txt': 'x\n' });
    const replace = new Map([
      ['dir/b.txt', Buffer.from('TWO\n')],
      ['dir/deep/new.txt', Buffer.from('new\n')],
      ['dir-x', Buffer.from('')],
    ]);
    const written = await repository.writeCommit({ treeOf: base, replace, parents: [base], ...commit, keepAs: 'refs/devteam/x' });
    expect(await git(project.mirror, 'fsck', '--strict', '--full')).not.toMatch(/error|warning|missing/);
    const objects = await readdir(join(project.mirror, 'objects'), { recursive: true });
    expect(await repository.writeCommit({ treeOf: base, replace, parents: [base], ...commit })).toBe(written);
    expect((await readdir(join(project.mirror, 'objects'), { recursive: true })).toSorted()).toEqual(objects.toSorted());
    const path = join(project.mirror, 'objects', written.slice(0, 2), written.slice(2));
    expect((await stat(path)).mode & 0o777).toBe(0o444);
  });

  test('leave the modes of other entries as old programs wrote them', async () => {
    const { project, repository } = await syncedMirror({ 'a.txt': 'one\n' });
    const blob = await hostileCommit.object(project.mirror, 'blob', Buffer.from('old\n'));
    const tree = await hostileCommit.tree(project.mirror, [
      { mode: '100644', name: 'a.txt', object: blob },
      { mode: '100664', name: 'old.txt', object: blob },
    ]);
    const written = await repository.writeCommit({ tree, replace: new Map([['a.txt', Buffer.from('new\n')]]), parents: [], ...commit });
    expect(await git(project.mirror, 'cat-file', 'tree', `${written}^{tree}`)).toContain('100664 old.txt');
  });

  test('many changes and few give the commit that git gives', async () => {
    const { base, project, repository } = await syncedMirror({ 'a.txt': 'one\n', 'dir/b.txt': 'two\n' });
    for (const count of [100, 101]) {
      const directory = join(project.root, `sandbox-${count}`);
      await repository.checkout(base, directory);
      const files = Object.fromEntries(Array.from({ length: count }, (_, index) => [`dir/${index % 7}/${index}.txt`, `${index}\n`]));
      await write(directory, files);
      const collected = await repository.collect({ directory, base, ...commit });
      await project.publish(files, `other-${count}`);
      expect(collected.unchanged ? '' : collected.tree).toBe(await git(project.work, 'rev-parse', 'HEAD^{tree}'));
      await git(project.work, 'reset', '--quiet', '--hard', base);
    }
  });

  test('a parent, a tree or a start that is not there is said', async () => {
    const { base, repository } = await syncedMirror({ 'a.txt': 'one\n' });
    const missing = 'e'.repeat(40);
    await expect(repository.writeCommit({ treeOf: base, parents: [missing], ...commit })).rejects.toMatchObject({
      code: 'repository_damaged',
    });
    await expect(repository.writeCommit({ tree: missing, parents: [base], ...commit })).rejects.toMatchObject({
      code: 'repository_damaged',
    });
  });

  test('one path cannot be a file and a directory', async () => {
    const { base, repository } = await syncedMirror({ 'a.txt': 'one\n' });
    const replace = new Map([
      ['new', Buffer.from('x')],
      ['new/below', Buffer.from('y')],
    ]);
    await expect(repository.writeCommit({ treeOf: base, replace, parents: [base], ...commit })).rejects.toMatchObject({
      code: 'tree_hostile',
      place: 'new',
    });
  });
});
