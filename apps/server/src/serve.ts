import { type AddressInfo, isIP } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { Engine } from '@devteam/engine/durable';
import { buildApp } from './app.ts';
import { createGate } from './auth/gate.ts';
import { openSessions } from './auth/sessions.ts';
import { openDashboardFiles } from './dashboard/dashboard-files.ts';
import type { BuildCommand } from './dashboard/run-build.ts';
import type { Database } from './database.ts';
import { createHealthReader } from './health.ts';
import { startLiveHub } from './live/live-hub.ts';
import { storedEventLog } from './live/stored-event-log.ts';
import type { Log } from './log.ts';
import { portError } from './free-port.ts';

export interface ServeOptions {
  home: string;
  token: string;
  http: { host: string; port: number };
  /** Name of this machine. */
  machine: string;
  engine: Pick<Engine, 'automate' | 'stop' | 'label'>;
  database: Pick<Database, 'pool' | 'url' | 'kind'>;
  dashboard: { directory: string; build: BuildCommand };
  logger: FastifyBaseLogger;
  log: Log;
  version: string;
}

export interface Server {
  address: string;
  /** Sends all sockets away and stops listening, within two seconds. */
  close(): Promise<void>;
}

const closeWithinMs = 1500;
const wildcards: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Serves page, API and live stream. Throws `port_in_use`. */
export async function serve(options: ServeOptions): Promise<Server> {
  const { database, home, http, log, token } = options;
  const sessions = openSessions({ home, token, now: Date.now });
  const gate = createGate({ names: { host: http.host, machine: options.machine }, token, sessions });
  const dashboard = await openDashboardFiles({ ...options.dashboard, log });
  const hub = await startLiveHub({ eventLog: storedEventLog({ pool: database.pool, databaseUrl: database.url, log }), log });
  const readHealth = createHealthReader({ pool: database.pool, databaseKind: database.kind, version: options.version, dashboard });
  const app = await buildApp({
    gate,
    sessions,
    hub,
    dashboard,
    readHealth,
    engine: options.engine,
    pool: database.pool,
    logger: options.logger,
  });
  const close = async () => {
    await Promise.all([hub.close(), dashboard.close()]);
    await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, closeWithinMs).unref())]);
  };
  try {
    await app.listen(http);
  } catch (error) {
    await close();
    throw portError(error, http.host, http.port);
  }
  const bound = app.server.address() as AddressInfo;
  const shown = wildcards[http.host] ?? http.host;
  return { address: `http://${isIP(shown) === 6 ? `[${shown}]` : shown}:${bound.port}`, close };
}
