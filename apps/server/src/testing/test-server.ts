import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAccessToken } from '../auth/access-token.ts';
import { createLogger } from '../log.ts';
import { type Server, serve } from '../serve.ts';
import { createRowEngine } from './row-engine.ts';
import type { TestDatabase } from './test-database.ts';

export interface TestServer extends Server {
  token: string;
  /** With the token, unless the headers say something else. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  liveUrl: string;
}

export const builtPage = '<!doctype html><title>DevTeam</title><script type="module" src="/assets/app-1a2b3c.js"></script>';

export async function startTestServer(
  database: TestDatabase,
  options: { host?: string; port?: number; origins?: readonly string[]; webhookHosts?: readonly string[] } = {},
): Promise<TestServer> {
  const { home, pool, url } = database;
  const directory = join(home, 'dist');
  await mkdir(join(directory, 'assets'), { recursive: true });
  await writeFile(join(directory, 'index.html'), builtPage);
  await writeFile(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(directory, 'assets/app-1a2b3c.js'), 'export {};');
  const token = await openAccessToken(home);
  const server = await serve({
    home,
    token,
    http: { host: options.host ?? '127.0.0.1', port: options.port ?? 0 },
    machine: 'build-machine',
    engine: createRowEngine(pool, url),
    database: { pool, url, kind: 'embedded' },
    dashboard: { directory, build: { program: 'false', args: [], cwd: home } },
    logger: createLogger('silent'),
    log: () => undefined,
    version: '0.0.0-test',
    origins: new Set(options.origins),
    webhookHosts: new Set(options.webhookHosts),
  });
  return {
    ...server,
    token,
    ask: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
      return fetch(`${server.address}${path}`, { redirect: 'error', ...init, headers });
    },
    liveUrl: `${server.address.replace('http:', 'ws:')}/ws/devteam`,
  };
}
