import type { Client, Pool } from 'pg';

/** A pool, or one connection inside a transaction: every query takes this first, so it joins its caller's transaction. */
export type Queryable = Pick<Client, 'query'>;

/** Runs `body` in one transaction; anything thrown rolls it back. */
export async function inTransaction<T>(pool: Pool, body: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // The pool listens only while nobody has the connection; one that dies between two queries would end the process.
  const lose = (error: Error) => {
    broken = error;
  };
  client.on('error', lose);
  try {
    await client.query('begin');
    const result = await body(client);
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
  return inTransaction(pool, async (db) => {
    const { rowCount } = await db.query('select 1 from engine.project where id = $1 for update', [projectId]);
    if (rowCount !== 1) throw new Error(`There is no project ${projectId}`);
    return body(db);
  });
}
