import { join } from 'node:path';
import { createLogger } from '../apps/server/src/log.ts';
import { serve } from '../apps/server/src/serve.ts';
import { openAccessToken } from '../apps/server/src/auth/access-token.ts';
import { createRowEngine } from '../apps/server/src/testing/row-engine.ts';
import { type TestDatabase, openTestDatabase } from '../apps/server/src/testing/test-database.ts';

export interface PageServer {
  database: TestDatabase;
  /** Such as http://127.0.0.1:4310. */
  address: string;
  token: string;
  close(): Promise<void>;
}

/** The real server with the built page over a real PostgreSQL, and an engine that works on nothing: events are those that we append. */
export async function openPageServer(): Promise<PageServer> {
  const database = await openTestDatabase();
  const token = await openAccessToken(database.home);
  const server = await serve({
    home: database.home,
    token,
    http: { host: '127.0.0.1', port: 0 },
    machine: 'bench',
    engine: createRowEngine(database.pool, database.url),
    database: { pool: database.pool, url: database.url, kind: 'embedded' },
    dashboard: {
      directory: join(import.meta.dirname, '../apps/dashboard/dist'),
      build: { program: 'false', args: [], cwd: database.home },
    },
    logger: createLogger('error'),
    log: () => undefined,
    version: '0.0.0-bench',
  });
  return {
    database,
    address: server.address,
    token,
    close: async () => {
      await server.close();
      await database.close();
    },
  };
}
