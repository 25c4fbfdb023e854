import type { Grant } from '@devteam/api';
import type { Queryable } from '../queryable.ts';
import { type UserSource, grantsOf } from './users.ts';

/** Somebody who came in, with what they may do. */
export interface CallerRow {
  userId: string;
  name: string;
  email: string | null;
  source: UserSource;
  grants: Grant[];
}

/** Of `access.user u`. */
export const callerColumns = `u.id as "userId", u.name, u.email, u.source, ${grantsOf}`;

export async function findCaller(db: Queryable, userId: string): Promise<CallerRow | undefined> {
  const { rows } = await db.query<CallerRow>(`select ${callerColumns} from access.user u where u.id = $1 and not u.disabled`, [userId]);
  return rows[0];
}
