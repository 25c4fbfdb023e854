import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import { ensureSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import type { DLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import { INTERNAL_QUEUE_NAME } from '@dbos-inc/dbos-sdk/internal/utils';
import { wfQueueRunner } from '@dbos-inc/dbos-sdk/internal/wfqueue';
import type { Pool } from 'pg';
import { openPool } from '../store/index.ts';

/**
 * The number of the checkpoint format, not of the program: workflows of another number are left to a worker of that number. Raise it
 * only when a workflow that is under way could not go on.
 */
export const protocolVersion = 'devteam-1';

/** Orchestration may be taken over as often as machines die. */
const mostRecoveries = 1000;

/** Held while the schema is made: DBOS's own migration fails when two processes start on an empty database. */
const migrationLock = 7_316_002;
const migrationLookMs = 50;

export interface RuntimeBodies {
  prepare: (executionId: string) => Promise<void>;
  task: (executionId: string, key: string, run: number) => Promise<void>;
  injection: (injectionId: string) => Promise<void>;
}

export interface RuntimeOptions {
  databaseUrl: string;
  pool: Pool;
  workerId: string;
  bodies: RuntimeBodies;
  log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** Beginnings of workflows. Ids make each call idempotent: the same id twice is one workflow. */
export interface Starts {
  startPreparation(executionId: string): Promise<void>;
  /** `run`: the number of the task's row; another number is another workflow. */
  startTask(executionId: string, key: string, run: number): Promise<void>;
  startInjection(injectionId: string): Promise<void>;
}

/** Everything that a worker asks of DBOS. */
export interface Runtime extends Starts {
  /** Looks for what others began now instead of at the next poll. */
  nudge(): void;
  /** Hands everything that a dead worker had under way to whoever polls next; answers how much is left in its name. */
  takeOver(workerId: string): Promise<number>;
  /** Workers that something is still under way for, whether we know them or not. */
  findOwners(): Promise<string[]>;
  /** Forgets workflows that ended before this time, in batches; answers how many. */
  forgetEnded(before: Date): Promise<number>;
  stop(): Promise<void>;
}

/** The part of the library's dispatcher that we reach into; its own types call it private. */
interface QueueDispatcher {
  isRunning: boolean;
  states: Map<string, { queue: { name: string } }>;
  pollQueue: (executor: DBOSExecutor, queue: { name: string }) => Promise<boolean>;
}
const dispatcher = wfQueueRunner as unknown as QueueDispatcher;

/** What a process without slots begins: any worker takes it. No limits, because orchestration holds no slot. */
export const orchestrationQueue = 'orchestration' as const;
export const applicationName = 'devteam';
/** Nudges do the work; this only finds what a lost notification left lying. */
const pollMs = 1000;

export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { bodies, databaseUrl, log, pool } = options;
  // DBOS would record whatever is started inside a workflow as a step of it, in order; our journal is the rows (decision 0001).
  const outside = AsyncLocalStorage.snapshot();
  const prepare = DBOS.registerWorkflow(bodies.prepare, { name: 'prepare', maxRecoveryAttempts: mostRecoveries });
  const task = DBOS.registerWorkflow((executionId: string, key: string) => bodies.task(executionId, key, runOf(DBOS.workflowID)), {
    name: 'task',
    maxRecoveryAttempts: mostRecoveries,
  });
  const injection = DBOS.registerWorkflow(bodies.injection, { name: 'injection', maxRecoveryAttempts: mostRecoveries });

  const logger = dbosLogger(log);
  await migrateDbos(databaseUrl, pool, logger);
  const checkpoints = openCheckpointPool(databaseUrl, options.workerId, log);
  DBOS.setConfig({
    name: applicationName,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePool: checkpoints,
    executorID: options.workerId,
    applicationVersion: protocolVersion,
    runMigrations: false,
    listenQueues: [orchestrationQueue],
    logger,
  });
  await DBOS.launch();
  await DBOS.registerQueue(orchestrationQueue, { minPollingIntervalMs: pollMs, onConflict: 'always_update' });

  return {
    startPreparation: (executionId) =>
      outside(async () => void (await DBOS.startWorkflow(prepare, { workflowID: `prepare:${executionId}` })(executionId))),
    startTask: (executionId, key, run) =>
      outside(async () => void (await DBOS.startWorkflow(task, { workflowID: `task:${executionId}/${key}#${run}` })(executionId, key))),
    startInjection: (injectionId) =>
      outside(async () => void (await DBOS.startWorkflow(injection, { workflowID: `injection:${injectionId}` })(injectionId))),
    nudge: () => outside(() => nudge(log, [orchestrationQueue])),
    takeOver: async (workerId) => {
      await executor().recoverPendingWorkflows([workerId]);
      nudge(log, [orchestrationQueue, INTERNAL_QUEUE_NAME]);
      const { rows } = await pool.query<{ left: string }>(
        `select count(*) as left from dbos.workflow_status where status = 'PENDING' and executor_id = $1`,
        [workerId],
      );
      return Number(rows[0]?.left ?? 0);
    },
    findOwners: async () => {
      const { rows } = await pool.query<{ id: string }>(
        `select distinct executor_id as id from dbos.workflow_status where status = 'PENDING' and application_version = $1`,
        [protocolVersion],
      );
      return rows.map((row) => row.id);
    },
    forgetEnded: async (before) => {
      const ended = await DBOS.listWorkflows({ status: ['SUCCESS', 'ERROR', 'CANCELLED'], endTime: before.toISOString(), limit: 500 });
      if (ended.length > 0) await DBOS.deleteWorkflows(ended.map((workflow) => workflow.workflowID));
      return ended.length;
    },
    stop: async () => {
      await DBOS.shutdown({ deregister: true });
      await checkpoints.end();
    },
  };
}

/** Stands at the end of the workflow's id. */
const runOf = (workflowId: string | undefined): number => Number(workflowId?.slice(workflowId.lastIndexOf('#') + 1));

/** A frozen worker keeps row locks; after this the server lets them go and another can take over. */
export const idleTransactionMs = 5000;

/** DBOS's own connections would plan every query anew. */
function openCheckpointPool(databaseUrl: string, workerId: string, log: RuntimeOptions['log']): Pool {
  const checkpoints = openPool({
    connectionString: databaseUrl,
    max: 10,
    application_name: `devteam checkpoints ${workerId}`,
    onConnect: async (client) => void (await client.query(`set idle_in_transaction_session_timeout = ${idleTransactionMs}`)),
  });
  checkpoints.on('error', (error) => log('warn', `A database connection was lost: ${error.message}`));
  return checkpoints;
}

const textOf = (entry: unknown): string => (entry instanceof Error ? entry.message : String(entry));

function executor(): DBOSExecutor {
  const current = DBOSExecutor.globalInstance;
  if (!current) throw new Error('DBOS is not running');
  return current;
}

/** DBOS tells what it does at every start and stop; only what may concern somebody goes on. */
export const dbosLogger = (log: RuntimeOptions['log']): DLogger => ({
  info: () => undefined,
  debug: () => undefined,
  warn: (entry: unknown) => log('warn', textOf(entry)),
  error: (entry: unknown) => log('error', textOf(entry)),
});

export async function migrateDbos(databaseUrl: string, pool: Pool, logger: DLogger): Promise<void> {
  const client = await pool.connect();
  let isLocked = false;
  try {
    // Asked again and again instead of waiting in the query: an index that is made concurrently waits for every query that runs.
    while (!isLocked) {
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [migrationLock]);
      isLocked = rows[0]?.got === true;
      if (!isLocked) await sleep(migrationLookMs);
    }
    // DBOS.migrate does the same and prints to standard output.
    await ensureSystemDatabase(databaseUrl, logger as unknown as Parameters<typeof ensureSystemDatabase>[1]);
  } finally {
    if (isLocked) await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    client.release();
  }
}

let nudging: Promise<void> | undefined;
const wanted = new Set<string>();

/** Any number of nudges while one is under way make one more. */
function nudge(log: RuntimeOptions['log'], queues: readonly string[]): void {
  for (const queue of queues) wanted.add(queue);
  nudging ??= lookInto().finally(() => {
    nudging = undefined;
    if (wanted.size > 0) nudge(log, []);
  });

  async function lookInto(): Promise<void> {
    try {
      for (const name of wanted) {
        wanted.delete(name);
        const state = dispatcher.states.get(name);
        if (state && dispatcher.isRunning) await dispatcher.pollQueue(executor(), state.queue);
      }
    } catch (error) {
      log('warn', `A nudge of the queue failed, the next poll finds what it missed: ${textOf(error)}`);
    }
  }
}
