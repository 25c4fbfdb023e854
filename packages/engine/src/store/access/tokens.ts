import type { Permission } from '@devteam/api';
import type { Queryable } from '../queryable.ts';
import { type CallerRow, callerColumns } from './callers.ts';
import { tellAccess } from './users.ts';

export interface TokenRow {
  id: string;
  userId: string;
  name: string;
  permissions: Permission[];
  customerId: string | null;
  projectId: string | null;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  revoked: boolean;
}

const tokenColumns = `t.id, t.user_id as "userId", t.name, t.permissions, t.customer_id as "customerId", t.project_id as "projectId",
  t.created_at as "createdAt", t.expires_at as "expiresAt", t.used_at as "usedAt", t.revoked`;

export type NewToken = Pick<TokenRow, 'id' | 'userId' | 'name' | 'permissions' | 'customerId' | 'projectId' | 'expiresAt'> & {
  hash: Buffer;
};

export async function addToken(db: Queryable, token: NewToken): Promise<TokenRow> {
  const { rows } = await db.query<TokenRow>(
    `insert into access.token as t (id, hash, user_id, name, permissions, customer_id, project_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${tokenColumns}`,
    [token.id, token.hash, token.userId, token.name, token.permissions, token.customerId, token.projectId, token.expiresAt],
  );
  const [row] = rows;
  if (!row) throw new Error('The token was not stored');
  return row;
}

export async function listTokens(db: Queryable, userId: string): Promise<TokenRow[]> {
  const { rows } = await db.query<TokenRow>(`select ${tokenColumns} from access.token t where t.user_id = $1 order by t.created_at desc`, [
    userId,
  ]);
  return rows;
}

export async function revokeToken(db: Queryable, id: string, userId: string): Promise<boolean> {
  const { rowCount } = await db.query('update access.token set revoked = true where id = $1 and user_id = $2', [id, userId]);
  await tellAccess(db, userId);
  return rowCount === 1;
}

export type TokenCaller = CallerRow & { token: Pick<TokenRow, 'id' | 'permissions' | 'customerId' | 'projectId'> };

const tokenCaller = `${callerColumns}, jsonb_build_object('id', t.id, 'permissions', t.permissions, 'customerId', t.customer_id, 'projectId', t.project_id) as token`;
const tokenIsGood = `not t.revoked and t.expires_at > now() and not u.disabled`;

export async function findCallerOfToken(db: Queryable, hash: Buffer): Promise<TokenCaller | undefined> {
  const { rows } = await db.query<TokenCaller>(
    `with used as (update access.token set used_at = now() where hash = $1 and (used_at is null or used_at < now() - interval '1 minute'))
     select ${tokenCaller} from access.token t join access.user u on u.id = t.user_id where t.hash = $1 and ${tokenIsGood}`,
    [hash],
  );
  return rows[0];
}

export async function findCallerOfTokenId(db: Queryable, id: string): Promise<TokenCaller | undefined> {
  const { rows } = await db.query<TokenCaller>(
    `select ${tokenCaller} from access.token t join access.user u on u.id = t.user_id where t.id = $1 and ${tokenIsGood}`,
    [id],
  );
  return rows[0];
}
