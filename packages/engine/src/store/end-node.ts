import type { Failure } from '@devteam/api';
import { batched, inPlace } from './batched.ts';
import { channels } from './channels.ts';
import { jsonText } from './json-text.ts';
import { ticketSql } from './node-tickets.ts';
import { type EndedNode, type NodeRow, fromText, nodeColumns, nodeOf, plainColumnsOf } from './nodes.ts';
import type { Queryable } from './queryable.ts';

/**
 * Ends a node under a claim; undefined if another holds it now (fenced), and then nothing was written. Of one that held a slot others are
 * told: its task may be in the hands of another worker.
 */
export const endNode = batched<
  {
    id: string;
    claim: string;
    status: 'completed' | 'failed' | 'canceled';
    output: unknown;
    failure: Failure | null;
    cause?: unknown;
    retryable: boolean | null;
  },
  EndedNode | undefined
>(
  ({ id }) => id,
  async (db, items) => {
    const ends = items.map((end) => ({
      id: end.id,
      claim: end.claim,
      status: end.status,
      output: end.output === undefined ? null : JSON.stringify(end.output),
      failure: end.failure,
      retryable: end.retryable,
      cause: end.cause === undefined ? null : JSON.stringify(end.cause),
    }));
    const { rows } = await db.query<Omit<EndedNode, 'output' | 'cause'>>(
      `update engine.node n set status = e.status, output = e.output, failure = e.failure, retryable = e.retryable, cause = e.cause, ended_at = now()
         from json_to_recordset($1) as e (id text, claim text, status text, output text, failure jsonb, retryable boolean, cause text)
        where n.id = any($2) and n.id = e.id and n.claim = e.claim and n.status || '' = 'running'
       returning ${plainColumnsOf('n')}, case when n.slotted then pg_notify('${channels.nodeEnded}', n.id) end as told`,
      [jsonText(ends), ends.map(({ id }) => id)],
    );
    return inPlace(
      ends.map(({ id }) => id),
      rows,
      ({ id }) => id,
    ).map((row, place) => {
      const end = ends[place];
      // What it gave as whoever reads it from the row would have it.
      return row && end && Object.assign(row, { output: fromText(end.output), cause: fromText(end.cause) });
    });
  },
);

/** Asks for the end of a node: one that nobody runs yet ends here and now, one that runs is asked to. Undefined: it has ended already. */
export async function cancelNode(db: Queryable, id: string): Promise<NodeRow | undefined> {
  const { rows } = await db.query<NodeRow>(
    `update engine.node set cancel_requested = true, status = case status when 'ready' then 'canceled' else status end,
       ended_at = case status when 'ready' then now() end
      where id = $1 and status in ('ready', 'running')
     returning ${nodeColumns}, pg_notify('${channels.nodeEnded}', id) as told, pg_notify('${channels.control}', 'node ' || ${ticketSql}) as asked`,
    [id],
  );
  return rows[0] ? nodeOf(rows[0]) : undefined;
}

/** Ends an open node at once, whoever runs it: what that one brings counts for nothing, and it is told to end. */
export async function cutNode(db: Queryable, id: string): Promise<NodeRow> {
  const { rows } = await db.query<NodeRow>(
    `update engine.node set status = 'canceled', cancel_requested = true, claim = null, ended_at = now()
      where id = $1 and status in ('ready', 'running')
     returning ${nodeColumns}, pg_notify('${channels.nodeEnded}', id) as told, pg_notify('${channels.control}', 'node ' || ${ticketSql}) as asked`,
    [id],
  );
  if (!rows[0]) throw new Error(`Node ${id} was to be cut off and has ended`);
  return nodeOf(rows[0]);
}

/** Takes an open node back, whoever runs it: it waits to be handed out again, under another ticket. */
export async function takeBackNode(db: Queryable, id: string): Promise<NodeRow> {
  const { rows } = await db.query<NodeRow>(
    `update engine.node set status = 'ready', starts = starts + 1, worker_id = null, claim = null, admitted_by = null, started_at = null
      where id = $1 and status in ('ready', 'running')
     returning ${nodeColumns}, pg_notify('${channels.control}', 'node ' || id || case when starts > 2 then '~' || (starts - 1) else '' end) as asked`,
    [id],
  );
  if (!rows[0]) throw new Error(`Node ${id} was to be taken back and has ended`);
  return nodeOf(rows[0]);
}
