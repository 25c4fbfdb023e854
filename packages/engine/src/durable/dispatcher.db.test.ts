import { execFileSync } from 'node:child_process';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGateway } from '@devteam/drivers/gateway';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.ts';
import {
  addExecution,
  addNode,
  addWorker,
  cancelNode,
  claimNode,
  endNode,
  findGivenUp,
  findHolders,
  findNode,
  getProject,
  listBudgets,
  migrate,
  openPool,
  readEvents,
  readWaiting,
  releaseNodes,
  saveProject,
  saveSlotLimit,
} from '../store/index.ts';
import { setBudget, watchBudgets } from './budgets.ts';
import { type Dispatcher, startDispatcher } from './dispatcher.ts';
import { readMetrics } from './metrics.ts';
import { openWayOut } from './nodes/way-out.ts';
import { meter } from './usage-meter.ts';

let home = '';
let postgres: EmbeddedPostgres;
let pool: Pool;
const open: Dispatcher[] = [];
let bodyMs = 20;
const began: string[] = [];
let running: string[] = [];
let most = 0;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-dispatcher-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: home });
  pool = openPool({ connectionString: postgres.url, max: 10 });
  pool.on('error', () => undefined);
  await migrate(pool);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((dispatcher) => dispatcher.stop()));
  await pool.query(
    'delete from engine.project; delete from engine.worker; delete from engine.slot_limit; delete from engine.last_start; delete from engine.budget; delete from engine.hold',
  );
  began.length = 0;
  running = [];
  most = 0;
});

afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** A worker whose nodes take `bodyMs` and do nothing. */
async function startWorker(id: string, slots: number): Promise<Dispatcher> {
  await addWorker(pool, { id, host: 'here', pid: 1, slots });
  const dispatcher = startDispatcher({
    pool,
    workerId: id,
    slots,
    log: () => undefined,
    isLeaving: () => false,
    run: async (nodeId) => {
      if (!(await claimNode(pool, { id: nodeId, starts: 1 }, { workerId: id, claim: id }))) return true;
      began.push(nodeId);
      running.push(nodeId);
      most = Math.max(most, running.length);
      await sleep(bodyMs);
      running = running.filter((each) => each !== nodeId);
      await endNode(pool, { id: nodeId, claim: id, status: 'completed', output: null, failure: null, retryable: null });
      return true;
    },
  });
  open.push(dispatcher);
  return dispatcher;
}

const executions = new Map<string, string>();

async function addReady(projectId: string, name: string, queue: { lane?: string; delayMs?: number } = {}): Promise<string> {
  const [customer = ''] = projectId.split('/');
  const known = await pool.query('select 1 from engine.project where id = $1', [projectId]);
  if (known.rowCount === 0) {
    await saveProject(pool, {
      id: projectId,
      customer: { id: customer, name: customer },
      name: projectId,
      repositoryUrl: '/x',
      executor: 'replay',
      sandbox: 'process',
    });
    const execution = `e-${projectId}-${Math.random()}`;
    await addExecution(pool, { id: execution, projectId });
    await pool.query(`update engine.execution set status = 'running' where id = $1`, [execution]);
    executions.set(projectId, execution);
  }
  const id = `${executions.get(projectId)}/1/1.0/${name}#1`;
  await addNode(
    pool,
    {
      id,
      executionId: executions.get(projectId) ?? '',
      projectId,
      taskKey: '1',
      name,
      selection: 1,
      attempt: 1,
      round: 0,
      nodeAttempt: 1,
      input: null,
      inputHash: '',
      queue: { lane: queue.lane ?? null, delayMs: queue.delayMs ?? 0, knownTo: 'nobody' },
    },
    'ready',
  );
  return id;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const since = performance.now(); !(await condition());) {
    if (performance.now() - since > 20_000) throw new Error('It took too long');
    await sleep(5);
  }
}

const reasons = async () => (await readWaiting(pool)).map(({ projectId, reason }) => `${projectId}: ${reason}`);

describe('the queue of nodes', () => {
  test('two workers together run no more at once than they have slots, each node once', async () => {
    bodyMs = 100;
    const ids = await Promise.all(Array.from({ length: 24 }, (_, index) => addReady(`customer-${index}/p`, 'verify')));
    const workers = [await startWorker('one', 2), await startWorker('two', 3)];
    const nudging = setInterval(() => workers.forEach((worker) => worker.nudge()), 3);
    await until(() => began.length === ids.length && running.length === 0);
    clearInterval(nudging);
    expect(most).toBe(5);
    expect(began.toSorted()).toEqual(ids.toSorted());
  });

  test('limits of customer, project, lane and all are kept, and what waits says for what', async () => {
    bodyMs = 2500;
    await saveSlotLimit(pool, { kind: 'customer', id: 'acme' }, 1);
    await saveSlotLimit(pool, { kind: 'all', id: '' }, 3);
    await addReady('acme/a', 'codeExecution');
    await addReady('acme/b', 'codeExecution');
    await addReady('bakery/a', 'codeExecution', { lane: 'local-model' });
    await addReady('bakery/a', 'verify');
    await addReady('cafe/a', 'codeExecution', { lane: 'local-model' });
    await addReady('dairy/a', 'verify');
    await addReady('east/a', 'verify', { delayMs: 60_000 });
    const worker = await startWorker('one', 5);
    await until(() => began.length === 3);
    await until(async () => (await reasons()).length === 4);
    expect((await reasons()).map((reason) => reason.replace(/\d\d:\d\d:\d\d/, 'TIME'))).toEqual([
      'acme/b: 1st for one of the 1 slot of this customer',
      'bakery/a: another step of this project is under way',
      'cafe/a: 1st for a local-model slot',
      'east/a: tries again at TIME UTC',
    ]);
    await saveSlotLimit(pool, { kind: 'customer', id: 'acme' }, null);
    await saveSlotLimit(pool, { kind: 'all', id: '' }, null);
    worker.nudge();
    await until(() => began.some((id) => id.includes('acme/b')));
    expect(most).toBe(4);
  });

  test('a nudge starts a node at once, not at the next poll', async () => {
    bodyMs = 0;
    const worker = await startWorker('one', 3);
    const waits: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const id = await addReady(`nudged-${index}/p`, 'verify');
      const since = performance.now();
      worker.nudge();
      await until(() => began.includes(id));
      waits.push(performance.now() - since);
    }
    // The poll comes once a second; ten of them without a nudge would take some five seconds.
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(2500);
  });

  test('what is ready later starts then, and what is canceled goes to a worker at once, full or not', async () => {
    bodyMs = 400;
    await startWorker('one', 1);
    const since = performance.now();
    const late = await addReady('late/p', 'verify', { delayMs: 600 });
    const canceled = await addReady('canceled/p', 'verify');
    await until(() => began.includes(canceled));
    await until(() => began.includes(late));
    expect(performance.now() - since).toBeGreaterThan(590);

    const orphan = await addReady('orphan/p', 'verify');
    await pool.query(`update engine.node set status = 'running', admitted_by = 'dead' where id = $1`, [orphan]);
    await cancelNode(pool, orphan);
    await releaseNodes(pool, 'dead', { died: true });
    await until(() => began.includes(orphan));
  });

  test('what a dead worker held goes to another; a node that took too many down goes to nobody', async () => {
    bodyMs = 5;
    const held = await addReady('held/p', 'verify');
    const deadly = await addReady('deadly/p', 'verify');
    await pool.query(`update engine.node set admitted_by = 'dead', status = 'running'`);
    expect(await findHolders(pool)).toEqual(['dead']);
    await pool.query(`update engine.node set deaths = 19 where id = $1`, [deadly]);
    await releaseNodes(pool, 'dead', { died: true });
    await startWorker('one', 2);
    await until(() => began.includes(held));
    expect(await findGivenUp(pool, [held, deadly])).toEqual([deadly]);
    expect(began).toEqual([held]);
  });

  test('a worker that was given up takes nothing that another has got', async () => {
    const id = await addReady('acme/p', 'verify');
    await pool.query(`update engine.node set admitted_by = 'new' where id = $1`, [id]);
    expect(await claimNode(pool, { id, starts: 1 }, { workerId: 'old', claim: 'old' })).toBeUndefined();
    expect(await claimNode(pool, { id, starts: 1 }, { workerId: 'new', claim: 'new' })).toMatchObject({ claim: 'new' });
  });
});

const command = () => ({ pool, log: () => undefined });
const budgetEvents = async (projectId: string) =>
  (await readEvents(pool, projectId, { after: 0, limit: 100 })).flatMap((event) =>
    event.type === 'budget-update' ? [[event.payload.budget.state, event.payload.budget.words]] : [],
  );

describe('budgets', () => {
  test('from the limit on no attempt starts, what was paid for is finished, and a raised limit lets it go on', async () => {
    bodyMs = 5;
    const first = await addReady('acme/a', 'codeExecution');
    await setBudget(command(), { kind: 'customer', id: 'acme' }, { attempts: 1 }, 'ana');
    await startWorker('one', 3);
    await until(async () => (await findNode(pool, first))?.endedAt !== null);
    const check = await addReady('acme/a', 'verify');
    const second = await addReady('acme/b', 'codeExecution');
    await until(async () => began.includes(check) && (await reasons()).length === 1);
    expect(await reasons()).toEqual(['acme/b: 1 attempts of 1 attempts of customer acme are used']);
    expect(began).not.toContain(second);
    await watchBudgets(command());
    const holds = async () => (await pool.query('select scope, scope_id as id, by, lifted_by, lifted_as from engine.hold')).rows;
    expect(await holds()).toEqual([{ scope: 'customer', id: 'acme', by: 'budget', lifted_by: null, lifted_as: null }]);
    await setBudget(command(), { kind: 'customer', id: 'acme' }, { attempts: 3 }, 'ana');
    expect(await holds()).toMatchObject([{ lifted_by: 'ana', lifted_as: 'budget_raised' }]);
    await until(() => began.includes(second));
    expect(await listBudgets(pool)).toMatchObject([
      { scope: { kind: 'customer', id: 'acme' }, limits: { attempts: 3 }, used: { attempts: 2, tokens: 0 }, state: 'open', setBy: 'ana' },
    ]);
  });

  test('four fifths and the limit are told once each; time holds everything; a task has its own', async () => {
    const id = await addReady('bakery/a', 'verify');
    await pool.query(
      `update engine.node set status = 'running', started_at = now() - interval '85 minutes', admitted_by = 'one' where id = $1`,
      [id],
    );
    await setBudget(command(), { kind: 'task', id: 'bakery/a 1' }, { minutes: 100 }, 'ana');
    await Promise.all([watchBudgets(command()), watchBudgets(command())]);
    await watchBudgets(command());
    await pool.query(`update engine.node set started_at = now() - interval '101 minutes' where id = $1`, [id]);
    await watchBudgets(command());
    await watchBudgets(command());
    expect((await budgetEvents('bakery/a')).map(([state]) => state)).toEqual(['near', 'near', 'reached']);
    await addReady('bakery/a', 'codeExecution');
    await saveSlotLimit(pool, { kind: 'project', id: 'bakery/a' }, 2);
    await startWorker('two', 3);
    await until(async () => (await reasons()).some((reason) => reason.includes('101 minutes of 100 minutes of task bakery/a 1 are used')));
    expect(began).toEqual([]);
    await expect(setBudget(command(), { kind: 'customer', id: 'nobody' }, {}, 'ana')).rejects.toMatchObject({ code: 'customer_not_found' });
    await expect(setBudget(command(), { kind: 'task', id: 'nobody 1' }, {}, 'ana')).rejects.toMatchObject({ code: 'project_not_found' });
  });

  test('what an attempt used is stored as the gateway counted it, also if the attempt fails, and bounds the next one', async () => {
    const id = await addReady('cafe/a', 'codeExecution');
    const node = await findNode(pool, id);
    if (!node) throw new Error('The node is missing');
    const provider = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      const usage = { prompt_tokens: 700, completion_tokens: 100, total_tokens: 800 };
      response.end(
        JSON.stringify({
          id: 'x',
          object: 'chat.completion',
          model: 'm',
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }],
          usage,
        }),
      );
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
    const gateway = await openGateway();
    const open = async (claim: string, left: { tokens?: number }) => {
      const wayOut = await openWayOut(
        { project: await getProject(pool, 'cafe/a'), say: () => undefined },
        {
          gateway: () => Promise.resolve(gateway),
          models: () => ({ protocol: 'openai', baseUrl, key: null }),
          noteProvider: () => undefined,
          socketDirectory: join(home, 'g'),
          id: claim,
          needsModel: true,
          timeoutSeconds: 60,
          left,
        },
      );
      if (!wayOut) throw new Error('There is no way out');
      return meter({ pool, log: () => undefined }, node, claim, wayOut);
    };
    const ask = (socketPath: string, key: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = request(
          {
            socketPath,
            path: '/openai/v1/chat/completions',
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          },
          (answer) => {
            answer.resume();
            answer.once('end', () => resolve(answer.statusCode));
          },
        );
        asked.once('error', reject);
        asked.end(JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: 'hello' }] }));
      });
    try {
      const wayOut = await open('claim-1', {});
      expect(await ask(wayOut.run.socketPath, wayOut.run.key)).toBe(200);
      await wayOut.close();
      await setBudget(command(), { kind: 'project', id: 'cafe/a' }, { tokens: 1000 }, 'ana');
      expect(await listBudgets(pool)).toMatchObject([
        { used: { tokens: 800 }, state: 'near', words: '800 tokens of 1,000 tokens of project cafe/a are used' },
      ]);
      const tight = await open('claim-2', { tokens: 200 });
      expect(await ask(tight.run.socketPath, tight.run.key)).toBe(200);
      expect(await ask(tight.run.socketPath, tight.run.key)).not.toBe(200);
      await tight.close();
      const { rows } = await pool.query(
        'select claim, requests, input_tokens::integer as input, output_tokens::integer as output from engine.usage order by claim',
      );
      expect(rows).toEqual([
        { claim: 'claim-1', requests: 1, input: 700, output: 100 },
        { claim: 'claim-2', requests: 1, input: 700, output: 100 },
      ]);
    } finally {
      await gateway.close();
      provider.close();
    }
  });
});

describe('the figures', () => {
  test('equal a count by hand of what the rows say', async () => {
    await addReady('acme/a', 'prepareRepository');
    await addReady('bakery/a', 'prepareRepository');
    const [acme = '', bakery = ''] = ['acme/a', 'bakery/a'].map((id) => executions.get(id));
    await pool.query(`delete from engine.node`);
    const task = (execution: string, project: string, key: string, outcome: string, attempt: number) =>
      pool.query(
        `insert into engine.task (execution_id, project_id, key, title, phase, attempt, max_attempts, outcome, ended_at) values ($1, $2, $3, $3, 'DONE', $5, 3, $4, now())`,
        [execution, project, key, outcome, attempt],
      );
    const node = (
      execution: string,
      project: string,
      key: string | null,
      name: string,
      attempt: number,
      minutes: number,
      status = 'completed',
    ) =>
      pool.query(
        `insert into engine.node (id, execution_id, project_id, task_key, name, attempt, round, node_attempt, status, input, input_hash, slotted, ready_at, created_at, started_at, ended_at)
         values ($8, $1, $2, $3, $4, $5, 0, 1, $7, 'null', '', $3::text is not null, now() - make_interval(mins => $6, secs => 30),
                 now() - make_interval(mins => $6, secs => 30), now() - make_interval(mins => $6), now())`,
        [execution, project, key, name, attempt, minutes, status, `${execution}/${key}/${attempt}/${name}`],
      );
    await node(acme, 'acme/a', null, 'prepareRepository', 1, 1);
    await node(bakery, 'bakery/a', null, 'prepareRepository', 1, 1, 'failed');
    // Landed at once; landed with the second attempt; a person was asked.
    await task(acme, 'acme/a', '1', 'landed', 1);
    await node(acme, 'acme/a', '1', 'codeExecution', 1, 10);
    await node(acme, 'acme/a', '1', 'verify', 1, 2);
    await task(acme, 'acme/a', '2', 'landed', 2);
    await node(acme, 'acme/a', '2', 'codeExecution', 1, 4, 'failed');
    await node(acme, 'acme/a', '2', 'codeExecution', 2, 6);
    await node(acme, 'acme/a', '2', 'verify', 2, 2);
    await task(acme, 'acme/a', '3', 'review', 3);
    await pool.query(
      `insert into engine.task_list (project_id, path, dialect, commit, content, entries, diagnostics, completed, total) values ('acme/a', 'l', 'd', 'c', '', '[]', '[]', 2, 6)`,
    );
    const window = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 60_000) };
    const of = async (customerId?: string) =>
      new Map((await readMetrics(pool, { ...window, customerId })).metrics.map((metric) => [metric.name, metric]));
    const all = await of();
    const figure = (name: string) => {
      const { denominator, n, note, numerator } = all.get(name) ?? {};
      return [numerator, denominator, n, note];
    };
    expect(figure('tasksWithoutPerson')).toEqual([2, 3, 3, 'only 3 samples']);
    expect(figure('errorsResolvedByEngine')).toEqual([1, 2, 2, 'only 2 samples']);
    expect(figure('repositorySetUps')).toEqual([1, 2, 2, 'only 2 samples']);
    expect(figure('verifiedBeforeDone')).toEqual([2, 2, 2, 'only 2 samples']);
    expect(figure('attemptsPerTask')).toEqual([6, 3, 3, 'only 3 samples']);
    expect(all.get('minutesPerTask')?.value).toBeCloseTo(12, 3);
    expect(all.get('queueWaitSeconds')).toMatchObject({ n: 5, denominator: 5 });
    expect(all.get('queueWaitSeconds')?.value).toBeCloseTo(30, 3);
    expect((await of('bakery')).get('repositorySetUps')).toMatchObject({ numerator: 0, denominator: 1, value: 0 });
    const { forecasts } = await readMetrics(pool, window);
    expect(forecasts).toMatchObject([{ projectId: 'acme/a', tasksLeft: 4, minutes: { n: 2, note: 'from 2 finished tasks only' } }]);
    // 13 and 13.5 minutes with what they waited.
    expect(forecasts[0]?.minutes.expected).toBeCloseTo(53, 3);
    await expect(readMetrics(pool, { ...window, customerId: 'nobody' })).rejects.toMatchObject({ code: 'customer_not_found' });
  });
});

describe('fairness', () => {
  /** So many projects of each customer with one ready node each, in one statement. */
  const addMany = (prefix: string, customers: number, each: number) =>
    pool.query(
      `with customers as (
         insert into engine.customer (id, name) select $1 || i, $1 || i from generate_series(1, $2::integer) i on conflict (id) do nothing),
       projects as (
         insert into engine.project (id, customer_id, name, repository_url, executor, sandbox, ordinal)
         select $1 || i || '/' || j, $1 || i, '', '', 'replay', 'process', j from generate_series(1, $2::integer) i, generate_series(1, $3::integer) j returning id),
       executions as (
         insert into engine.execution (id, project_id, status) select 'e-' || id, id, 'running' from projects returning id, project_id)
       insert into engine.node (id, execution_id, project_id, task_key, name, attempt, round, node_attempt, status, input, input_hash, slotted)
       select id || '/1/1.0/verify#1', id, project_id, '1', 'verify', 1, 0, 1, 'ready', 'null', '', true from executions`,
      [prefix, customers, each],
    );

  test('one customer with 300 ready tasks and 20 with 5 each on 4 slots: the first of each small one waits for one task of each other customer at most', async () => {
    bodyMs = 20;
    const small = 20;
    await addMany('big', 1, 300);
    await startWorker('one', 4);
    await until(() => began.length >= 8);
    await addMany('small', small, 5);
    const before = began.length;
    const since = performance.now();
    const waits = new Map<string, { place: number; ms: number }>();
    await until(() => {
      for (const [index, id] of began.slice(before).entries()) {
        const customer = /^e-(small\d+)/.exec(id)?.[1];
        if (customer !== undefined && !waits.has(customer)) waits.set(customer, { place: index, ms: performance.now() - since });
      }
      return waits.size === small;
    });
    const places = [...waits.values()].map(({ place }) => place).toSorted((a, b) => a - b);
    const ms = [...waits.values()].map((wait) => Math.round(wait.ms)).toSorted((a, b) => a - b);
    const line = (numbers: number[]) => `least ${numbers[0]}, median ${numbers[small / 2]}, most ${numbers.at(-1)}`;
    console.log(`starts ahead of the first of each of ${small} small customers: ${line(places)}; milliseconds until then: ${line(ms)}`);
    // Of those that were chosen while the rows of the small ones were being written nobody knew; there are as many as slots at most.
    expect(places.at(-1)).toBeLessThanOrEqual(small + 4);
    await until(() => began.filter((id) => id.startsWith('e-small')).length === small * 5);
    const share = began.slice(before).filter((id) => id.startsWith('e-big')).length;
    expect(share).toBeLessThanOrEqual(20);
  });
});
