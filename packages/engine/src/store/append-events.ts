import type { EventPayload, EventType } from '@devteam/api';
import { batched } from './batched.ts';
import { channels } from './channels.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export type NewEvent = { [T in EventType]: { type: T; payload: EventPayload<T> } }[EventType];

/**
 * Appends to a project's log. Numbers come from the project's own row, whose lock is held until the transaction ends: they have no
 * gaps, and a reader that sees n has seen all before it. Returns the last number.
 */
export const appendEvents = async (db: Queryable, projectId: string, events: readonly NewEvent[]): Promise<number> =>
  events.length === 0 ? 0 : await appendMany(db, { projectId, events });

const appendMany = batched<{ projectId: string; events: readonly NewEvent[] }, number>(
  ({ projectId }) => projectId,
  async (db, items) => {
    const entries = items.flatMap(({ events, projectId }) =>
      events.map((event, index) => ({ project: projectId, place: index + 1, type: event.type, payload: event.payload })),
    );
    const { rows } = await db.query<{ project: string; last: string }>(
      `with entry as (
         select * from json_to_recordset($1) as e (project text, place integer, type text, payload jsonb)
       ), counted as (
         select project, count(*) as events, bool_or(type = 'execution-log') as speaks from entry group by project
       ), numbered as (
         update engine.project p
            set event_seq = p.event_seq + c.events, last_output_at = case when c.speaks then now() else p.last_output_at end
           from counted c where p.id = any($2) and p.id = c.project
         returning p.id, p.event_seq, c.events
       ), added as (
         insert into engine.event (project_id, seq, ts, type, payload)
         select n.id, n.event_seq - n.events + e.place, clock_timestamp(), e.type, e.payload
           from numbered n join entry e on e.project = n.id
       )
       select id as project, event_seq as last, pg_notify('${channels.event}', event_seq || ' ' || id) from numbered`,
      [jsonText(entries), items.map(({ projectId }) => projectId)],
    );
    const lasts = new Map(rows.map(({ last, project }) => [project, Number(last)]));
    return items.map(({ projectId }) => {
      const last = lasts.get(projectId);
      if (last === undefined) throw new Error(`Events for a project that is not there: ${projectId}`);
      return last;
    });
  },
  { isLast: true },
);
