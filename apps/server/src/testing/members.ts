import { randomUUID } from 'node:crypto';
import { type Grant, type Permission, permissions } from '@devteam/api';
import { addToken, addUser, setGrants } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { digest } from '../auth/access-token.ts';
import { newSecret } from '../auth/secrets.ts';

export interface Member {
  userId: string;
  token: string;
}

/** Somebody with these roles, and a token that may do all that they may. */
export async function addMember(pool: Pool, grants: readonly Grant[], only: readonly Permission[] = permissions): Promise<Member> {
  const userId = `member-${randomUUID()}`;
  const token = newSecret('dvt_');
  await addUser(pool, { id: userId, email: `${userId}@example.test`, name: userId, source: 'password' });
  await setGrants(pool, userId, grants);
  await addToken(pool, {
    id: randomUUID(),
    hash: digest(token),
    userId,
    name: 'test',
    permissions: [...only],
    customerId: null,
    projectId: null,
    expiresAt: new Date(Date.now() + 3_600_000),
  });
  return { userId, token };
}

/** Everything at one customer. */
export const at = (role: Grant['role'], customerId: string): Grant => ({ role, customerId, projectId: null });
