import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine, EngineOptions } from '@devteam/engine/durable';
import { openAccessToken } from './auth/access-token.ts';
import type { GitLogin, LogLevel, WebSettings } from './config.ts';
import { type DatabaseKind, openDatabase } from './database.ts';
import { findGitLogin } from './git-login.ts';
import { openHome } from './home.ts';
import type { Log } from './log.ts';
import { requireFreePort } from './free-port.ts';
import { withinMs } from './within-ms.ts';
import packageFile from '../package.json' with { type: 'json' };

export interface DevTeamOptions {
  /** Directory that everything of this machine's DevTeam lies in; made when missing. */
  home: string;
  /** Replaces the embedded PostgreSQL. */
  databaseUrl?: string;
  /** Nodes that run here at once; default 5. */
  slots?: number;
  /** null: no server. Port 0 takes any free one. */
  http?: { host: string; port: number } | null;
  /** Default: JSON lines on stderr. */
  log?: Log;
  /** Of the default log. */
  logLevel?: LogLevel;
  /** Logins for Git hosts, by host name; kept in memory only. */
  gitLogins?: ReadonlyMap<string, GitLogin>;
  /** Default: known under its own address only, to people of its own only. */
  web?: WebSettings;
  /** Where keys and addresses of models are read from; kept in memory only. None unless given. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** This process has to end, nothing it does counts any more. Default: exit code 75, so that whoever supervises it starts another. */
  onFenced?: () => void;
}

export interface DevTeam {
  engine: Engine;
  database: { kind: DatabaseKind; url: string };
  /** Such as http://127.0.0.1:4310; null without a server. */
  address: string | null;
  /** The address that signs a browser in. */
  link: string | null;
  /** Stops server and engine, and the embedded database if nobody else uses it (default true). Work under way goes on at the next start. */
  close(options?: { stopDatabase?: boolean }): Promise<void>;
}

export interface Parts {
  startEngine: (options: EngineOptions) => Promise<Engine>;
  dashboard: { directory: string; build: { program: string; args: readonly string[]; cwd: string } };
}

const fencedExitCode = 75;
/** What runs in sandboxes is ended first. */
const engineCloseMs = 10_000;
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const dashboard: Parts['dashboard'] = {
  directory: join(repository, 'apps/dashboard/dist'),
  build: {
    program: 'npm',
    args: ['run', 'build', '--workspace', '@devteam/dashboard', '--', '--emptyOutDir', '--outDir'],
    cwd: repository,
  },
};

/**
 * Puts everything together: database, engine, server. Throws coded errors: `home_not_writable`, `port_in_use`, `database_unreachable`,
 * `database_newer`, `postgres_…`; what was started until then is stopped again.
 */
export function startDevTeam(options: DevTeamOptions): Promise<DevTeam> {
  // Its modules are read while PostgreSQL starts.
  const durable = import('@devteam/engine/durable');
  durable.catch(() => undefined);
  const startEngine = async (engineOptions: EngineOptions) => {
    const { modelSourceOf, promptModelSettingsOf, startEngine: start } = await durable;
    const { environment = {} } = options;
    return start({ ...engineOptions, models: modelSourceOf(environment), promptModels: promptModelSettingsOf(environment) });
  };
  return startWith(options, { startEngine, dashboard });
}

/** The same of other parts. */
export async function startWith(options: DevTeamOptions, parts: Parts): Promise<DevTeam> {
  const { home, http = { host: '127.0.0.1', port: 4310 } } = options;
  const onFenced = options.onFenced ?? (() => process.exit(fencedExitCode));
  const { createForwardingLogger, createLogger, logTo } = await import('./log.ts');
  const logger = options.log ? createForwardingLogger(options.log) : createLogger(options.logLevel ?? 'info');
  const log = options.log ?? logTo(logger);

  /** What was started, in order; ended from its end. */
  const endings: ((how: { stopDatabase: boolean }) => Promise<void>)[] = [];
  const close = async ({ stopDatabase = true } = {}) => {
    let failure: unknown;
    for (let end = endings.pop(); end; end = endings.pop()) {
      // One that fails must not keep the others up.
      await end({ stopDatabase }).catch((error: unknown) => (failure ??= error));
    }
    if (failure !== undefined) throw failure;
  };

  try {
    await openHome(home);
    if (http && http.port !== 0) await requireFreePort(http);
    const token = http ? await openAccessToken(home) : undefined;
    const serverModule = http ? import('./serve.ts') : undefined;
    serverModule?.catch(() => undefined);
    const database = await openDatabase({
      home,
      ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
      log,
      create: true,
      onMoved: onFenced,
    });
    endings.push((how) => database.close(how));
    const { gitLogins = new Map<string, GitLogin>() } = options;
    const credential = (repositoryUrl: string) => findGitLogin(gitLogins, repositoryUrl);
    const engine = await parts.startEngine({ databaseUrl: database.url, home, slots: options.slots ?? 5, log, onFenced, credential });
    endings.push(() =>
      withinMs(engineCloseMs, engine.close(), () => new Error('The engine did not come to an end; work of it is taken over')),
    );
    const about = { engine, database: { kind: database.kind, url: database.url } };
    if (!http || token === undefined || !serverModule) return { ...about, address: null, link: null, close };

    const { serve } = await serverModule;
    const server = await serve({
      home,
      token,
      http,
      engine,
      database,
      logger,
      log,
      version: packageFile.version,
      machine: hostname(),
      dashboard: parts.dashboard,
      credential,
      publicNames: options.web?.publicNames,
      origins: options.web?.origins,
      webhookHosts: options.web?.webhookHosts,
      hostSettings: options.web?.host,
      isBehindProxy: (options.web?.publicNames.size ?? 0) > 0,
    });
    endings.push(() => server.close());
    return { ...about, address: server.address, link: `${server.address}/#token=${token}`, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
