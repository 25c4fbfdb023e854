import type { EventPayload, EventType } from '@devteam/api';
import { channels } from './channels.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export type NewEvent = { [T in EventType]: { type: T; payload: EventPayload<T> } }[EventType];

/**
 * Appends to a project's log. Numbers come from the project's own row, whose lock is held until the transaction ends: they have no
 * gaps, and a reader that sees n has seen all before it. Returns the last number.
 */
export async function appendEvents(db: Queryable, projectId: string, events: readonly NewEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  const { rows } = await db.query<{ last: string }>(
    `with numbered as (
       update engine.project
          set event_seq = event_seq + $2,
              last_output_at = case when $5 then now() else last_output_at end
        where id = $1
       returning event_seq
     ), added as (
       insert into engine.event (project_id, seq, ts, type, payload)
       select $1, numbered.event_seq - $2 + entry.place, clock_timestamp(), entry.type, entry.payload
         from numbered, unnest($3::text[], $4::jsonb[]) with ordinality as entry (type, payload, place)
     )
     select event_seq as last, pg_notify('${channels.event}', event_seq || ' ' || $1) from numbered`,
    [
      projectId,
      events.length,
      events.map((event) => event.type),
      events.map((event) => jsonText(event.payload)),
      events.some((event) => event.type === 'execution-log'),
    ],
  );
  const [row] = rows;
  if (!row) throw new Error(`Events for a project that is not there: ${projectId}`);
  return Number(row.last);
}
