import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../index.ts';
import { gitHost } from '../testing/git-host.ts';
import { git, gitProject, noon, somebody } from '../testing/git-project.ts';
import type { Credential, RepositoryError } from '../index.ts';

const secret = 'ghs_s3cret-Token/with+signs';

async function privateHost({ credential, networkTimeoutSeconds = 60 }: { credential?: Credential; networkTimeoutSeconds?: number } = {}) {
  const project = await gitProject({ a: '1\n' });
  const host = await gitHost(project.remote, { login: `x-access-token:${secret}` });
  const repository = openRepository({
    directory: project.mirror,
    url: host.url,
    credential: () => credential,
    limits: { networkTimeoutSeconds },
  });
  return { project, host, repository };
}

describe('a host that wants a login', { timeout: 30_000 }, () => {
  test('none, and a wrong one', async () => {
    for (const credential of [undefined, { secret: 'wrong' }, { username: 'other', secret }]) {
      const { repository, project } = await privateHost(credential && { credential });
      await expect(repository.sync()).rejects.toMatchObject({ code: 'repository_auth_required' });
      expect(await readdir(join(project.mirror, '..'))).toEqual([]);
    }
  });

  test('is asked for anew each time, and given with the first request', async () => {
    const project = await gitProject({ a: '1\n' });
    const host = await gitHost(project.remote, { login: `me:${secret}` });
    let asked = 0;
    const repository = openRepository({
      directory: project.mirror,
      url: host.url,
      credential: async () => {
        asked += 1;
        return { username: 'me', secret };
      },
    });
    await repository.sync();
    const before = asked;
    await repository.sync();
    expect(asked).toBeGreaterThan(before);
    expect(new Set(host.logins)).toEqual(new Set([`Basic ${btoa(`me:${secret}`)}`]));
  });

  test('never shows the secret: not in the mirror, not in arguments, not in an error', async () => {
    const { project, host, repository } = await privateHost({ credential: { secret } });
    const argumentsSeen = new Set<string>();
    host.heard = () => {
      for (const line of commandLines()) argumentsSeen.add(line);
    };
    await repository.sync();
    const { commit: base } = await repository.resolveBranch();
    const commit = await repository.writeCommit({ treeOf: base, parents: [base], message: 'x', author: somebody, at: noon });
    await repository.push({ commit, branch: 'main', expected: base });
    host.misbehave = (request, response) => response.writeHead(500).end(`${request.headers.authorization} ${secret}`);
    const error = (await repository.sync().catch((failure: unknown) => failure)) as RepositoryError;

    const forms = [secret, btoa(`x-access-token:${secret}`), encodeURIComponent(secret)];
    const files = await readdir(project.mirror, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    const told = [JSON.stringify(error), String(error), error.stack, ...argumentsSeen, ...contents].join('\n');
    expect(argumentsSeen.size).toBeGreaterThan(0);
    for (const form of forms) expect(told).not.toContain(form);
  });
});

describe('a host that answers with', { timeout: 30_000 }, () => {
  test.each([
    [403, 'repository_permission_denied'],
    [404, 'repository_not_found'],
    [410, 'repository_not_found'],
    [301, 'repository_not_found'],
    [429, 'repository_rate_limited'],
    [500, 'repository_unreachable'],
    [503, 'repository_unreachable'],
  ])('%i gives %s, and the next sync goes on', async (status, code) => {
    const { repository, host } = await privateHost({ credential: { secret } });
    host.misbehave = (_, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' }).end('words');
    await expect(repository.sync()).rejects.toMatchObject({ code });
    host.misbehave = undefined;
    expect(await repository.sync()).toMatchObject({ cloned: true });
  });

  test('nothing at all is timed out, and leaves no process', async () => {
    const { repository, host } = await privateHost({ credential: { secret }, networkTimeoutSeconds: 1 });
    host.misbehave = () => {};
    const before = performance.now();
    await expect(repository.sync()).rejects.toMatchObject({ code: 'repository_timed_out' });
    expect(performance.now() - before).toBeLessThan(8_000);
  });

  test('a cut connection, also in the middle of a pack', async () => {
    const { repository, host, project } = await privateHost({ credential: { secret } });
    host.misbehave = (_, response) => response.destroy();
    await expect(repository.sync()).rejects.toMatchObject({ code: 'repository_unreachable' });
    await project.publish({ big: randomBytes(400_000) });
    host.misbehave = undefined;
    host.cutAfterBytes = 100_000;
    await expect(repository.sync()).rejects.toMatchObject({ code: 'repository_unreachable' });
    expect(await readdir(join(project.mirror, '..'))).toEqual([]);
    host.cutAfterBytes = undefined;
    expect(await repository.sync()).toMatchObject({ cloned: true });
  });

  test('another repository behind a redirect is not followed', async () => {
    const { repository, host } = await privateHost({ credential: { secret } });
    const other = await gitProject({ a: '1' });
    const elsewhere = await gitHost(other.remote);
    host.misbehave = (request, response) =>
      response.writeHead(302, { location: `${elsewhere.url}${request.url?.slice('/remote.git'.length)}` }).end();
    await expect(repository.sync()).rejects.toMatchObject({ code: 'repository_not_found' });
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('an address that leads nowhere', { timeout: 30_000 }, () => {
  test.each([
    ['http://127.0.0.1:1/r.git', 'repository_unreachable'],
    ['https://nowhere.invalid/r.git', 'repository_unreachable'],
    ['ssh://git@nowhere.invalid/r.git', 'repository_unreachable'],
    ['/nowhere/at/all', 'repository_not_found'],
    ['file:///nowhere/at/all', 'repository_not_found'],
  ])('%s', async (url, code) => {
    const project = await gitProject();
    const repository = openRepository({ directory: project.mirror, url });
    await expect(repository.sync()).rejects.toMatchObject({ code });
  });

  test('a directory that is no repository', async () => {
    const project = await gitProject();
    const repository = openRepository({ directory: project.mirror, url: project.root });
    await expect(repository.sync()).rejects.toMatchObject({ code: 'repository_not_found', place: project.root });
  });

  test('a clone that is checked out refuses a push to its branch', async () => {
    const project = await gitProject({ a: '1' });
    const repository = openRepository({ directory: project.mirror, url: project.work });
    const base = (await repository.sync()).branches['main']!;
    const commit = await repository.writeCommit({ treeOf: base, parents: [base], message: 'x', author: somebody, at: noon });
    await expect(repository.push({ commit, branch: 'main', expected: base })).rejects.toMatchObject({
      code: 'push_refused',
      message: expect.stringContaining('currently checked out') as string,
    });
    expect(await git(project.work, 'rev-parse', 'HEAD')).toBe(base);
  });
});

/** Of every process that can be seen now, while the host holds the request. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    })
    .filter((line) => line.startsWith('git\0') || line.includes('git-remote-http'));
}
