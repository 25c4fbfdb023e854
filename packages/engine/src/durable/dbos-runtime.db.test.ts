import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.ts';
import { type Runtime, startRuntime } from './dbos-runtime.ts';

let home = '';
let postgres: EmbeddedPostgres;
let pool: Pool;
let runtime: Runtime;
const began: string[] = [];
const ended: string[] = [];
const running = new Set<string>();
let most = 0;
let bodyMs = 20;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-runtime-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: home });
  pool = new Pool({ connectionString: postgres.url });
  pool.on('error', () => undefined);
  runtime = await startRuntime({
    databaseUrl: postgres.url,
    pool,
    workerId: 'worker-under-test',
    slots: 3,
    log: () => undefined,
    bodies: {
      prepare: () => Promise.resolve(),
      task: () => Promise.resolve(),
      node: async (id) => {
        began.push(id);
        running.add(id);
        most = Math.max(most, running.size);
        await sleep(bodyMs);
        running.delete(id);
        ended.push(id);
      },
    },
  });
});

afterAll(async () => {
  await runtime?.stop();
  await pool?.end();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function until(condition: () => boolean): Promise<void> {
  for (const since = performance.now(); !condition();) {
    if (performance.now() - since > 20_000) throw new Error('It took too long');
    await sleep(5);
  }
}

function reset(ms: number): void {
  began.length = 0;
  ended.length = 0;
  most = 0;
  bodyMs = ms;
}

describe('the node queue', () => {
  test('runs no more nodes at once than there are slots, however often it is nudged', async () => {
    reset(30);
    const ids = Array.from({ length: 20 }, (_, index) => `slots-${index}`);
    for (const id of ids) {
      await runtime.enqueueNode(id, id);
      runtime.nudge();
    }
    const nudging = setInterval(() => runtime.nudge(), 3);
    await until(() => ended.length === ids.length);
    clearInterval(nudging);
    expect(most).toBe(3);
    expect(began.toSorted()).toEqual(ids.toSorted());
  });

  test('runs the nodes of one lane one after another', async () => {
    reset(15);
    for (let index = 0; index < 6; index += 1) await runtime.enqueueNode(`lane-${index}`, 'acme#0');
    const nudging = setInterval(() => runtime.nudge(), 3);
    await until(() => ended.length === 6);
    clearInterval(nudging);
    expect(most).toBe(1);
  });

  test('a nudge starts a node at once, not at the next poll', async () => {
    reset(0);
    const waits: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const since = performance.now();
      await runtime.enqueueNode(`nudged-${index}`, `nudged-${index}`);
      runtime.nudge();
      await until(() => began.includes(`nudged-${index}`));
      waits.push(performance.now() - since);
    }
    // The poll comes once a second; ten of them without a nudge would take some five seconds.
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(2500);
  });

  test('the same node enqueued twice runs once', async () => {
    reset(0);
    await runtime.enqueueNode('twice', 'twice');
    await runtime.enqueueNode('twice', 'twice');
    runtime.nudge();
    await until(() => ended.includes('twice'));
    runtime.nudge();
    await sleep(100);
    expect(began).toEqual(['twice']);
  });

  test('what a dead worker had under way is run here, and nothing is left in its name', async () => {
    reset(0);
    await runtime.enqueueNode('orphan', 'orphan');
    await pool.query(
      `update dbos.workflow_status set status = 'PENDING', executor_id = 'dead-worker', owner_xid = 'gone' where workflow_uuid = 'node:orphan'`,
    );
    expect(await runtime.findOwners()).toContain('dead-worker');
    expect(await runtime.takeOver('dead-worker')).toBe(0);
    await until(() => ended.includes('orphan'));
  });
});
