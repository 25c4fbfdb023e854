import type { Grant, UserView } from '@devteam/api';
import { channels } from '../channels.ts';
import type { Queryable } from '../queryable.ts';

export type UserSource = UserView['source'];

export interface UserRow {
  id: string;
  email: string | null;
  name: string;
  source: UserSource;
  disabled: boolean;
  createdAt: Date;
  grants: Grant[];
}

/** The grants of `access.user u`, as JSON. */
export const grantsOf = `(select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'customerId', g.customer_id, 'projectId', g.project_id)
  order by g.role, g.customer_id, g.project_id), '[]') from access.grant g where g.user_id = u.id) as grants`;
const columns = `u.id, u.email, u.name, u.source, u.disabled, u.created_at as "createdAt", ${grantsOf}`;

export async function findUser(db: Queryable, id: string): Promise<UserRow | undefined> {
  const { rows } = await db.query<UserRow>(`select ${columns} from access.user u where u.id = $1`, [id]);
  return rows[0];
}

export async function listUsers(db: Queryable): Promise<UserRow[]> {
  const { rows } = await db.query<UserRow>(`select ${columns} from access.user u order by u.created_at, u.id`);
  return rows;
}

/** For a sign-in by password; the address in any case. */
export async function findPassword(db: Queryable, email: string): Promise<{ userId: string; hash: string } | undefined> {
  const { rows } = await db.query<{ userId: string; hash: string }>(
    `select id as "userId", password_hash as hash from access.user where email = lower($1) and password_hash is not null and not disabled`,
    [email],
  );
  return rows[0];
}

export interface NewUser {
  id: string;
  email: string | null;
  name: string;
  source: UserSource;
  passwordHash?: string;
}

/** false: somebody has this address already. */
export async function addUser(db: Queryable, user: NewUser): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into access.user (id, email, name, source, password_hash) values ($1, lower($2), $3, $4, $5) on conflict do nothing`,
    [user.id, user.email, user.name, user.source, user.passwordHash ?? null],
  );
  return rowCount === 1;
}

export async function changeUser(
  db: Queryable,
  id: string,
  change: { name?: string | undefined; disabled?: boolean | undefined },
): Promise<void> {
  await db.query('update access.user set name = coalesce($2, name), disabled = coalesce($3, disabled) where id = $1', [
    id,
    change.name ?? null,
    change.disabled ?? null,
  ]);
  await tellAccess(db, id);
}

/** Replaces all grants of a person. */
export async function setGrants(db: Queryable, userId: string, grants: readonly Grant[]): Promise<void> {
  await db.query('delete from access.grant where user_id = $1', [userId]);
  await db.query(
    `insert into access.grant (user_id, role, customer_id, project_id)
     select $1, g.role, g."customerId", g."projectId" from jsonb_to_recordset($2::jsonb) as g (role text, "customerId" text, "projectId" text)`,
    [userId, JSON.stringify(grants)],
  );
  await tellAccess(db, userId);
}

/** Until the transaction ends nobody else takes owners away or makes them: of two who do at once, the second counts what the first left. */
export async function lockOwners(db: Queryable): Promise<void> {
  await db.query('lock table access.grant in share row exclusive mode');
}

/** Owners of the installation who can come in by themselves; the local one does not count. */
export async function countOwners(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    `select count(distinct u.id) as count from access.user u join access.grant g on g.user_id = u.id
      where g.role = 'owner' and g.customer_id is null and g.project_id is null and not u.disabled and u.source <> 'local'`,
  );
  return Number(rows[0]?.count);
}

export async function tellAccess(db: Queryable, userId: string): Promise<void> {
  await db.query('select pg_notify($1, $2)', [channels.access, userId]);
}
