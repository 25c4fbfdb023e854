import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { gitProject, write } from '../testing/git-project.ts';

describe('readFiles', { timeout: 30_000 }, () => {
  test('gives the bytes of all plain files by path, and leaves out links and what is too large', async () => {
    const project = await gitProject();
    await write(project.work, {
      'a.txt': 'a\n',
      'dir/b': Buffer.from([0, 255, 10, 13]),
      empty: '',
      run: '#!/bin/sh\n',
      large: 'x'.repeat(2000),
      same: 'a\n',
    });
    await chmod(join(project.work, 'run'), 0o755);
    await symlink('a.txt', join(project.work, 'link'));
    const commit = await project.publish({});
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    await repository.sync();
    const files = await repository.readFiles(await repository.listFiles(commit), { maxBytes: 1000 });
    expect([...files.keys()].toSorted()).toEqual(['a.txt', 'dir/b', 'empty', 'run', 'same']);
    expect(Buffer.from(files.get('dir/b') ?? [])).toEqual(Buffer.from([0, 255, 10, 13]));
    expect(Buffer.from(files.get('same') ?? []).toString()).toBe('a\n');
    expect(files.get('empty')?.length).toBe(0);
  });

  test('nothing wanted is nothing read', async () => {
    const project = await gitProject({ a: 'a' });
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    await repository.sync();
    expect(await repository.readFiles([], { maxBytes: 10 })).toEqual(new Map());
  });

  test('a sync that trusts the mirror sees what others pushed', async () => {
    const project = await gitProject({ a: 'a' });
    const repository = openRepository({ directory: project.mirror, url: project.remote });
    await repository.sync();
    const commit = await project.publish({ b: 'b' });
    expect(await repository.sync({ examine: false })).toMatchObject({ cloned: false, repaired: false, branches: { main: commit } });
    expect((await repository.listFiles(commit)).map((file) => file.path)).toEqual(['a', 'b']);
  });
});
