import type { Event, EventType } from '@devteam/api';
import type { Queryable } from './queryable.ts';

interface EventRow {
  seq: string;
  ts: Date;
  type: EventType;
  payload: unknown;
}

const eventOf = (projectId: string, row: EventRow): Event =>
  ({ type: row.type, ts: row.ts.toISOString(), projectId, seq: Number(row.seq), payload: row.payload }) as Event;

/** Events after a number, in order; `type` narrows them. */
export async function readEvents(
  db: Queryable,
  projectId: string,
  options: { after: number; limit: number; type?: EventType | undefined },
): Promise<Event[]> {
  const { rows } = await db.query<EventRow>(
    `select seq, ts, type, payload from engine.event
      where project_id = $1 and seq > $2 and ($4::text is null or type = $4)
      order by seq limit $3`,
    [projectId, options.after, options.limit, options.type ?? null],
  );
  return rows.map((row) => eventOf(projectId, row));
}

/** The last events before a number, oldest first; `type` narrows them. */
export async function readEventsBefore(
  db: Queryable,
  projectId: string,
  options: { before: number; limit: number; type?: EventType | undefined },
): Promise<Event[]> {
  const { rows } = await db.query<EventRow>(
    `select seq, ts, type, payload from engine.event
      where project_id = $1 and seq < $2 and ($4::text is null or type = $4)
      order by seq desc limit $3`,
    [projectId, options.before, options.limit, options.type ?? null],
  );
  return rows.toReversed().map((row) => eventOf(projectId, row));
}

/** The number of the newest event of each project. */
export async function readPositions(db: Queryable, projectIds: readonly string[] | null): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; seq: string }>(
    `select id, event_seq as seq from engine.project where $1::text[] is null or id = any($1)`,
    [projectIds],
  );
  return new Map(rows.map((row) => [row.id, Number(row.seq)]));
}

/** Whose each project is, and the number of its newest event. */
export async function readHeads(db: Queryable): Promise<Map<string, { customerId: string; seq: number }>> {
  const { rows } = await db.query<{ id: string; customerId: string; seq: string }>(
    'select id, customer_id as "customerId", event_seq as seq from engine.project',
  );
  return new Map(rows.map(({ customerId, id, seq }) => [id, { customerId, seq: Number(seq) }]));
}
