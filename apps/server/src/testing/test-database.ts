import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@devteam/engine/store';
import { Pool } from 'pg';
import { type SupervisedPostgres, supervisePostgres } from '../supervised-postgres.ts';

export interface TestDatabase {
  home: string;
  url: string;
  pool: Pool;
  server: SupervisedPostgres;
  close(): Promise<void>;
}

/** A real PostgreSQL in a home of its own, with our schema. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const home = await mkdtemp(join(tmpdir(), 'devteam-server-'));
  const server = await supervisePostgres({
    directory: join(home, 'postgres'),
    log: () => undefined,
    onMoved: () => {
      throw new Error('PostgreSQL moved');
    },
  });
  const pool = new Pool({ connectionString: server.url, max: 12, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  await migrate(pool);
  return {
    home,
    url: server.url,
    pool,
    server,
    close: async () => {
      await pool.end();
      await server.close({ stop: true });
      await rm(home, { recursive: true, force: true });
    },
  };
}
