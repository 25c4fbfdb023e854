import { CodedError, type Grant, type UserView, allows, mayGive } from '@devteam/api';
import {
  type UserRow,
  addInvitation,
  changeUser,
  countOwners,
  findUser,
  inTransaction,
  listUsers,
  lockOwners,
  setGrants,
} from '@devteam/engine/store';
import type { Pool } from 'pg';
import { RequestRefused } from '../http/problem.ts';
import { digest } from './access-token.ts';
import type { Caller } from './caller.ts';
import { requirePlace } from './places.ts';
import { newSecret } from './secrets.ts';

/** Those whose roles the caller may change. */
export const listManaged = async (pool: Pool, caller: Caller): Promise<UserRow[]> =>
  (await listUsers(pool)).filter((user) => mayManage(caller, user));

export async function findManaged(pool: Pool, caller: Caller, userId: string): Promise<UserRow> {
  const user = await findUser(pool, userId);
  if (!user || !mayManage(caller, user)) throw new CodedError('user_not_found', { place: userId });
  return user;
}

export interface PersonChange {
  name?: string | undefined;
  /** In place of all that they had. */
  grants?: readonly Grant[] | undefined;
  disabled?: boolean | undefined;
}

export async function changePerson(pool: Pool, caller: Caller, before: UserRow, change: PersonChange): Promise<UserRow> {
  const { disabled, grants, name } = change;
  // Whoever takes something away must have been able to give it.
  await requireGivable(pool, caller, [...(grants ?? []), ...(grants || disabled === true ? before.grants : [])]);
  return inTransaction(pool, async (db) => {
    await lockOwners(db);
    const owners = await countOwners(db);
    await changeUser(db, before.id, { name, disabled });
    if (grants) await setGrants(db, before.id, grants);
    if (owners > 0 && (await countOwners(db)) === 0) throw new CodedError('last_owner', { place: before.id });
    return (await findUser(db, before.id)) ?? before;
  });
}

export interface NewInvitation {
  email: string | null;
  grants: Grant[];
  hours: number;
}

/** The code is shown this once; what is kept is its hash. */
export async function invitePerson(pool: Pool, caller: Caller, invitation: NewInvitation): Promise<{ code: string; expiresAt: Date }> {
  await requireGivable(pool, caller, invitation.grants);
  const code = newSecret('dvi_');
  const expiresAt = await addInvitation(pool, { ...invitation, hash: digest(code), invitedBy: caller.userId });
  return { code, expiresAt };
}

/** Places that the caller does not see are not there. */
async function requireGivable(pool: Pool, caller: Caller, grants: readonly Grant[]): Promise<void> {
  for (const grant of grants) {
    await requirePlace(pool, caller, grant);
    if (!mayGive(caller, grant)) throw new RequestRefused('forbidden', { why: `you may not make somebody ${grant.role} there` });
  }
}

/** Somebody with a role where the caller may give roles; who has none at all is managed by those who manage everything. */
const mayManage = (caller: Caller, user: UserRow): boolean =>
  allows(caller, 'user.manage', { customerId: null, projectId: null }) || user.grants.some((grant) => allows(caller, 'user.manage', grant));

export const userView = (user: UserRow): UserView => ({
  userId: user.id,
  name: user.name,
  email: user.email,
  source: user.source,
  grants: user.grants,
  disabled: user.disabled,
  createdAt: user.createdAt.toISOString(),
});
