import type { Queryable } from './queryable.ts';

/** Why a node that is ready does not run, as the last dispatch saw it. */
export interface WaitingRow {
  projectId: string;
  taskKey: string | null;
  node: string;
  reason: string;
  position: number | null;
  since: Date;
}

/** Replaces what was known of all that wait. Only what differs is written: hundreds may wait, and few of them move. */
export async function saveWaiting(
  db: Queryable,
  waiting: readonly { id: string; reason: string; position: number | null }[],
): Promise<void> {
  await db.query(
    `with gone as (delete from engine.waiting where node_id <> all($1))
     insert into engine.waiting (node_id, reason, position)
     select * from unnest($1::text[], $2::text[], $3::integer[])
     on conflict (node_id) do update set reason = excluded.reason, position = excluded.position
      where (engine.waiting.reason, engine.waiting.position) is distinct from (excluded.reason, excluded.position)`,
    [waiting.map(({ id }) => id), waiting.map(({ reason }) => reason), waiting.map(({ position }) => position)],
  );
}

/** Why nothing runs: what waits for a slot, and what waits until its time has come, longest first. Of all projects, or the named ones. */
export async function readWaiting(db: Queryable, projectIds: readonly string[] | null = null): Promise<WaitingRow[]> {
  const { rows } = await db.query<WaitingRow>(
    `select n.project_id as "projectId", n.task_key as "taskKey", n.name as node, w.reason, w.position, n.ready_at as since
       from engine.waiting w join engine.node n on n.id = w.node_id
      where n.status in ('ready', 'running') and n.admitted_by is null and ($1::text[] is null or n.project_id = any($1))
     union all
     select t.project_id, t.key, coalesce(t.node, ''), coalesce(t.wait_reason->>'why', 'its time has not come'), null, t.started_at
       from engine.task t join engine.execution e on e.id = t.execution_id
      where t.outcome is null and t.wait_until > now() and e.ended_at is null and ($1::text[] is null or t.project_id = any($1))
      order by since, 1, 2`,
    [projectIds],
  );
  return rows;
}
