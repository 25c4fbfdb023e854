import type { Queryable } from '../queryable.ts';

/** What a request with an Idempotency-Key was answered. `status` is null while its first copy is being answered. */
export interface StoredAnswer {
  request: Buffer;
  status: number | null;
  body: string | null;
}

/** Nobody answers a request for so long; whoever did is gone. */
const abandoned = `interval '2 minutes'`;

/** undefined: the request is new, and the caller answers it now. */
export async function claimAnswer(db: Queryable, key: { caller: string; key: string; request: Buffer }): Promise<StoredAnswer | undefined> {
  const { rowCount } = await db.query(
    `insert into access.answer as a (caller, key, request) values ($1, $2, $3)
     on conflict (caller, key) do update set request = excluded.request, status = null, body = null, at = now()
      where a.at < now() - interval '24 hours' or (a.status is null and a.at < now() - ${abandoned} and a.request = excluded.request)`,
    [key.caller, key.key, key.request],
  );
  if (rowCount === 1) return undefined;
  const { rows } = await db.query<StoredAnswer>('select request, status, body from access.answer where caller = $1 and key = $2', [
    key.caller,
    key.key,
  ]);
  return rows[0];
}

export async function keepAnswer(
  db: Queryable,
  key: { caller: string; key: string },
  answer: { status: number; body: string | null },
): Promise<void> {
  await db.query('update access.answer set status = $3, body = $4 where caller = $1 and key = $2', [
    key.caller,
    key.key,
    answer.status,
    answer.body,
  ]);
}

/** It came to nothing and may be tried again. */
export async function dropAnswer(db: Queryable, key: { caller: string; key: string }): Promise<void> {
  await db.query('delete from access.answer where caller = $1 and key = $2', [key.caller, key.key]);
}

export async function sweepAnswers(db: Queryable): Promise<void> {
  await db.query(`delete from access.answer where at < now() - interval '24 hours'`);
}
