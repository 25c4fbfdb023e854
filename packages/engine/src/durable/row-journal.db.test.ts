import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Workflow, defineWorkflow } from '@devteam/workflow';
import { type JournalHarness, type Ledger, type OpenedJournal, journalConformance } from '@devteam/workflow/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.ts';
import { addExecution, addTask, claimTask, migrate, readQueue, saveProject } from '../store/index.ts';
import type { Runtime } from './dbos-runtime.ts';
import { createEndedNodes } from './ended-nodes.ts';
import { executeNode } from './execute-node.ts';
import { Fenced, type Hands } from './hands.ts';
import type { NodeContext } from './nodes/node-context.ts';
import { openRowJournal } from './row-journal.ts';
import { usualPace } from './pace.ts';
import { createRunningNodes } from './running-nodes.ts';
import { createKnownLists } from './known-lists.ts';
import { mortal } from './testing/mortal-pool.ts';

let home = '';
let postgres: EmbeddedPostgres;
let pool: Pool;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-journal-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: home });
  pool = new Pool({ connectionString: postgres.url, max: 20 });
  pool.on('error', () => undefined);
  await migrate(pool);
});

afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** One process with its hands on one run; nodes with a slot run here too, since the queue has tests of its own. */
function openProcess(workflow: Workflow<Ledger>, ledger: Ledger, executionId: string): OpenedJournal {
  const mine = mortal(pool);
  const claim = randomUUID();
  const hands: Hands = {
    pool: mine.pool,
    workerId: `worker-${claim.slice(0, 8)}`,
    log: () => undefined,
    pace: usualPace,
    running: createRunningNodes(),
    ended: createEndedNodes(),
    stopSignal: () => new AbortController().signal,
    starts: () => runtime,
    nudgeQueue: () => void runQueued(),
    knownLists: createKnownLists(),
    runtime: () => runtime,
    workflowOf: () => workflow as unknown as Workflow<NodeContext>,
    openRepository: () => Promise.reject(new Error('These nodes need no repository')),
    openContext: () => Promise.resolve({ context: ledger as unknown as NodeContext, close: () => Promise.resolve() }),
  };
  const runtime = { nudge: () => undefined } as unknown as Runtime;
  /** The queue has tests of its own: here it has room for all. */
  const runQueued = async () => {
    const { nodes } = await readQueue(mine.pool);
    for (const { id, isCanceled, readySince } of nodes) if (isCanceled || readySince <= Date.now() + 5) void executeNode(hands, id);
  };
  return {
    use: async (work) => {
      await claimTask(mine.pool, { executionId, key: '1', run: 1 }, claim);
      return work(
        openRowJournal(hands, workflow, {
          executionId,
          projectId: 'acme/shop',
          task: { key: '1', claim },
          selection: 1,
          attempt: 1,
          round: 0,
          lanes: {},
        }),
      );
    },
    crash: async () => {
      mine.die();
      return openProcess(workflow, ledger, executionId);
    },
    close: async () => mine.die(),
  };
}

const harness: JournalHarness = {
  open: async (workflow, ledger) => {
    const executionId = randomUUID();
    await saveProject(pool, {
      id: 'acme/shop',
      customer: { id: 'acme', name: 'Acme' },
      name: 'Shop',
      repositoryUrl: '/x',
      executor: 'replay',
      sandbox: 'process',
    });
    await pool.query(`update engine.execution set status = 'stopped'`);
    await addExecution(pool, { id: executionId, projectId: 'acme/shop' });
    await addTask(pool, { executionId, projectId: 'acme/shop', key: '1', id: '1', title: 'One', phase: 'PREP', maxAttempts: 3 });
    return openProcess(workflow, ledger, executionId);
  },
};

describe('the journal in rows is a journal', () => {
  test.each(journalConformance)('$name', async ({ run }) => {
    await expect(run(harness)).resolves.toBeUndefined();
  });

  test('whose task another has taken starts nothing any more: neither what is new nor what the other has begun', async () => {
    const body = { output: z.object({}), run: () => new Promise<never>(() => undefined) };
    const workflow = defineWorkflow<Ledger>()({ name: 'two', version: 1, input: z.object({}) }, (node) => {
      node('begun', body);
      node('fresh', body);
    });
    const ledger = {} as Ledger;
    const frozen = await harness.open(workflow, ledger);
    const call = (node: string) => ({ node, attempt: 1, input: {}, needs: {}, inputHash: 'hash', delayMs: 0 });
    await frozen.use(async (late) => {
      await late.start(call('begun'));
      const { rows } = await pool.query<{ executionId: string }>(
        `select execution_id as "executionId" from engine.node where name = 'begun' order by created_at desc limit 1`,
      );
      const [{ executionId } = { executionId: '' }] = rows;
      const claims = async () => {
        const found = await pool.query<{ name: string; claim: string }>(`select name, claim from engine.node where execution_id = $1`, [
          executionId,
        ]);
        return found.rows;
      };
      const [first] = await claims();
      const taker = openProcess(workflow, ledger, executionId);
      await taker.use((journal) => journal.start(call('begun')));
      const taken = await vi.waitUntil(async () => {
        const now = await claims();
        return now[0]?.claim !== first?.claim && now;
      });
      await expect(late.start(call('begun'))).rejects.toThrow(Fenced);
      await expect(late.start(call('fresh'))).rejects.toThrow(Fenced);
      expect(await claims()).toEqual(taken);
      await taker.close();
    });
    await frozen.close();
  });
});
