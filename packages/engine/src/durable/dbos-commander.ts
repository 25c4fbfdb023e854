import { DBOSClient } from '@dbos-inc/dbos-sdk';
import type { Pool } from 'pg';
import { channels } from '../store/index.ts';
import {
  type RuntimeOptions,
  type Starts,
  applicationName,
  dbosLogger,
  migrateDbos,
  orchestrationQueue,
  protocolVersion,
} from './dbos-runtime.ts';

export interface Commander extends Starts {
  stop(): Promise<void>;
}

/** Begins workflows from a process that runs none: they wait in a queue for a worker. */
export async function startCommander(options: { databaseUrl: string; pool: Pool; log: RuntimeOptions['log'] }): Promise<Commander> {
  const { databaseUrl, pool } = options;
  const logger = dbosLogger(options.log);
  await migrateDbos(databaseUrl, pool, logger);
  const client = await DBOSClient.create({ systemDatabaseUrl: databaseUrl, applicationName, logger, systemDatabasePoolSize: 2 });
  const enqueue = async (workflowName: 'prepare' | 'task' | 'injection', workflowID: string, ...args: string[]) => {
    await client.enqueue({ queueName: orchestrationQueue, workflowName, workflowID, appVersion: protocolVersion }, ...args);
    await pool.query('select pg_notify($1, $2)', [channels.nodeReady, `commander ${orchestrationQueue}`]);
  };
  return {
    startPreparation: (executionId) => enqueue('prepare', `prepare:${executionId}`, executionId),
    startTask: (executionId, key, run) => enqueue('task', `task:${executionId}/${key}#${run}`, executionId, key),
    startInjection: (injectionId) => enqueue('injection', `injection:${injectionId}`, injectionId),
    stop: () => client.destroy(),
  };
}
