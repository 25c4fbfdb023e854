import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Event } from '@devteam/api';
import { addUser, findCallerOfToken, setGrants, takeInvitation } from '@devteam/engine/store';
import { openDatabase } from '@devteam/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadExamples } from '../../../examples/examples.ts';
import { makeRemote } from './demo/demo-remotes.ts';
import { git } from './local/git.ts';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const main = join(import.meta.dirname, 'main.ts');

/** The command as people start it: a process of its own, without a terminal, with the embedded PostgreSQL. */
describe('the command', () => {
  const example = loadExamples().find(({ project }) => project.id === 'hallmann-bakery/order-desk');
  if (!example) throw new Error('The example order-desk is missing');
  let folder: string;
  let remote: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'devteam-command-'));
    remote = await makeRemote(folder, example);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const start = (...words: string[]): ChildProcess => {
    const { CI: _ci, FORCE_COLOR: _color, DATABASE_URL: _url, ...env } = process.env;
    return spawn(process.execPath, [main, ...words], {
      env: { ...env, DEVTEAM_HOME: join(folder, 'home') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const end = async (child: ChildProcess): Promise<{ exitCode: number | null; stdout: string; stderr: string }> => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { exitCode, stdout, stderr };
  };
  const devteam = (...words: string[]) => end(start(...words));
  const work = () => ['run', remote, '--recordings', example.recordingsPath];
  const subjects = async () => (await git(['-C', remote, 'log', '--reverse', '--format=%s', example.branch])).split('\n').slice(1);

  test('says what to type where nothing is yet, and makes nothing', async () => {
    const { exitCode, stdout } = await devteam('status');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('devteam demo');
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });

  test('works up to a stop point, and tells each event and a summary as JSON', async () => {
    const { exitCode, stderr, stdout } = await devteam(...work(), '--stop-after', '1.2', '--json');
    expect(stderr).toContain('1.2 done');
    expect(exitCode).toBe(6);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const events = lines.slice(0, -1).map((line) => Event.parse(line));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(lines.at(-1)).toMatchObject({
      type: 'summary',
      projects: [{ customerId: 'local', status: 'stopped', completed: 2, total: 8, commits: 2, reason: { code: 'stop_point_reached' } }],
    });
    expect(await subjects()).toEqual(['Task 1.1: Look up a product by its code', 'Task 1.2: Price one order line']);
  });

  test('goes on where it was when it was killed in the middle', async () => {
    const killed = start(...work(), '--stop-after', '1.3', '--json');
    if (!killed.stdout) throw new Error('There is no output to read');
    for await (const line of createInterface({ input: killed.stdout })) {
      if (line.includes('"phase":"IMPLEMENT"')) break;
    }
    killed.kill('SIGKILL');
    await end(killed);
    const { exitCode, stderr, stdout } = await devteam(...work());
    expect(stderr).toContain('goes on with that one');
    // The stop point was given with the start, and still counts.
    expect(exitCode).toBe(6);
    expect(stdout).toContain('3 of 8');
    expect(await subjects()).toHaveLength(3);
  });

  test('shows the log of a project, and knows who is meant', async () => {
    const log = await devteam('logs', 'order-desk', '--lines', '2000');
    expect(log).toMatchObject({ exitCode: 0, stderr: '' });
    expect(log.stdout).toMatch(/── 1\.3, attempt 2, verify ─/);
    const failed = await devteam('logs', 'order-desk', '--failed');
    expect(failed.stdout).toMatch(/^── 1\.3, verify ─/);
    expect(failed.stdout.match(/^──/gm)).toHaveLength(1);
    expect(failed.stdout).toContain('1 test fails that did not fail on the base');
    expect(failed.stderr).toMatch(/\[check_failed\]\n {2}why: /);
    const nothing = await devteam('logs', 'order-desk', '--failed', '--grep', 'there is no such line');
    expect(nothing.stdout).toMatch(/^A check failed \(1\.3, test\) \[check_failed\]\n {2}why: .*\n {2}tried: .*\n {2}next: /);
    const found = await devteam('logs', 'order-desk', '--grep', 'LANDED', '--since', '1d', '--json');
    for (const line of found.stdout.trimEnd().split('\n')) {
      const event = Event.parse(JSON.parse(line));
      for (const text of event.type === 'execution-log' ? event.payload.lines : ['']) expect(text).toMatch(/landed/i);
    }
    const unknown = await devteam('logs', 'order-dsek');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('[project_not_found]');
  });

  test('shows what an injection would do, keeps it until a worker comes, and takes it back', async () => {
    const inject = ['inject', 'order-desk', '--mode', 'priority', '--title', 'Mend the till', '--reason', 'It is jammed', '--by', 'Ana'];
    const dry = await devteam(...inject, '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Nothing was changed') });
    expect(dry.stdout).toContain('Mend the till would be 1.3.5, and would be next.\nNothing is interrupted.\n');
    expect(dry.stdout).toMatch(/Before +After\n1 +1\.4 .*1\.3\.5 Mend the till {2}◄ new\n2 +\S+ .*1\.4 /);
    const asked = await devteam(...inject);
    expect(asked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Written down: «Mend the till»') });
    const list = await devteam('injections', 'list', 'order-desk');
    const [, id = ''] = /^(\S+) .*waits for a worker +Mend the till$/m.exec(list.stdout) ?? [];
    expect(await devteam('injections', 'cancel', 'order-desk', id)).toMatchObject({ exitCode: 0, stdout: 'Canceled: «Mend the till».\n' });
    const late = await devteam('injections', 'approve', 'order-desk', id);
    expect(late).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[injection_settled]') });
    const refused = await devteam(...inject.with(3, 'positional'), '--place', 'after:9.9');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[injection_place_unknown]') });
    expect(await subjects()).toHaveLength(3);
  });

  test('shows the receipt of what landed, holds all of them against the repository, and takes work back', async () => {
    const shown = await devteam('receipt', '1.3');
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^Receipt [0-9a-f]{12} {2}task 1\.3 of \S+\/order-desk-\w+, attempt 2\n/);
    expect(shown.stdout).toContain(await git(['-C', remote, 'rev-parse', `${example.branch}^{tree}`]));
    expect(JSON.parse((await devteam('receipt', '1.3', '--json')).stdout)).toMatchObject({
      taskKey: '1.3',
      verdict: { verdict: 'passed' },
    });
    expect(await devteam('receipt', 'verify', '--all')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('All 3 hold.') });
    expect(await devteam('receipt', '9.9')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[receipt_unknown]') });
    const undone = await devteam('undo', '1.3');
    expect(undone).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Open again: 1.3.') });
    expect((await subjects()).at(-1)).toMatch(/^Undo task 1\.3: /);
    expect(await devteam('undo', '8.8')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[undo_not_landed]') });
  });

  test('has no escape sequences where there is no terminal', async () => {
    const { stdout } = await devteam('status');
    expect(stdout).toContain('stopped: The stop point is reached (after 1.3)');
    expect(stdout).not.toContain('\u001B');
  });

  test('steers what a worker does: each command says what is, and what is refused says what can be asked', async () => {
    const timer = await devteam('timer', 'start', 'order-desk', '1.4', '--by', 'Ana');
    expect(timer).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Ana works on 1.4') });
    const refused = await devteam('pause', 'order-desk');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/\[control_refused\][^]*possible now: .*replay_task/) });
    expect(await devteam('automate', 'order-desk')).toMatchObject({ exitCode: 0 });
    expect((await devteam('pause', 'order-desk', '--now')).stdout).toContain('and shall be paused: after the preparation that runs now');
    expect((await devteam('stops', 'set', 'order-desk', '--after', '1.4')).stdout).toContain('halts after 1.4');
    expect((await devteam('stops', 'list', 'order-desk')).stdout).toBe('after 1.4\n');
    expect((await devteam('stop', 'order-desk', '--keep')).stdout).toContain('Stopped');
  }, 60_000);

  test('makes a token that is shown once, lets people in and out, and keeps the last owner', async () => {
    const made = await devteam('tokens', 'create', 'nightly', '--may', 'project.read', '--at', 'local');
    const token = made.stdout.trim();
    expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^dvt_[\w-]{43}\n$/) });
    const invited = await devteam('users', 'invite', '--role', 'manager@local');
    const [invitation = ''] = /dvi_[\w-]{43}$/.exec(invited.stdout.trim()) ?? [];
    const database = await openDatabase({ home: join(folder, 'home'), create: true });
    const { pool } = database;
    try {
      const caller = await findCallerOfToken(pool, sha256(token));
      expect(caller?.token).toMatchObject({ permissions: ['project.read'], customerId: 'local' });
      expect((await takeInvitation(pool, sha256(invitation)))?.grants).toEqual([{ role: 'manager', customerId: 'local', projectId: null }]);
      await addUser(pool, { id: 'ana', name: 'Ana', email: 'ana@bakery.example', source: 'password' });
      await setGrants(pool, 'ana', [{ role: 'owner', customerId: null, projectId: null }]);
      const listed = await devteam('tokens', 'list');
      expect(listed.stdout).toMatch(/nightly +until .* ago +local +project\.read/);
      expect(listed.stdout).not.toContain(token);
      const lastOwner = await devteam('users', 'disable', 'ana@bakery.example');
      expect(lastOwner).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[last_owner]') });
      await devteam('users', 'change', 'local', '--name', 'Ben');
      expect((await devteam('users', 'list')).stdout).toMatch(/local +Ben +owner\nana +Ana +ana@bakery\.example +owner\n/);
      expect(await devteam('tokens', 'revoke', caller?.token.id ?? '')).toMatchObject({ exitCode: 0 });
      expect(await findCallerOfToken(pool, sha256(token))).toBeUndefined();
    } finally {
      await database.close();
    }
  }, 60_000);

  test.each([
    [['run', '/no/such/folder', '--recordings', tmpdir()], 1, 'repository_not_found'],
    [['run', 'ext::sh -c true', '--recordings', tmpdir()], 2, 'repository_url_refused'],
    [['stop', 'nobody'], 2, 'project_not_found'],
    [['frobnicate'], 2, 'usage'],
  ])('%j fails with four parts', async (words, code, name) => {
    const { exitCode, stderr, stdout } = await devteam(...words);
    expect(exitCode).toBe(code);
    expect(stdout).toBe('');
    expect(stderr).toContain(`[${name}]`);
    for (const part of ['why:', 'tried:', 'next:']) expect(stderr).toContain(part);
  });
});
