import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadExamples } from '../../../../examples/examples.ts';
import { hasRemote, makeRemote, remotePath, removeRemotes } from './demo-remotes.ts';
import { git } from '../local/git.ts';

describe('the remotes of the demo', () => {
  const examples = loadExamples();
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'devteam-demo-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  test('holds each example as one commit on its branch, with its task list', async () => {
    for (const example of examples) {
      const path = await makeRemote(home, example);
      expect(path).toBe(remotePath(home, example));
      expect(await git(['-C', path, 'log', '--format=%an: %s', '--all'])).toBe(`DevTeam demo: Start of ${example.project.name}`);
      const files = (await git(['-C', path, 'ls-tree', '-r', '--name-only', example.branch])).split('\n');
      expect(files).toContain(example.taskList);
      expect(await git(['-C', path, 'symbolic-ref', 'HEAD'])).toBe(`refs/heads/${example.branch}`);
    }
    expect(await readdir(join(home, 'demo', 'remotes'))).toHaveLength(5);
  });

  test('is the same commit each time, in the place of what was there', async () => {
    const [example] = examples;
    if (!example) throw new Error('There are no examples');
    const path = await makeRemote(home, example);
    const first = await git(['-C', path, 'rev-parse', example.branch]);
    const later = await git(['-C', path, 'commit-tree', `${example.branch}^{tree}`, '-p', first, '-m', 'work'], {
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x',
    });
    await git(['-C', path, 'update-ref', `refs/heads/${example.branch}`, later]);
    await makeRemote(home, example);
    expect(await git(['-C', path, 'rev-parse', example.branch])).toBe(first);
    expect((await readdir(join(path, '..'))).filter((name) => name.includes('making'))).toEqual([]);
  });

  test('goes away as a whole', async () => {
    await removeRemotes(home);
    expect(examples.some((example) => hasRemote(home, example))).toBe(false);
    expect(existsSync(home)).toBe(true);
  });

  test('leaves nothing half made where git fails', async () => {
    const [example] = examples;
    if (!example) throw new Error('There are no examples');
    await expect(makeRemote(home, { ...example, repositoryPath: join(home, 'missing') })).rejects.toThrow(/git/);
    expect(hasRemote(home, example)).toBe(false);
    expect(await readdir(join(remotePath(home, example), '..'))).toEqual([]);
  });
});
