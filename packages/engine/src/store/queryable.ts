import { type Client, type Pool, type QueryResult, escapeLiteral } from 'pg';

/** A pool, or one connection inside a transaction: every query takes this first, so it joins its caller's transaction. */
export type Queryable = Pick<Client, 'query'>;

/** Runs `body` in one transaction; anything thrown rolls it back. `first` is asked in the same message as the beginning. */
export function inTransaction<T>(pool: Pool, body: (db: Queryable) => Promise<T>, first?: string): Promise<T> {
  return transact(pool, first === undefined ? 'begin' : `begin; ${first}`, body);
}

/** `opening` is sent as one message and may hold several statements; what the last of them gave is handed to the body. */
export async function transact<T>(
  pool: Pool,
  opening: string,
  body: (db: Queryable, opened: Pick<QueryResult, 'rowCount' | 'rows'>) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // The pool listens only while nobody has the connection; one that dies between two queries would end the process.
  const lose = (error: Error) => {
    broken = error;
  };
  client.on('error', lose);
  try {
    const answers: unknown = await client.query(opening);
    const opened = (Array.isArray(answers) ? answers.at(-1) : answers) as QueryResult;
    const result = await body(client, opened);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection whose rollback fails is not given back to the pool.
    await client.query('rollback').catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw error;
  } finally {
    client.off('error', lose);
    client.release(broken);
  }
}

/**
 * A transaction that changes a project: locks its row first, as the lock order at the head of the first migration demands, so all
 * changes of one project are serial. Throws if there is no such project.
 */
export function inProject<T>(pool: Pool, projectId: string, body: (db: Queryable) => Promise<T>): Promise<T> {
  // Begin and lock go in one message: there are dozens of these transactions in a task.
  const opening = `begin; select 1 from engine.project where id = ${escapeLiteral(projectId)} for update`;
  return transact(pool, opening, (db, { rowCount }) => {
    if (rowCount !== 1) throw new Error(`There is no project ${projectId}`);
    return body(db);
  });
}
