import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import { ensureSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import type { DLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import { INTERNAL_QUEUE_NAME } from '@dbos-inc/dbos-sdk/internal/utils';
import { wfQueueRunner } from '@dbos-inc/dbos-sdk/internal/wfqueue';
import type { Pool } from 'pg';
import { channels, openPool } from '../store/index.ts';

/**
 * The number of the checkpoint format, not of the program: workflows of another number are left to a worker of that number. Raise it
 * only when a workflow that is under way could not go on.
 */
export const protocolVersion = 'devteam-1';

/** Orchestration may be taken over as often as machines die; a node that kills its worker again and again is given up. */
const mostOrchestrationRecoveries = 1000;
const mostNodeRecoveries = 20;

/** Held while the schema is made: DBOS's own migration fails when two processes start on an empty database. */
const migrationLock = 7_316_002;
const migrationLookMs = 50;

export interface RuntimeBodies {
  prepare: (executionId: string) => Promise<void>;
  task: (executionId: string, key: string) => Promise<void>;
  node: (nodeId: string) => Promise<void>;
}

export interface RuntimeOptions {
  databaseUrl: string;
  pool: Pool;
  workerId: string;
  /** Nodes that hold a slot on this worker at once, at least 1. */
  slots: number;
  bodies: RuntimeBodies;
  log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** Beginnings of workflows. Ids make each call idempotent: the same id twice is one workflow. */
export interface Starts {
  startPreparation(executionId: string): Promise<void>;
  startTask(executionId: string, key: string, selection: number): Promise<void>;
}

/** Everything that a worker asks of DBOS. */
export interface Runtime extends Starts {
  enqueueNode(nodeId: string, partition: string): Promise<void>;
  /** Looks into a queue now instead of at the next poll. */
  nudge(queue?: 'nodes' | 'orchestration'): void;
  /** Hands everything that a dead worker had under way to whoever polls next; answers how much is left in its name. */
  takeOver(workerId: string): Promise<number>;
  /** Workers that something is still under way for, whether we know them or not. */
  findOwners(): Promise<string[]>;
  /** Those of these nodes that the queue will not run any more though they may not have ended: they broke, or killed too many workers. */
  findGivenUp(nodeIds: readonly string[]): Promise<string[]>;
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

const nodeQueue = 'nodes' as const;
/** What a process without slots begins: any worker takes it. No limits, because orchestration holds no slot. */
export const orchestrationQueue = 'orchestration' as const;
export const applicationName = 'devteam';
/** Nudges do the work; this only finds what a lost notification left lying. */
const pollMs = 1000;

export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { bodies, databaseUrl, log, pool } = options;
  // DBOS would record whatever is started inside a workflow as a step of it, in order; our journal is the rows (decision 0001).
  const outside = AsyncLocalStorage.snapshot();
  const prepare = DBOS.registerWorkflow(bodies.prepare, { name: 'prepare', maxRecoveryAttempts: mostOrchestrationRecoveries });
  const task = DBOS.registerWorkflow(bodies.task, { name: 'task', maxRecoveryAttempts: mostOrchestrationRecoveries });
  const node = DBOS.registerWorkflow(bodies.node, { name: 'node', maxRecoveryAttempts: mostNodeRecoveries });

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
    listenQueues: [nodeQueue, orchestrationQueue],
    logger,
  });
  serializePolls();
  await DBOS.launch();
  await DBOS.registerQueue(nodeQueue, {
    partitionConcurrency: 1,
    workerConcurrency: options.slots,
    minPollingIntervalMs: pollMs,
    onConflict: 'always_update',
  });
  await DBOS.registerQueue(orchestrationQueue, { minPollingIntervalMs: pollMs, onConflict: 'always_update' });

  return {
    startPreparation: (executionId) =>
      outside(async () => void (await DBOS.startWorkflow(prepare, { workflowID: `prepare:${executionId}` })(executionId))),
    startTask: (executionId, key, selection) =>
      outside(
        async () => void (await DBOS.startWorkflow(task, { workflowID: `task:${executionId}/${key}#${selection}` })(executionId, key)),
      ),
    enqueueNode: (nodeId, partition) =>
      outside(async () => {
        const place = { queueName: nodeQueue, enqueueOptions: { queuePartitionKey: partition } };
        await DBOS.startWorkflow(node, { workflowID: `node:${nodeId}`, ...place })(nodeId);
        nudge(log, [nodeQueue]);
        // Other workers may have a slot where this one has none.
        await pool.query('select pg_notify($1, $2)', [channels.nodeReady, `${options.workerId} ${nodeQueue}`]);
      }),
    nudge: (queue = nodeQueue) => outside(() => nudge(log, [queue])),
    takeOver: async (workerId) => {
      await executor().recoverPendingWorkflows([workerId]);
      nudge(log, [nodeQueue, orchestrationQueue, INTERNAL_QUEUE_NAME]);
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
    findGivenUp: async (nodeIds) => {
      const { rows } = await pool.query<{ id: string }>(
        `select substr(workflow_uuid, 6) as id from dbos.workflow_status where workflow_uuid = any($1) and status not in ('PENDING', 'ENQUEUED', 'DELAYED')`,
        [nodeIds.map((id) => `node:${id}`)],
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

/** A frozen worker keeps row locks; after this the server lets them go and another can take over. */
const idleTransactionMs = 5000;

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

const polling = new Map<string, Promise<boolean>>();
let isSerialized = false;

/**
 * A nudge is a poll out of turn. Two polls of one queue at once would each count the free slots and together take too many, so polls
 * wait for each other, ours and the dispatcher's. Pinned by dbos-runtime.db.test.ts, since it reaches inside the library.
 */
function serializePolls(): void {
  if (isSerialized) return;
  isSerialized = true;
  const poll = dispatcher.pollQueue.bind(dispatcher);
  dispatcher.pollQueue = (exec, queue) => {
    const before = polling.get(queue.name) ?? Promise.resolve(false);
    const mine = before.then(
      () => poll(exec, queue),
      () => poll(exec, queue),
    );
    polling.set(queue.name, mine);
    return mine;
  };
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
