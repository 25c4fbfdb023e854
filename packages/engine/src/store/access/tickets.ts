import type { Queryable } from '../queryable.ts';

export interface Ticket {
  userId: string;
  tokenId: string | null;
  sessionId: string | null;
  projectId: string | null;
  origin: string | null;
}

export async function addTicket(db: Queryable, ticket: Ticket & { hash: Buffer }): Promise<Date> {
  const { rows } = await db.query<{ expiresAt: Date }>(
    `with old as (delete from access.ticket where expires_at < now())
     insert into access.ticket (hash, user_id, token_id, session_id, project_id, origin, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + interval '60 seconds') returning expires_at as "expiresAt"`,
    [ticket.hash, ticket.userId, ticket.tokenId, ticket.sessionId, ticket.projectId, ticket.origin],
  );
  const [row] = rows;
  if (!row) throw new Error('The ticket was not stored');
  return row.expiresAt;
}

/** Uses it up, whoever shows it; undefined: there is none, or it is too old. */
export async function takeTicket(db: Queryable, hash: Buffer): Promise<Ticket | undefined> {
  const { rows } = await db.query<Ticket & { isGood: boolean }>(
    `delete from access.ticket where hash = $1
     returning user_id as "userId", token_id as "tokenId", session_id as "sessionId", project_id as "projectId", origin,
       expires_at > now() as "isGood"`,
    [hash],
  );
  return rows[0]?.isGood ? rows[0] : undefined;
}
