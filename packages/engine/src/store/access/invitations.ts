import type { Grant } from '@devteam/api';
import type { Queryable } from '../queryable.ts';

export interface Invitation {
  email: string | null;
  grants: Grant[];
}

export async function addInvitation(
  db: Queryable,
  invitation: Invitation & { hash: Buffer; invitedBy: string | null; hours: number },
): Promise<Date> {
  const { rows } = await db.query<{ expiresAt: Date }>(
    `insert into access.invitation (hash, email, grants, invited_by, expires_at)
     values ($1, lower($2), $3, $4, now() + make_interval(hours => $5)) returning expires_at as "expiresAt"`,
    [invitation.hash, invitation.email, JSON.stringify(invitation.grants), invitation.invitedBy, invitation.hours],
  );
  const [row] = rows;
  if (!row) throw new Error('The invitation was not stored');
  return row.expiresAt;
}

export async function takeInvitation(db: Queryable, hash: Buffer): Promise<Invitation | undefined> {
  const { rows } = await db.query<Invitation & { isGood: boolean }>(
    `delete from access.invitation where hash = $1 returning email, grants, expires_at > now() as "isGood"`,
    [hash],
  );
  return rows[0]?.isGood ? rows[0] : undefined;
}

/** Of the first owner, who is invited by nobody: a new start makes a new link. */
export async function dropFirstInvitations(db: Queryable): Promise<void> {
  await db.query('delete from access.invitation where invited_by is null or expires_at < now()');
}
