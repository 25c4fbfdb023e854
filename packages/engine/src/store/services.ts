import type { Queryable } from './queryable.ts';

/** Something that work waits for, as one worker sees it. */
export interface ServiceRow {
  name: string;
  state: 'up' | 'degraded' | 'down';
  /** When it came into this state. */
  since: Date;
  why: string | null;
  /** What happens next, in words. */
  next: string | null;
}

export async function saveService(db: Queryable, workerId: string, service: ServiceRow): Promise<void> {
  await db.query(
    `insert into engine.service (worker_id, name, state, since, why, next) values ($1, $2, $3, $4, $5, $6)
     on conflict (worker_id, name) do update set state = excluded.state, since = excluded.since, why = excluded.why, next = excluded.next`,
    [workerId, service.name, service.state, service.since, service.why, service.next],
  );
}

/** Of all workers; where they differ, the worst of what those see that are alive. */
export async function listServices(db: Queryable, options: { staleAfterSeconds: number }): Promise<ServiceRow[]> {
  const { rows } = await db.query<ServiceRow>(
    `select distinct on (s.name) s.name, s.state, s.since, s.why, s.next
       from engine.service s join engine.worker w on w.id = s.worker_id
      where w.beat >= now() - make_interval(secs => $1)
      order by s.name, array_position(array['down', 'degraded', 'up'], s.state), s.since`,
    [options.staleAfterSeconds],
  );
  return rows;
}
