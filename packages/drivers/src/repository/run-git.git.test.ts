import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { inheritedEnvironment } from './config.ts';
import { gitEnvironment, secretForms } from './git-environment.ts';
import { checkGit, RepositoryError } from './index.ts';
import { supportedVersion } from './check-git.ts';
import { runGit, startGit, subcommand } from './run-git.ts';
import type { GitRunRequest } from './run-git.ts';

/** An alias is the shortest way to a git that does what a test needs. */
const shell = (script: string): string[] => ['-c', `alias.x=!${script}`, 'x'];
const request = (args: string[], more: Partial<GitRunRequest> = {}): GitRunRequest => ({
  args,
  environment: gitEnvironment(inheritedEnvironment()),
  deadlineMs: 10_000,
  maxOutputBytes: 1_000_000,
  ...more,
});

/** Processes of a group that still run; a zombie does not. */
async function running(group: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return stats.filter((stat) => {
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return pgrp === String(group) && state !== 'Z';
  });
}

describe('a git process', { timeout: 30_000 }, () => {
  test('answers output, words and exit code', async () => {
    expect(await runGit(request(shell('cat; echo words >&2; exit 3 #'), { input: 'in' }))).toEqual({
      exitCode: 3,
      stdout: Buffer.from('in'),
      stderr: 'words\n',
      truncated: false,
    });
  });

  test('does not mind that nobody reads its input', async () => {
    expect((await runGit(request(['version'], { input: 'x'.repeat(1_000_000) }))).exitCode).toBe(0);
  });

  test('is ended at its deadline with everything that it started', async () => {
    const pids: number[] = [];
    const timingOut = runGit(request(shell('sleep 60 & wait #'), { deadlineMs: 300, started: (pid) => pids.push(pid) }));
    await sleep(150);
    expect((await running(pids[0]!)).length).toBeGreaterThan(1);
    await expect(timingOut).rejects.toMatchObject({ code: 'repository_timed_out' });
    await sleep(50);
    expect(await running(pids[0]!)).toEqual([]);
  });

  test('is killed if it does not want to end', async () => {
    const before = performance.now();
    await expect(runGit(request(shell('trap "" TERM; sleep 60 & wait; sleep 60 #'), { deadlineMs: 200 }))).rejects.toMatchObject({
      code: 'repository_timed_out',
    });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test('ends when canceled, with the reason of the one who canceled', async () => {
    const controller = new AbortController();
    const canceled = runGit(request(shell('sleep 60 #'), { signal: controller.signal }));
    controller.abort(new Error('stopped by a person'));
    await expect(canceled).rejects.toThrow('stopped by a person');
    await expect(async () => runGit(request(['version'], { signal: controller.signal }))).rejects.toThrow('stopped by a person');
  });

  test('may not print without end', async () => {
    await expect(runGit(request(shell('yes #'), { maxOutputBytes: 10_000 }))).rejects.toMatchObject({ code: 'repository_too_large' });
    const cut = await runGit(request(shell('yes #'), { maxOutputBytes: 10_000, cuts: true }));
    expect([cut.stdout.length, cut.truncated]).toEqual([10_000, true]);
    const loud = await runGit(request(shell('yes words | head -c 1000000 >&2 #')));
    expect(loud.stderr.length).toBeLessThanOrEqual(64 * 1024);
  });

  test('is stopped by a guard that has seen enough', async () => {
    const guard = (): never => {
      throw new RepositoryError('tree_hostile', 'enough');
    };
    await expect(runGit(request(shell('yes #'), { guard }))).rejects.toThrow('enough');
  });

  test('that is missing says so', async () => {
    await expect(startGit({ args: [], environment: { PATH: '/nowhere' }, deadlineMs: 1_000 }).ended).rejects.toMatchObject({
      code: 'git_missing',
    });
  });

  test('is named by its subcommand', () => {
    expect(subcommand(['--git-dir=/x', '-c', 'a=b', 'ls-tree', '-r'])).toBe('ls-tree');
  });
});

describe('what git inherits', () => {
  test('is a short list: nothing of our environment can steer it', async () => {
    const poisoned = {
      PATH: '/bin',
      GIT_DIR: '/x',
      GIT_EXTERNAL_DIFF: 'evil',
      LD_PRELOAD: 'evil.so',
      GIT_SSH_COMMAND: 'evil',
      HOME: '/root',
      LC_ALL: 'de_DE',
    };
    expect(inheritedEnvironment(poisoned)).toEqual({ PATH: '/bin' });
    expect(gitEnvironment(inheritedEnvironment(poisoned))).toMatchObject({ HOME: '/nonexistent', LC_ALL: 'C', GIT_ALLOW_PROTOCOL: '' });
  });

  test('a login goes to its own origin only, and never to a path or to ssh', () => {
    const credential = { username: 'me', secret: 's3cret' };
    const address = { protocol: 'https', url: 'https://host:8443/r', origin: 'https://host:8443' } as const;
    expect(gitEnvironment({}, { address, credential })).toMatchObject({
      GIT_ALLOW_PROTOCOL: 'https',
      GIT_CONFIG_KEY_0: 'http.https://host:8443/.extraHeader',
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${btoa('me:s3cret')}`,
    });
    const local = gitEnvironment({}, { address: { protocol: 'file', url: '/r' }, credential });
    expect(JSON.stringify(local)).not.toMatch(/s3cret|Authorization/);
  });

  test('a secret is known in each form that git could repeat', () => {
    expect(secretForms({ secret: 'p@ss/word' })).toEqual([btoa('x-access-token:p@ss/word'), 'p@ss/word', 'p%40ss%2Fword']);
    expect(secretForms(undefined)).toEqual([]);
  });
});

describe('the version of git', () => {
  test('of this machine is good enough', async () => {
    expect(await checkGit()).toMatch(/^\d+\.\d+/);
  });

  test.each([
    ['git version 2.38.0', '2.38.0'],
    ['git version 2.39.5 (Apple Git-154)', '2.39.5'],
    ['git version 3.0.1.windows.1', '3.0.1'],
  ])('%s is', (text, version) => expect(supportedVersion(text)).toBe(version));

  test.each(['git version 2.37.9', 'git version 1.99', 'git version unknown', ''])('%j is not', (text) => {
    expect(() => supportedVersion(text)).toThrow(expect.objectContaining({ code: 'git_too_old' }) as Error);
  });
});
