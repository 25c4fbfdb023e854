import type { Failure } from '@devteam/api';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export interface HoldPlace {
  scope: 'task' | 'project' | 'lane' | 'customer';
  /** Of a task: `<project> <key>`. */
  id: string;
  by: string;
}

/** One that holds already stays as it is. */
export async function addHold(db: Queryable, { by, id, scope }: HoldPlace, why: string, reason: Failure | null): Promise<void> {
  await db.query(
    `insert into engine.hold (scope, scope_id, by, why, reason) select $1, $2, $3, $4, $5
      where not exists (select 1 from engine.hold where scope = $1 and scope_id = $2 and by = $3 and lifted_at is null)`,
    [scope, id, by, why, reason && jsonText(reason)],
  );
}

export async function liftHolds(db: Queryable, { by, id, scope }: HoldPlace, lifted: { by: string; as: string }): Promise<void> {
  await db.query(
    `update engine.hold set lifted_at = now(), lifted_by = $4, lifted_as = $5 where scope = $1 and scope_id = $2 and by = $3 and lifted_at is null`,
    [scope, id, by, lifted.by, lifted.as],
  );
}
