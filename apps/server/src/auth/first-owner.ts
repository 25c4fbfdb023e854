import { addInvitation, countOwners, dropFirstInvitations } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { digest } from './access-token.ts';
import { newSecret } from './secrets.ts';

/** A code that makes whoever has it the owner, once and within a day; undefined: there is one. Each start makes the former one void. */
export async function inviteFirstOwner(pool: Pool): Promise<string | undefined> {
  if ((await countOwners(pool)) > 0) return undefined;
  await dropFirstInvitations(pool);
  const code = newSecret('dvi_');
  const grants = [{ role: 'owner' as const, customerId: null, projectId: null }];
  await addInvitation(pool, { hash: digest(code), email: null, grants, invitedBy: null, hours: 24 });
  return code;
}
