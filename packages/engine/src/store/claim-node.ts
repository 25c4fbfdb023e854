import { batched, inPlace } from './batched.ts';
import { type NodeRow, columnsOf, endedStatuses, nodeOf } from './nodes.ts';
import type { Queryable } from './queryable.ts';

const claimNodes = batched<{ id: string; starts: number; workerId: string; claim: string }, NodeRow | undefined>(
  ({ id }) => id,
  async (db, items) => {
    const { rows } = await db.query<NodeRow>(
      `update engine.node n set status = 'running', worker_id = c."workerId", claim = c.claim, started_at = coalesce(n.started_at, now())
         from json_to_recordset($1) as c (id text, starts integer, "workerId" text, claim text)
        where n.id = any($2) and n.id = c.id and n.starts = c.starts and n.status not in ${endedStatuses} and (n.admitted_by is null or n.admitted_by = c."workerId")
       returning ${columnsOf('n')}`,
      [JSON.stringify(items), items.map(({ id }) => id)],
    );
    return inPlace(
      items.map(({ id }) => id),
      rows.map(nodeOf),
      ({ id }) => id,
    );
  },
);

/**
 * Takes a node for one run of one worker. The claim fences: whoever held it before can no longer end the node. Undefined: it has
 * ended already and never runs again, the queue has admitted it to another worker, or it was handed out under another ticket.
 */
export const claimNode = (
  db: Queryable,
  { id, starts }: Pick<NodeRow, 'id' | 'starts'>,
  taker: { workerId: string; claim: string },
): Promise<NodeRow | undefined> => claimNodes(db, { id, starts, workerId: taker.workerId, claim: taker.claim });

/** Claims that known workers hold now: a sandbox or workspace that belongs to none of them is a left-over. */
export async function readLiveClaims(db: Queryable): Promise<Set<string>> {
  const { rows } = await db.query<{ claim: string }>(
    `select n.claim from engine.node n join engine.worker w on w.id = n.worker_id
      where n.status = 'running' and n.claim is not null`,
  );
  return new Set(rows.map((row) => row.claim));
}
