import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { git, gitProject, hostileCommit, noon, somebody, write } from '../testing/git-project.ts';
import type { Repository } from '../index.ts';

async function mirrored(more: Record<string, Buffer> = {}) {
  const project = await gitProject({ 'a.txt': 'one\n', 'dir/b.txt': 'two\n', ...more });
  const repository = openRepository({ directory: project.mirror, url: project.remote });
  const base = (await repository.sync()).branches['main']!;
  const own = await repository.writeCommit({
    treeOf: base,
    replace: new Map([['own.txt', Buffer.from('only here\n')]]),
    parents: [base],
    message: 'Own',
    author: somebody,
    at: noon,
  });
  await repository.keep('refs/devteam/own', own);
  await repository.keep('refs/heads/task/1', own);
  await unpack(repository);
  return { project, repository, base, own };
}

/** Loose objects instead of packs: one file each. */
async function unpack({ directory }: Repository): Promise<void> {
  const packs = join(directory, 'objects/pack');
  const away = `${directory}-packs`;
  await rename(packs, away);
  for (const name of (await readdir(away)).filter((found) => found.endsWith('.pack'))) {
    execFileSync('git', ['-C', directory, 'unpack-objects', '-q'], { input: await readFile(join(away, name)) });
  }
  await rm(away, { recursive: true });
}

async function objectFile(repository: Repository, name: string): Promise<string> {
  const id = await git(repository.directory, 'rev-parse', name);
  const path = join(repository.directory, 'objects', id.slice(0, 2), id.slice(2));
  await chmod(path, 0o644);
  return path;
}

async function packFile(repository: Repository): Promise<string> {
  await repository.maintain();
  const packs = join(repository.directory, 'objects/pack');
  const name = (await readdir(packs)).find((found) => found.endsWith('.pack'))!;
  await chmod(join(packs, name), 0o644);
  return join(packs, name);
}

type Damage = (repository: Repository, base: string) => Promise<void>;

const damages: [name: string, damage: Damage][] = [
  ['an empty object', async (repository, base) => writeFile(await objectFile(repository, `${base}:a.txt`), '')],
  ['an object of garbage', async (repository, base) => writeFile(await objectFile(repository, `${base}:a.txt`), 'garbage')],
  ['a missing object', async (repository, base) => rm(await objectFile(repository, `${base}:dir/b.txt`))],
  ['a missing tree', async (repository, base) => rm(await objectFile(repository, `${base}^{tree}`))],
  ['a missing commit', async (repository, base) => rm(await objectFile(repository, base))],
  ['a pack cut short', async (repository) => truncate(await packFile(repository), 60)],
  [
    'a pack with a flipped byte',
    async (repository) => {
      const path = await packFile(repository);
      const bytes = await readFile(path);
      bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
      await writeFile(path, bytes);
    },
  ],
  ['an index without its pack', async (repository) => rm(await packFile(repository))],
  ['an empty ref', async ({ directory }) => writeFile(join(directory, 'refs/remotes/origin/main'), '')],
  ['a ref of garbage', async ({ directory }) => writeFile(join(directory, 'refs/remotes/origin/main'), 'x'.repeat(41))],
  ['no HEAD', async ({ directory }) => rm(join(directory, 'HEAD'))],
  ['a configuration of garbage', async ({ directory }) => writeFile(join(directory, 'config'), '[core\u0000')],
  ['no objects', async ({ directory }) => rm(join(directory, 'objects'), { recursive: true })],
];

describe('a damaged mirror is cloned again', { timeout: 60_000 }, () => {
  test.each(damages)('%s: at the next sync', async (_, damage) => {
    const { repository, base, project } = await mirrored();
    await damage(repository, base);
    expect(await repository.sync()).toEqual({ cloned: false, repaired: true, defaultBranch: 'main', branches: { main: base } });
    expect(await git(repository.directory, 'fsck', '--full', '--no-dangling')).toBe('');
    expect(await repository.sync()).toMatchObject({ repaired: false });
    expect(await readdir(join(project.mirror, '..'))).toEqual(['project.git']);
  });

  test.each(damages.filter((_, index) => [1, 2, 5, 6].includes(index)))(
    '%s: by the call that meets it, which then goes on',
    async (_, damage) => {
      const { repository, base, project } = await mirrored();
      await damage(repository, base);
      const directory = join(project.root, 'out');
      await repository.checkout(base, directory);
      expect((await readdir(directory, { recursive: true })).toSorted()).toEqual(['a.txt', 'dir', 'dir/b.txt']);
    },
  );

  test('a sync that trusts the mirror repairs what it stumbles over', async () => {
    const { repository, base } = await mirrored();
    await rm(join(repository.directory, 'HEAD'));
    expect(await repository.sync({ examine: false })).toMatchObject({ repaired: true, branches: { main: base } });
    await rm(repository.directory, { recursive: true });
    expect(await repository.sync({ examine: false })).toMatchObject({ cloned: true });
  });

  test('lock files of a git that was killed alone are in nobody’s way', async () => {
    const { repository, project, base } = await mirrored();
    const next = await project.publish({ 'c.txt': 'three\n' });
    await write(repository.directory, { 'packed-refs.lock': '', 'refs/remotes/origin/main.lock': '', 'refs/devteam/own.lock': '' });
    await repository.keep('refs/devteam/own', base);
    await write(repository.directory, { 'packed-refs.lock': '', 'refs/remotes/origin/main.lock': '' });
    expect(await repository.sync()).toMatchObject({ repaired: false, branches: { main: next } });
    await write(repository.directory, { 'packed-refs.lock': '' });
    await repository.forget('refs/devteam/own');
    expect(await repository.findKept('refs/devteam/own')).toBeUndefined();
  });

  test('our own refs come along, with commits that exist nowhere else', async () => {
    const { repository, base, own } = await mirrored();
    await rm(await objectFile(repository, `${base}:a.txt`));
    expect(await repository.sync()).toMatchObject({ repaired: true });
    expect(await repository.findKept('refs/devteam/own')).toBe(own);
    expect(await repository.findKept('refs/heads/task/1')).toBe(own);
    expect(Buffer.from((await repository.readFile(own, 'own.txt', { maxBytes: 99 }))!).toString()).toBe('only here\n');
  });

  test('one that cannot be read does not cost the others', async () => {
    const { repository, base, own } = await mirrored();
    const lost = await repository.writeCommit({
      treeOf: base,
      replace: new Map([['lost.txt', Buffer.from('lost\n')]]),
      parents: [base],
      message: 'Lost',
      author: somebody,
      at: noon,
    });
    await repository.keep('refs/devteam/lost', lost);
    await rm(await objectFile(repository, `${lost}:lost.txt`));
    expect(await repository.sync()).toMatchObject({ repaired: true });
    expect(await repository.findKept('refs/devteam/own')).toBe(own);
    expect(await repository.findKept('refs/devteam/lost')).toBeUndefined();
  });

  test('a killed swap is finished by the next caller', async () => {
    for (const isOldStillThere of [true, false]) {
      const { repository, base, own, project } = await mirrored();
      // As a repair leaves it between its two renames, or just before the first.
      await git(project.root, 'clone', '--quiet', '--mirror', repository.directory, `${repository.directory}.ready`);
      await rename(repository.directory, `${repository.directory}.damaged-1`);
      if (isOldStillThere) await mkdir(repository.directory);
      await mkdir(`${repository.directory}.passing-1`);
      expect(await repository.sync()).toMatchObject({ cloned: false, branches: { main: base } });
      expect(await repository.findKept('refs/devteam/own')).toBe(own);
      expect(await readdir(join(project.mirror, '..'))).toEqual(['project.git']);
    }
  });

  test('the remote itself is damaged: an error that says so, and the mirror stays as it was', async () => {
    const { repository, project, own } = await mirrored();
    const next = await project.publish({ 'c.txt': 'three\n' });
    const id = await git(project.remote, 'rev-parse', `${next}:c.txt`);
    await rm(join(project.remote, 'objects', id.slice(0, 2), id.slice(2)), { force: true });
    await expect(repository.sync()).rejects.toMatchObject({ code: 'repository_damaged' });
    expect(await repository.findKept('refs/devteam/own')).toBe(own);
  });

  test('a commit that never was here is an error, and costs nothing', async () => {
    const { repository, own } = await mirrored();
    await expect(repository.listFiles('f'.repeat(40))).rejects.toMatchObject({ code: 'repository_damaged' });
    await expect(repository.commitMessage('f'.repeat(40))).rejects.toMatchObject({ code: 'repository_damaged' });
    expect(await repository.findKept('refs/devteam/own')).toBe(own);
  });

  test('a mirror that is not there is cloned by whatever needs it', async () => {
    const { repository, base } = await mirrored();
    await rm(repository.directory, { recursive: true });
    expect(await repository.commitMessage(base)).toBe('Change');
  });

  test('odd but harmless objects are no damage: nothing is cloned again', async () => {
    const { repository, project } = await mirrored();
    const tree = await git(project.remote, 'rev-parse', 'main^{tree}');
    const body = `tree ${tree}\nauthor A <a@b> 1 +051800\ncommitter A <a@b> 1 +051800\n\nOld\n`;
    const odd = await hostileCommit.object(project.remote, 'commit', Buffer.from(body));
    await git(project.remote, 'update-ref', 'refs/heads/odd', odd);
    expect(await repository.sync()).toMatchObject({ branches: { odd } });
    expect(await repository.sync()).toMatchObject({ repaired: false });
  });
});

describe('a mirror too large to be read whole each time', { timeout: 60_000 }, () => {
  const large = (): Buffer => randomBytes(2.5 * 1024 ** 2);

  test.each(damages.filter((_, index) => [0, 3, 5, 7].includes(index)))('%s is seen at the next sync', async (_, damage) => {
    const { repository, base } = await mirrored({ large: large() });
    await damage(repository, base);
    expect(await repository.sync()).toMatchObject({ repaired: true, branches: { main: base } });
  });

  test('a flipped byte is found by the call that reads it, which then goes on', async () => {
    const { repository, base, project } = await mirrored({ large: large() });
    const path = await objectFile(repository, `${base}:large`);
    const bytes = await readFile(path);
    bytes[bytes.length - 1_000]! ^= 0xff;
    await writeFile(path, bytes);
    expect(await repository.sync()).toMatchObject({ repaired: false });
    await repository.checkout(base, join(project.root, 'out'));
    expect(await readdir(join(project.root, 'out'))).toContain('large');
    expect(await git(repository.directory, 'fsck', '--full', '--no-dangling')).toBe('');
  });
});
