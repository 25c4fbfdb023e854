import { type Place, type Permission, allows } from '@devteam/api';
import { type TokenRow, addToken } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { RequestRefused } from '../http/problem.ts';
import { digest } from './access-token.ts';
import type { Caller } from './caller.ts';
import { requirePlace } from './places.ts';
import { newId, newSecret } from './secrets.ts';

const dayMs = 24 * 3_600_000;

export interface NewApiToken extends Place {
  name: string;
  permissions: Permission[];
  days: number;
}

/** No more than its person may do. The token is shown this once; what is kept is its hash. */
export async function makeApiToken(pool: Pool, caller: Caller, wanted: NewApiToken): Promise<{ row: TokenRow; token: string }> {
  const { customerId, days, name, permissions, projectId } = wanted;
  const place = await requirePlace(pool, caller, { customerId, projectId });
  const beyond = permissions.find((permission) => !allows(caller, permission, place));
  if (beyond !== undefined) {
    const why = `a token may do no more than you, and you have no ${beyond} there`;
    throw new RequestRefused('forbidden', { why }, { field: 'body.permissions' });
  }
  const token = newSecret('dvt_');
  const expiresAt = new Date(Date.now() + days * dayMs);
  const made = { id: newId(), hash: digest(token), userId: caller.userId, name, permissions, customerId, projectId, expiresAt };
  return { row: await addToken(pool, made), token };
}

export const tokenView = (token: TokenRow) => ({
  tokenId: token.id,
  name: token.name,
  permissions: token.permissions,
  customerId: token.customerId,
  projectId: token.projectId,
  createdAt: token.createdAt.toISOString(),
  expiresAt: token.expiresAt.toISOString(),
  usedAt: token.usedAt?.toISOString() ?? null,
  revoked: token.revoked,
});
