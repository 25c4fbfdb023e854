import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.ts';
import { type Commander, startCommander } from './dbos-commander.ts';
import { type Runtime, startRuntime } from './dbos-runtime.ts';

let home = '';
let postgres: EmbeddedPostgres;
let pool: Pool;
let runtime: Runtime;
let commander: Commander;
const began: string[] = [];

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
    log: () => undefined,
    bodies: {
      prepare: (id) => {
        began.push(id);
        return Promise.resolve();
      },
      task: () => Promise.resolve(),
      injection: () => Promise.resolve(),
    },
  });
  commander = await startCommander({ databaseUrl: postgres.url, pool, log: () => undefined });
});

afterAll(async () => {
  await commander?.stop();
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

describe('what is begun elsewhere', () => {
  test('a nudge starts it at once, not at the next poll', async () => {
    const waits: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const since = performance.now();
      await commander.startPreparation(`nudged-${index}`);
      runtime.nudge();
      await until(() => began.includes(`nudged-${index}`));
      waits.push(performance.now() - since);
    }
    // The poll comes once a second; ten of them without a nudge would take some five seconds.
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(2500);
  });

  test('begun twice it runs once', async () => {
    await commander.startPreparation('twice');
    await commander.startPreparation('twice');
    runtime.nudge();
    await until(() => began.includes('twice'));
    runtime.nudge();
    await sleep(100);
    expect(began.filter((id) => id === 'twice')).toHaveLength(1);
  });

  test('what a dead worker had under way is run here, and nothing is left in its name', async () => {
    await commander.startPreparation('orphan');
    await pool.query(
      `update dbos.workflow_status set status = 'PENDING', executor_id = 'dead-worker', owner_xid = 'gone' where workflow_uuid = 'prepare:orphan'`,
    );
    const before = began.filter((id) => id === 'orphan').length;
    expect(await runtime.findOwners()).toContain('dead-worker');
    expect(await runtime.takeOver('dead-worker')).toBe(0);
    await until(() => began.filter((id) => id === 'orphan').length > before);
  });
});
