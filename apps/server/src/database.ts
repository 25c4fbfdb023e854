import { access, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError, findErrorCode } from '@devteam/api';
import { migrate } from '@devteam/engine/store';
import { Client, Pool } from 'pg';
import { isConnectionError } from './connection-errors.ts';
import type { Log } from './log.ts';
import { supervisePostgres } from './supervised-postgres.ts';

export type DatabaseKind = 'embedded' | 'external';

export interface Database {
  /** A few connections for reading and for commands. */
  pool: Pool;
  url: string;
  kind: DatabaseKind;
  /** The embedded server ends too, if nobody else uses it (default). */
  close(options?: { stopDatabase?: boolean }): Promise<void>;
}

export interface DatabaseOptions {
  home: string;
  /** Replaces the embedded PostgreSQL. */
  databaseUrl?: string;
  log?: Log;
  /** false: for commands that read; makes nothing that is not there and answers undefined. */
  create: boolean;
  /** The embedded server cannot be reached any more at its address. */
  onMoved?: () => void;
}

const mostConnections = 6;
const connectWithinMs = 5000;
const retryMs = 250;
/** A query that hangs must not keep us up. */
const endWithinMs = 1000;

/**
 * Opens the database of this home: the embedded PostgreSQL, started where it does not run, or the one of `databaseUrl`. Throws
 * `database_unreachable`, `database_newer` and the `postgres_…` codes.
 */
export async function openDatabase(options: DatabaseOptions & { create: true }): Promise<Database>;
export async function openDatabase(options: DatabaseOptions): Promise<Database | undefined>;
export async function openDatabase(options: DatabaseOptions): Promise<Database | undefined> {
  const { create, databaseUrl } = options;
  const log = options.log ?? (() => undefined);
  const kind: DatabaseKind = databaseUrl === undefined ? 'embedded' : 'external';
  const server = databaseUrl === undefined ? await openEmbedded(options, log) : undefined;
  if (!server && databaseUrl === undefined) return undefined;
  const url = server?.url ?? databaseUrl ?? '';
  const pool = new Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 10_000,
    // A line that is dead without a word must not hold its readers for ever.
    query_timeout: 30_000,
    keepAlive: true,
    application_name: 'devteam server',
  });
  // A connection that dies while nobody uses it would end the process.
  pool.on('error', () => undefined);
  const close = async ({ stopDatabase = true } = {}) => {
    await Promise.race([pool.end(), sleep(endWithinMs)]);
    await server?.close({ stop: stopDatabase });
  };
  try {
    if (kind === 'external') await waitUntilReachable(url);
    if (create) await bringUpToDate(url);
    else if (!(await hasSchema(pool))) {
      await close();
      return undefined;
    }
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return { pool, url, kind, close };
}

async function openEmbedded(options: DatabaseOptions, log: Log) {
  const directory = join(options.home, 'postgres');
  if (!options.create && !(await isThere(join(directory, 'data', 'PG_VERSION')))) return undefined;
  const start = () => supervisePostgres({ directory, log, onMoved: options.onMoved ?? (() => undefined) });
  try {
    return await start();
  } catch (error) {
    if (process.getuid?.() !== 0 || findErrorCode(error) !== 'postgres_directory_not_writable') throw error;
    // Root's PostgreSQL is somebody else, and some machines know no other way than to let it pass through here.
    await chmod(options.home, 0o711);
    log('info', `lets other users pass through ${options.home}, because PostgreSQL does not run as root`);
    return start();
  }
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Without the limits of the pool: a migration takes its time, or waits for another process that makes it. */
async function bringUpToDate(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1, application_name: 'devteam migration' });
  pool.on('error', () => undefined);
  try {
    await migrate(pool);
  } finally {
    await pool.end();
  }
}

async function hasSchema(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(`select to_regclass('engine.event') is not null as found`);
  return rows[0]?.found === true;
}

/** What waiting heals is waited for; a wrong password is told at once. */
async function waitUntilReachable(url: string): Promise<void> {
  const until = performance.now() + connectWithinMs;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000, application_name: 'devteam start' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (isConnectionError(error) && performance.now() < until) {
        await sleep(retryMs);
        continue;
      }
      const { host, pathname } = new URL(url);
      const why = error instanceof Error && error.message !== '' ? error.message : String((error as { code?: unknown }).code);
      throw new CodedError('database_unreachable', { why, place: `${host}${pathname}` }, { cause: error });
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
