import { type AddressInfo, isIP } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from './app.ts';
import { createCallers } from './auth/callers.ts';
import { inviteFirstOwner } from './auth/first-owner.ts';
import { createGate } from './auth/gate.ts';
import { type HostSettings, createHostAdapter } from './auth/host-adapter.ts';
import { openDashboardFiles } from './dashboard/dashboard-files.ts';
import type { BuildCommand } from './dashboard/run-build.ts';
import type { GitLogin } from './config.ts';
import type { Database } from './database.ts';
import { createHealthReader } from './health.ts';
import { findProjectDetail, sweepAnswers } from '@devteam/engine/store';
import { readProgress } from './live/read-progress.ts';
import { startLiveHub } from './live/live-hub.ts';
import { storedEventLog } from './live/stored-event-log.ts';
import type { Log } from './log.ts';
import { portError } from './free-port.ts';
import { createRepositoryProbe } from './repository-probe.ts';
import { createPostNotice } from './webhooks/post-notice.ts';
import { startWebhookSender } from './webhooks/webhook-sender.ts';
import type { ServerEngine } from './server-engine.ts';

export interface ServeOptions {
  home: string;
  token: string;
  http: { host: string; port: number };
  /** Name of this machine. */
  machine: string;
  engine: ServerEngine;
  database: Pick<Database, 'pool' | 'url' | 'kind'>;
  dashboard: { directory: string; build: BuildCommand };
  logger: FastifyBaseLogger;
  log: Log;
  version: string;
  /** Logins for Git hosts, for looking at repositories. */
  credential?: (repositoryUrl: string) => GitLogin | undefined;
  /** Names under which a proxy makes this server known. */
  publicNames?: ReadonlySet<string> | undefined;
  /** Pages of other origins that may use the API with a token. */
  origins?: ReadonlySet<string> | undefined;
  hostSettings?: HostSettings | undefined;
  /** Hosts of private networks that webhooks may go to. */
  webhookHosts?: ReadonlySet<string> | undefined;
  isBehindProxy?: boolean | undefined;
}

export interface Server {
  address: string;
  /** Everything that it answers: method and path. */
  answersAt: ReadonlySet<string>;
  /** Sends all sockets away and stops listening, within two seconds. */
  close(): Promise<void>;
}

const hourMs = 3_600_000;
const closeWithinMs = 1500;
const wildcards: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Serves page, API and live stream. Throws `port_in_use`. */
export async function serve(options: ServeOptions): Promise<Server> {
  const { database, home, http, log, token } = options;
  const host = options.hostSettings && createHostAdapter({ pool: database.pool, settings: options.hostSettings });
  const callers = createCallers({ pool: database.pool, token, host });
  const gate = createGate({
    names: { host: http.host, machine: options.machine, more: options.publicNames },
    origins: options.origins,
    cookieName: callers.cookieName,
  });
  const dashboard = await openDashboardFiles({ ...options.dashboard, log });
  const readHealth = createHealthReader({ pool: database.pool, databaseKind: database.kind, version: options.version, dashboard });
  const hub = await startLiveHub({
    eventLog: storedEventLog({ pool: database.pool, databaseUrl: database.url, log }),
    log,
    onAccess: () => callers.forget(),
    readSnapshot: (projectId) => findProjectDetail(database.pool, options.engine.label, projectId),
    readProgress: () => readProgress(database.pool, options.engine.label),
    readHealth,
  });
  const privateHosts = options.webhookHosts ?? new Set<string>();
  const post = createPostNotice({ privateHosts });
  const sender = startWebhookSender({ pool: database.pool, post, log });
  const app = await buildApp({
    webhooks: { post, privateHosts },
    gate,
    callers,
    probe: createRepositoryProbe({ home, credential: options.credential ?? (() => undefined) }),
    version: options.version,
    isBehindProxy: options.isBehindProxy ?? false,
    hub,
    dashboard,
    readHealth,
    engine: options.engine,
    pool: database.pool,
    logger: options.logger,
  });
  const sweeping = setInterval(() => {
    sweepAnswers(database.pool).catch(() => undefined);
  }, hourMs).unref();
  const close = async () => {
    clearInterval(sweeping);
    await Promise.all([hub.close(), dashboard.close(), sender.close()]);
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
  const address = `http://${isIP(shown) === 6 ? `[${shown}]` : shown}:${bound.port}`;
  const code = await inviteFirstOwner(database.pool);
  // Only who sees what the server says at its start is its owner.
  if (code !== undefined) log('info', `No owner has a password yet; become the first: ${address}/join#${code}`);
  return { address, answersAt: app.answersAt, close };
}
