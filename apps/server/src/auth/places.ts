import { CodedError, type Place } from '@devteam/api';
import { findPlace } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { type Caller, sees } from './caller.ts';

/** The place with its customer; what the caller does not see is not there. */
export async function requirePlace(pool: Pool, caller: Caller, { customerId, projectId }: Place): Promise<Place> {
  if (projectId !== null) {
    const place = await findPlace(pool, projectId);
    if (!place || !sees(caller, place) || (customerId !== null && customerId !== place.customerId))
      throw new CodedError('project_not_found', { place: projectId });
    return place;
  }
  if (customerId === null) return { customerId, projectId };
  const { rowCount } = await pool.query('select 1 from engine.customer where id = $1', [customerId]);
  if (rowCount === 0 || !sees(caller, { customerId, projectId })) throw new CodedError('customer_not_found', { place: customerId });
  return { customerId, projectId };
}
