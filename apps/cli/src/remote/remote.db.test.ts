import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Event } from '@devteam/api';
import { findExecution } from '@devteam/engine/store';
import { type DevTeam, startDevTeam } from '@devteam/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadExamples } from '../../../../examples/examples.ts';
import { makeRemote } from '../demo/demo-remotes.ts';

const main = join(import.meta.dirname, '../main.ts');
const example = loadExamples().find(({ project }) => project.id === 'hallmann-bakery/order-desk');
if (!example) throw new Error('The example order-desk is missing');
const projectId = 'bakery/order-desk';

let folder: string;
let team: DevTeam;
let hook: HttpServer;
const hooked: string[] = [];

/** A server with a real engine, and a person at another machine: the command line with a home of its own. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devteam-remote-'));
  const repositoryUrl = await makeRemote(folder, example);
  const web = { publicNames: new Set<string>(), origins: new Set<string>(), webhookHosts: new Set(['127.0.0.1']) };
  team = await startDevTeam({ home: join(folder, 'server'), http: { host: '127.0.0.1', port: 0 }, slots: 2, log: () => undefined, web });
  await team.engine.saveProject({
    id: projectId,
    customer: { id: 'bakery', name: 'Bakery' },
    name: 'order-desk',
    repositoryUrl,
    branch: example.branch,
    executor: 'replay',
    sandbox: 'process',
    settings: { recordings: example.recordingsPath, speed: 20 },
  });
  hook = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => hooked.push(chunk.toString('utf8')));
    request.on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', () => resolve()));
}, 60_000);
afterAll(async () => {
  hook?.close();
  await team?.close();
  await rm(folder, { recursive: true, force: true });
});

const home = () => join(folder, 'person');
function start(...words: string[]): ChildProcess {
  const { CI: _ci, FORCE_COLOR: _color, DATABASE_URL: _url, ...env } = process.env;
  return spawn(process.execPath, [main, ...words], { env: { ...env, DEVTEAM_HOME: home() }, stdio: ['ignore', 'pipe', 'pipe'] });
}
async function end(child: ChildProcess): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, stdout, stderr };
}
const devteam = (...words: string[]) => end(start(...words));

test('from another machine one logs in, starts, watches, steers, reads and logs out, and each refusal says what to type', async () => {
  const address = team.address ?? '';
  const wrong = await devteam('login', `${address}/#token=wrong`);
  expect([wrong.exitCode, wrong.stderr.includes('devteam login')]).toEqual([3, true]);

  expect((await devteam('login', team.link ?? '')).stdout).toContain(`Logged in at ${address} as Local owner`);
  expect((await stat(join(home(), 'login.json'))).mode & 0o777).toBe(0o600);
  expect((await devteam('status')).stdout).toContain(address);

  const port = (hook.address() as AddressInfo).port;
  const added = await devteam('webhooks', 'add', `http://127.0.0.1:${port}/x`, '--kind', 'task_landed', '--customer', 'bakery');
  expect(added.stdout).toMatch(/^dvw_\S{40,}\n$/);

  expect((await devteam('stops', 'set', 'order-desk', '--after', '1.2')).stderr).toContain('order-desk');
  const started = await devteam('automate', 'order-desk', '--stop-after', '1.2');
  expect(started.stdout).toContain(`of ${projectId}`);
  expect((await devteam('automate', 'order-desk')).stderr).toContain('[execution_active]');

  const detached = start('watch', 'order-desk', '--json');
  const seen = end(detached);
  await new Promise<void>((resolve) => detached.stdout?.once('data', () => resolve()));
  detached.kill('SIGINT');
  expect(await seen).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the work goes on') });

  const watched = await devteam('watch', '--json');
  const lines = watched.stdout.trim() === '' ? [] : watched.stdout.trim().split('\n');
  const events = lines.slice(0, -1).map((line) => Event.parse(JSON.parse(line)));
  expect(events.map(({ seq }) => seq)).toEqual([...new Set(events.map(({ seq }) => seq))].toSorted((a, b) => a - b));
  await expect.poll(async () => (await findExecution(team.engine.pool, projectId))?.status, { timeout: 60_000 }).toBe('stopped');
  expect(JSON.parse((await devteam('status', '--json')).stdout)).toMatchObject({
    projects: [{ execution: { status: 'stopped', reason: { code: 'stop_point_reached' } }, totals: { completed: 2 } }],
  });

  expect((await devteam('logs', 'order-desk', '--grep', 'landed as')).stdout).toContain('landed as');
  expect((await devteam('stop', 'order-desk')).stdout).toContain('Nothing to stop');
  expect((await devteam('review', 'list')).stdout).toContain('Nothing waits for you.');
  await expect.poll(() => hooked.filter((body) => body.includes('task_landed')).length, { timeout: 10_000 }).toBe(2);

  // The whole stream of an execution by the real engine: each event is what its schema promises, to the last field, and numbered without gaps.
  const token = new URL(team.link ?? '').hash.replace('#token=', '');
  const asked = await fetch(`${address}/api/devteam/projects/${projectId}/events?limit=1000`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { events: whole } = (await asked.json()) as { events: unknown[] };
  expect(whole.map((event) => Event.parse(event))).toEqual(whole);
  const kinds = new Set(whole.map((event) => (event as Event).type));
  expect([...kinds]).toEqual(
    expect.arrayContaining(['execution-update', 'task-update', 'node-update', 'execution-log', 'receipt', 'completion']),
  );
  expect(whole.map((event) => (event as Event).seq)).toEqual(whole.map((_, index) => index + 1));

  const local = await devteam('metrics');
  expect([local.exitCode, local.stderr.includes('devteam logout')]).toEqual([2, true]);
  const nowhere = await devteam('--server', 'http://127.0.0.1:9', 'status');
  expect([nowhere.exitCode, nowhere.stderr.includes('devteam login http://127.0.0.1:9')]).toEqual([2, true]);
  expect((await devteam('logout')).stdout).toContain('Logged out');
  expect((await devteam('status')).stdout).toContain('Nothing here yet');
}, 120_000);
