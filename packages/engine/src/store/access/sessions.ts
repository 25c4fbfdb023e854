import type { Queryable } from '../queryable.ts';
import { type CallerRow, callerColumns } from './callers.ts';
import { tellAccess } from './users.ts';

export interface SessionRow extends CallerRow {
  sessionId: string;
  /** Older than it should be; give it another id. */
  isOld: boolean;
}

const lifetime = `interval '30 days'`;
const rotation = `interval '1 hour'`;
const grace = `interval '1 minute'`;

export async function addSession(
  db: Queryable,
  session: { id: string; hash: Buffer; userId: string; openedWith: Buffer | null; agent: string },
): Promise<void> {
  await db.query(
    `insert into access.session (id, hash, user_id, opened_with, agent, expires_at) values ($1, $2, $3, $4, $5, now() + ${lifetime})`,
    [session.id, session.hash, session.userId, session.openedWith, session.agent],
  );
}

/** `openedWith`: the token of this machine now; sessions that were opened with another one are over. */
export async function findSession(db: Queryable, hash: Buffer, openedWith: Buffer): Promise<SessionRow | undefined> {
  const { rows } = await db.query<SessionRow>(
    `select s.id as "sessionId", s.hash = $1 and s.rotated_at < now() - ${rotation} as "isOld", ${callerColumns}
       from access.session s join access.user u on u.id = s.user_id
      where (s.hash = $1 or s.former_hash = $1 and s.rotated_at > now() - ${grace})
        and s.expires_at > now() and not u.disabled and (s.opened_with is null or s.opened_with = $2)`,
    [hash, openedWith],
  );
  return rows[0];
}

export async function isSessionOpen(db: Queryable, id: string, openedWith: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from access.session s join access.user u on u.id = s.user_id
      where s.id = $1 and s.expires_at > now() and not u.disabled and (s.opened_with is null or s.opened_with = $2)`,
    [id, openedWith],
  );
  return rowCount === 1;
}

/** false: somebody else has done it just now. */
export async function rotateSession(db: Queryable, id: string, hashes: { from: Buffer; to: Buffer }): Promise<boolean> {
  const { rowCount } = await db.query(
    'update access.session set hash = $3, former_hash = $2, rotated_at = now(), seen_at = now() where id = $1 and hash = $2',
    [id, hashes.from, hashes.to],
  );
  return rowCount === 1;
}

export interface ListedSession {
  id: string;
  agent: string;
  createdAt: Date;
  seenAt: Date;
}

export async function listSessions(db: Queryable, userId: string): Promise<ListedSession[]> {
  const { rows } = await db.query<ListedSession>(
    `select id, agent, created_at as "createdAt", seen_at as "seenAt" from access.session
      where user_id = $1 and expires_at > now() order by created_at desc`,
    [userId],
  );
  return rows;
}

export async function endSession(db: Queryable, id: string, userId: string): Promise<void> {
  await db.query('delete from access.session where id = $1 and user_id = $2', [id, userId]);
  await tellAccess(db, userId);
}
