import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkLocalRepository } from './check-local-repository.ts';
import { git } from './git.ts';

describe('checkLocalRepository', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'devteam-local-'));
    await git(['init', '--quiet', '--initial-branch=main', join(folder, 'checked-out')]);
    await git(['init', '--quiet', '--bare', join(folder, 'bare.git')]);
    await mkdir(join(folder, 'checked-out', 'inside'));
    await writeFile(join(folder, 'a-file'), '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const check = (name: string, wanted: { branch?: string; push?: boolean } = {}) =>
    checkLocalRepository(join(folder, name), { branch: wanted.branch, push: wanted.push ?? true });

  test('lets a bare repository pass, and addresses of other machines', async () => {
    await expect(check('bare.git')).resolves.toBeUndefined();
    await expect(checkLocalRepository('git@example.org:x.git', { branch: undefined, push: true })).resolves.toBeUndefined();
  });

  test.each([
    ['missing', 'no such folder'],
    ['a-file', 'a file and no folder'],
    ['checked-out/inside', 'no Git repository'],
  ])('%s is no repository', async (name, why) => {
    await expect(check(name)).rejects.toMatchObject({ code: 'repository_not_found', failure: { why: expect.stringContaining(why) } });
  });

  test('says beforehand that a push to the branch that is checked out would be refused', async () => {
    await expect(check('checked-out')).rejects.toMatchObject({ code: 'usage', next: expect.stringContaining('updateInstead') });
    await expect(check('checked-out', { branch: 'main' })).rejects.toMatchObject({ code: 'usage' });
    await expect(check('checked-out', { branch: 'other' })).resolves.toBeUndefined();
    await expect(check('checked-out', { push: false })).resolves.toBeUndefined();
  });

  test('believes a repository that is set to take it', async () => {
    await git(['-C', join(folder, 'checked-out'), 'config', 'receive.denyCurrentBranch', 'updateInstead']);
    await expect(check('checked-out')).resolves.toBeUndefined();
  });
});
