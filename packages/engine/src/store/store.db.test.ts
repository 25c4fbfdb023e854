import { readdir } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from '@devteam/api';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.ts';
import * as store from './index.ts';
import { openPool } from './open-pool.ts';

let home = '';
let postgres: EmbeddedPostgres;
let pool: Pool;
const label = (_kind: string, name: string) => `label of ${name}`;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-store-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: home });
  pool = new Pool({ connectionString: postgres.url, max: 20 });
  pool.on('error', () => undefined);
});

afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

beforeEach(async () => {
  await pool.query('drop schema if exists engine, access cascade');
  await store.migrate(pool);
  await store.saveProject(pool, {
    id: 'acme/shop',
    customer: { id: 'acme', name: 'Acme' },
    name: 'Shop',
    repositoryUrl: '/x',
    executor: 'replay',
    sandbox: 'process',
  });
});

const log = (lines: string[]): store.NewEvent => ({
  type: 'execution-log',
  payload: { executionId: 'e', taskKey: null, attempt: 1, node: null, level: 'info', stream: 'engine', lines },
});

async function withTask(): Promise<void> {
  await store.addExecution(pool, { id: 'e', projectId: 'acme/shop' });
  await store.addTask(pool, { executionId: 'e', projectId: 'acme/shop', key: '1', id: '1', title: 'One', phase: 'PREP', maxAttempts: 3 });
  await store.addNode(
    pool,
    {
      id: 'n',
      executionId: 'e',
      projectId: 'acme/shop',
      taskKey: '1',
      name: 'verify',
      selection: 1,
      attempt: 1,
      round: 0,
      nodeAttempt: 1,
      input: {},
      inputHash: '',
    },
    'ready',
  );
}

const migrations = new URL('./migrations/', import.meta.url);

describe('migrations', () => {
  test('ten processes at once on an empty database: each migration is applied once', async () => {
    await pool.query('drop schema engine, access cascade');
    const applied = await Promise.all(Array.from({ length: 10 }, () => store.migrate(pool)));
    expect(applied.flatMap((each) => each.applied)).toEqual((await readdir(migrations)).toSorted());
  });

  test('a database of a newer program is refused by name', async () => {
    await pool.query(`insert into engine.migration (name) values ('9999-later.sql')`);
    await expect(store.migrate(pool)).rejects.toMatchObject({
      code: 'database_newer',
      failure: { why: expect.stringContaining('9999-later.sql') },
    });
  });
});

describe('what a node used of models', () => {
  const counted = (claim: string, model: string, costUsd: number | null): store.Usage => ({
    claim,
    nodeId: 'n',
    model,
    requests: 2,
    inputTokens: 3_000_000_000,
    outputTokens: 5,
    costUsd,
    chargedTokens: 0,
    chargedUsd: 0,
  });
  test('is summed over its runs, model by model; a cost that nobody knows makes none of the sum', async () => {
    await withTask();
    for (const usage of [
      counted('one', 'a', 0.5),
      counted('one', 'a', 0.25),
      counted('two', 'a', 1),
      counted('three', 'b', 1),
      counted('four', 'b', null),
    ])
      await store.saveUsage(pool, usage);
    const of = { executionId: 'e', taskKey: '1', attempt: 1, node: 'verify' };
    expect(await store.readUsage(pool, of)).toEqual([
      { model: 'a', requests: 4, inputTokens: 6_000_000_000, outputTokens: 10, costUsd: 1.25 },
      { model: 'b', requests: 4, inputTokens: 6_000_000_000, outputTokens: 10, costUsd: null },
    ]);
    expect(await store.readUsage(pool, { ...of, attempt: 2 })).toEqual([]);
  });
});

describe('the event log', () => {
  test('numbers have no gaps and no doubles, whoever writes at the same time, and a rollback leaves none', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        store
          .inProject(pool, 'acme/shop', async (db) => {
            await store.appendEvents(db, 'acme/shop', [log([`${index} a`]), log([`${index} b`])]);
            if (index % 4 === 0) throw new Error('rolled back');
          })
          .catch(() => undefined),
      ),
    );
    const events = await store.readEvents(pool, 'acme/shop', { after: 0, limit: 1000 });
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    for (let index = 0; index < events.length; index += 2) {
      const [a, b] = [events[index], events[index + 1]].map((event) => (event?.type === 'execution-log' ? event.payload.lines[0] : ''));
      expect(b).toBe(a?.replace('a', 'b'));
    }
  });

  test('text that PostgreSQL cannot hold is kept as well as it can be', async () => {
    await store.appendEvents(pool, 'acme/shop', [log(['a\u0000b', '\ud800'])]);
    const [event] = await store.readEvents(pool, 'acme/shop', { after: 0, limit: 1 });
    expect(event?.payload).toMatchObject({ lines: ['a\ufffdb', expect.any(String)] });
  });

  test('pages backwards and forwards meet', async () => {
    for (let index = 0; index < 10; index += 1) await store.appendEvents(pool, 'acme/shop', [log([String(index)])]);
    const before = await store.readEventsBefore(pool, 'acme/shop', { before: 7, limit: 3 });
    expect(before.map((event) => event.seq)).toEqual([4, 5, 6]);
    const after = await store.readEvents(pool, 'acme/shop', { after: 6, limit: 3 });
    expect(after.map((event) => event.seq)).toEqual([7, 8, 9]);
  });
});

describe('claims', () => {
  test('a node that was taken over can no longer be ended by the one before', async () => {
    await withTask();
    await store.claimNode(pool, { id: 'n', starts: 1 }, { workerId: 'a', claim: 'first' });
    await store.claimNode(pool, { id: 'n', starts: 1 }, { workerId: 'b', claim: 'second' });
    const late = { id: 'n', claim: 'first', status: 'completed' as const, output: { by: 'a' }, failure: null, retryable: null };
    expect(await store.endNode(pool, late)).toBeUndefined();
    expect(await store.endNode(pool, { ...late, claim: 'second', output: { by: 'b' } })).toMatchObject({
      status: 'completed',
      output: { by: 'b' },
    });
    expect(await store.claimNode(pool, { id: 'n', starts: 1 }, { workerId: 'a', claim: 'third' })).toBeUndefined();
  });

  test('a task that is in other hands cannot be moved, and an ended one not taken', async () => {
    await withTask();
    await store.claimTask(pool, { executionId: 'e', key: '1', run: 1 }, 'first');
    await store.claimTask(pool, { executionId: 'e', key: '1', run: 1 }, 'second');
    expect(await store.changeTask(pool, { executionId: 'e', key: '1', claim: 'first' }, { phase: 'VERIFY' })).toBeUndefined();
    const failure = describeFailure('check_failed');
    expect(await store.changeTask(pool, { executionId: 'e', key: '1', claim: 'second' }, { outcome: 'review', failure })).toMatchObject({
      outcome: 'review',
      failure,
    });
    expect(await store.claimTask(pool, { executionId: 'e', key: '1', run: 1 }, 'third')).toBeUndefined();
  });

  test('canceling ends a node that nobody runs, and only asks one that runs', async () => {
    await withTask();
    expect(await store.cancelNode(pool, 'n')).toMatchObject({ status: 'canceled', cancelRequested: true });
    expect(await store.claimNode(pool, { id: 'n', starts: 1 }, { workerId: 'a', claim: 'x' })).toBeUndefined();
    await store.addNode(
      pool,
      {
        id: 'm',
        executionId: 'e',
        projectId: 'acme/shop',
        taskKey: '1',
        name: 'push',
        selection: 1,
        attempt: 1,
        round: 0,
        nodeAttempt: 1,
        input: {},
        inputHash: '',
      },
      'ready',
    );
    await store.claimNode(pool, { id: 'm', starts: 1 }, { workerId: 'a', claim: 'x' });
    expect(await store.cancelNode(pool, 'm')).toMatchObject({ status: 'running', cancelRequested: true });
  });

  test('claims of workers that nobody knows any more are not live', async () => {
    await withTask();
    await store.addWorker(pool, { id: 'a', host: 'h', pid: 1, slots: 1 });
    await store.claimNode(pool, { id: 'n', starts: 1 }, { workerId: 'a', claim: 'x' });
    expect(await store.readLiveClaims(pool)).toEqual(new Set(['x']));
    await store.forgetWorker(pool, 'a');
    expect(await store.readLiveClaims(pool)).toEqual(new Set());
    expect(await store.beat(pool, 'a')).toBe(false);
  });
});

describe('what work waits for', () => {
  const service = (state: 'up' | 'degraded' | 'down', why: string | null = null) => ({
    name: 'model host',
    state,
    since: new Date('2026-11-22T10:31:00Z'),
    why,
    next: null,
  });

  test('the worst that a living worker sees counts, and what a forgotten one saw is gone', async () => {
    for (const id of ['a', 'b', 'c']) await store.addWorker(pool, { id, host: 'here', pid: 1, slots: 1 });
    await store.saveService(pool, 'a', service('up'));
    await store.saveService(pool, 'b', service('degraded', 'it is loading'));
    await store.saveService(pool, 'c', service('down', 'nobody answers'));
    const look = () => store.listServices(pool, { staleAfterSeconds: 60 });
    expect(await look()).toEqual([service('down', 'nobody answers')]);
    await pool.query(`update engine.worker set beat = now() - interval '2 minutes' where id = 'c'`);
    expect(await look()).toEqual([service('degraded', 'it is loading')]);
    await store.forgetWorker(pool, 'b');
    expect(await look()).toEqual([service('up')]);
    await store.saveService(pool, 'a', service('down', 'refused'));
    expect(await look()).toEqual([service('down', 'refused')]);
    await store.forgetWorker(pool, 'a');
    await store.forgetWorker(pool, 'c');
    expect(await look()).toEqual([]);
  });
});

describe('executions', () => {
  test('a project has one active execution at most', async () => {
    await store.addExecution(pool, { id: 'e1', projectId: 'acme/shop' });
    await expect(store.addExecution(pool, { id: 'e2', projectId: 'acme/shop' })).rejects.toMatchObject({ code: '23505' });
  });

  test('a change from a status that it no longer has changes nothing', async () => {
    await store.addExecution(pool, {
      id: 'e',
      projectId: 'acme/shop',
      stops: [{ when: 'after', target: '1' }],
      passedStops: [{ stop: { when: 'after', target: '0' }, key: null }],
    });
    expect(await store.changeExecution(pool, 'e', { status: 'completed', ended: true }, ['running'])).toBe(false);
    expect(await store.findExecution(pool, 'acme/shop')).toMatchObject({
      status: 'initializing',
      endedAt: null,
      passedStops: [{ stop: { when: 'after', target: '0' }, key: null }],
    });
  });

  test('an idle project is found when nothing of it is under way', async () => {
    await withTask();
    await pool.query(`update engine.execution set updated_at = now() - interval '1 minute'`);
    expect(await store.listIdleProjects(pool, { quietForSeconds: 5 })).toEqual([]);
    await store.cancelNode(pool, 'n');
    await pool.query(`update engine.node set ended_at = now() - interval '1 minute'`);
    expect(await store.listIdleProjects(pool, { quietForSeconds: 5 })).toEqual(['acme/shop']);
  });
});

describe('views', () => {
  test('a project shows its newest execution, its task at work and the number of its newest event', async () => {
    await withTask();
    await store.saveTaskList(pool, 'acme/shop', {
      path: 'task_lists.md',
      dialect: 'headings',
      commit: 'c'.repeat(40),
      content: new TextEncoder().encode('# x'),
      entries: [
        { key: '1', id: '1', title: 'One', status: 'pending', depth: 1, executable: true, dependencies: [], waitingFor: null },
        { key: '2', id: '2', title: 'Two', status: 'pending', depth: 1, executable: true, dependencies: ['1'], waitingFor: 'waits for 1' },
      ],
      diagnostics: [],
      completed: 0,
      total: 2,
    });
    await store.appendEvents(pool, 'acme/shop', [await store.executionEvent(pool, 'e'), await store.taskListEvent(pool, 'e', 'acme/shop')]);
    const detail = await store.findProjectDetail(pool, label, 'acme/shop');
    expect(detail).toMatchObject({
      projectId: 'acme/shop',
      customerName: 'Acme',
      executor: { name: 'replay', label: 'label of replay' },
      seq: 2,
      totals: { completed: 0, total: 2 },
      currentTask: { key: '1', phase: 'PREP' },
      nodes: [{ node: 'verify', status: 'ready' }],
    });
    expect(detail?.tasks.map((task) => [task.key, task.phase, task.waitingFor])).toEqual([
      ['1', 'PREP', null],
      ['2', null, 'waits for 1'],
    ]);
    expect(await store.findProjectDetail(pool, label, 'acme/none')).toBeUndefined();
  });
});

test('a connection that is ended while somebody holds it refuses its next query, and the process goes on', async () => {
  const preparing = openPool({ connectionString: postgres.url, max: 2 });
  preparing.on('error', () => undefined);
  const held = await preparing.connect();
  const { rows } = await held.query<{ pid: number }>('select pg_backend_pid() as pid');
  const lost = new Promise((resolve) => held.once('end', resolve));
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await lost;
  await expect(held.query('select 1')).rejects.toThrow(/terminated|not queryable|connection/i);
  held.release(true);
  expect((await preparing.query<{ one: number }>('select $1::int as one', [1])).rows).toEqual([{ one: 1 }]);
  await preparing.end();
});
