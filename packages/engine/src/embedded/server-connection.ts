import { realpath } from 'node:fs/promises';
import { Client } from 'pg';
import { databaseName } from './data-directory.ts';

export const urlOf = (port: number, password: string): string => `postgresql://devteam:${password}@127.0.0.1:${port}/${databaseName}`;

/** What came of one try to reach a server and to make sure that it is the one of these data. */
export type ServerAnswer = 'ready' | 'not yet' | 'wrong password' | 'other server';

/** Asks the server behind this URL once. Throws only what no waiting will heal. */
export async function askServer(url: string, dataDirectory: string): Promise<ServerAnswer> {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ directory: string }>(`select current_setting('data_directory') as directory`);
      const theirs = rows[0]?.directory;
      return theirs && (await realpath(theirs).catch(() => theirs)) === dataDirectory ? 'ready' : 'other server';
    });
  } catch (error) {
    const { code } = error as { code?: string };
    // 57P03: starting up, recovering or shutting down.
    if (code === '57P03' || code === '57P01' || code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'not yet';
    if (code === '28P01' || code === '28000') return 'wrong password';
    // pg's own errors about a connection that was closed or took too long have no code.
    if (code === undefined && /timeout|terminated/i.test((error as Error).message)) return 'not yet';
    throw error;
  }
}

/** Counts the sessions of other clients, in every database. */
export function countOtherSessions(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return rows[0]?.others ?? 0;
  });
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 5000,
    application_name: 'devteam launcher',
  });
  // Without a listener, a server that goes away in this moment would end the whole process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
