import type { Failure, NodeStatus } from '@devteam/api';
import { channels } from './channels.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

/**
 * One try of one node. Its id says where it belongs: `<execution>/<task>/<selection>.<attempt>.<round>/<name>#<node attempt>`, with
 * `.<waits>` after a round that was put off.
 */
export interface NodeRow {
  id: string;
  executionId: string;
  projectId: string;
  /** null: the preparation of the execution. */
  taskKey: string | null;
  name: string;
  /** Of the task: which selection, which attempt, which round of it. */
  selection: number;
  attempt: number;
  round: number;
  nodeAttempt: number;
  status: NodeStatus;
  /** What its body gets: plain JSON, so another process can run it. */
  input: unknown;
  output: unknown;
  /** For people. */
  failure: Failure | null;
  /** As the interpreter knows it. */
  cause: unknown;
  retryable: boolean | null;
  /** Whoever runs it should end it soon. */
  cancelRequested: boolean;
  workerId: string | null;
  claim: string | null;
  /** How often it was handed out: a pause takes it back, and it begins anew. */
  starts: number;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

export const nodeColumns = `id, execution_id as "executionId", project_id as "projectId", task_key as "taskKey", name, selection, attempt, round, starts, node_attempt as "nodeAttempt",
  status, input, output, failure, cause, retryable, cancel_requested as "cancelRequested", worker_id as "workerId", claim, created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`;

/** A row as the driver gives it: the texts of `input`, `output` and `cause` are JSON. */
export const nodeOf = (row: NodeRow): NodeRow => ({
  ...row,
  input: fromText(row.input),
  output: fromText(row.output),
  cause: fromText(row.cause),
});
const fromText = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null);

export type NewNode = Pick<
  NodeRow,
  'id' | 'executionId' | 'projectId' | 'taskKey' | 'name' | 'selection' | 'attempt' | 'round' | 'nodeAttempt' | 'input'
> & {
  inputHash: string;
  /** Only for one that needs a slot: what else it needs, when it may run at the earliest, and which worker knows of it already. */
  queue?: { lane: string | null; delayMs: number; knownTo: string };
};

/**
 * Writes a node down: to wait (`ready`), to run at once under a claim, or as one that never runs. One that is there already stays as it
 * is. Answers the row, and whether it is new.
 */
export async function addNode(
  db: Queryable,
  node: NewNode,
  status: 'ready' | 'skipped' | 'canceled' | { running: { workerId: string; claim: string } },
): Promise<{ row: NodeRow; isNew: boolean }> {
  const taker = typeof status === 'object' ? status.running : undefined;
  const { rows } = await db.query<NodeRow & { isNew: boolean }>(
    `insert into engine.node (id, execution_id, project_id, task_key, name, attempt, round, node_attempt, status, input, input_hash,
                              worker_id, claim, slotted, lane, ready_at, selection, started_at, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, now() + make_interval(secs => $16), $18,
             case when $9 = 'running' then now() end, case when $9 in ('skipped', 'canceled') then now() end)
     on conflict (id) do update set id = excluded.id
     returning ${nodeColumns}, (xmax = 0) as "isNew", case when $14 and $16 = 0 then pg_notify('${channels.nodeReady}', $17 || ' nodes') end as told`,
    [
      node.id,
      node.executionId,
      node.projectId,
      node.taskKey,
      node.name,
      node.attempt,
      node.round,
      node.nodeAttempt,
      taker ? 'running' : status,
      JSON.stringify(node.input ?? null),
      node.inputHash,
      taker?.workerId ?? null,
      taker?.claim ?? null,
      node.queue !== undefined,
      node.queue?.lane ?? null,
      (node.queue?.delayMs ?? 0) / 1000,
      node.queue?.knownTo ?? '',
      node.selection,
    ],
  );
  const [row] = rows;
  if (!row) throw new Error(`Node ${node.id} was not written`);
  const { isNew, ...known } = row;
  return { row: nodeOf(known), isNew };
}

export async function findNode(db: Queryable, id: string): Promise<NodeRow | undefined> {
  const { rows } = await db.query<NodeRow>(`select ${nodeColumns} from engine.node where id = $1`, [id]);
  return rows[0] ? nodeOf(rows[0]) : undefined;
}

const ended = `('completed', 'failed', 'canceled', 'skipped')`;

/** Those of the given nodes that have ended. */
export async function readEndedNodes(db: Queryable, ids: readonly string[]): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node where id = any($1) and status in ${ended} order by ended_at, id`,
    [ids],
  );
  return rows.map(nodeOf);
}

/** What a node is known by to those who run it: its id and, from the second time on, how often it was handed out. */
export const ticketOf = ({ id, starts }: Pick<NodeRow, 'id' | 'starts'>): string => (starts > 1 ? `${id}~${starts}` : id);
const ticket = `id || case when starts > 1 then '~' || starts else '' end`;

/** Ids end with a number, so what follows a tilde is never theirs. */
export function ofTicket(words: string): { id: string; starts: number } {
  const [, id = words, starts = '1'] = /^(.*#\d+)~(\d+)$/s.exec(words) ?? [];
  return { id, starts: Number(starts) };
}

/** Nodes of the newest attempt of a task, in the order they were written. */
export async function readTaskNodes(db: Queryable, executionId: string, taskKey: string): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node
      where execution_id = $1 and task_key = $2
        and (selection, attempt) = (select selection, attempt from engine.node where execution_id = $1 and task_key = $2
                                     order by selection desc, attempt desc limit 1)
      order by round, created_at, id`,
    [executionId, taskKey],
  );
  return rows.map(nodeOf);
}

/** Nodes of the preparation of an execution, oldest first. */
export async function readPreparationNodes(db: Queryable, executionId: string): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node where execution_id = $1 and task_key is null order by node_attempt, id`,
    [executionId],
  );
  return rows.map(nodeOf);
}

/**
 * Takes a node for one run of one worker. The claim fences: whoever held it before can no longer end the node. Undefined: it has
 * ended already and never runs again, the queue has admitted it to another worker, or it was handed out under another ticket.
 */
export async function claimNode(
  db: Queryable,
  { id, starts }: Pick<NodeRow, 'id' | 'starts'>,
  taker: { workerId: string; claim: string },
): Promise<NodeRow | undefined> {
  const { rows } = await db.query<NodeRow>(
    `update engine.node set status = 'running', worker_id = $2, claim = $3, started_at = coalesce(started_at, now())
      where id = $1 and starts = $4 and status not in ${ended} and (admitted_by is null or admitted_by = $2) returning ${nodeColumns}`,
    [id, taker.workerId, taker.claim, starts],
  );
  return rows[0] ? nodeOf(rows[0]) : undefined;
}

/** Ends a node under a claim; undefined if another holds it now (fenced), and then nothing was written. */
export async function endNode(
  db: Queryable,
  end: {
    id: string;
    claim: string;
    status: 'completed' | 'failed' | 'canceled';
    output: unknown;
    failure: Failure | null;
    cause?: unknown;
    retryable: boolean | null;
  },
): Promise<NodeRow | undefined> {
  const { rows } = await db.query<NodeRow>(
    `update engine.node set status = $3, output = $4, failure = $5, retryable = $6, cause = $7, ended_at = now()
      where id = $1 and claim = $2 and status = 'running'
     returning ${nodeColumns}, pg_notify('${channels.nodeEnded}', id) as told`,
    [
      end.id,
      end.claim,
      end.status,
      end.output === undefined ? null : JSON.stringify(end.output),
      end.failure ? jsonText(end.failure) : null,
      end.retryable,
      end.cause === undefined ? null : JSON.stringify(end.cause),
    ],
  );
  return rows[0] ? nodeOf(rows[0]) : undefined;
}

/** Asks for the end of a node: one that nobody runs yet ends here and now, one that runs is asked to. Undefined: it has ended already. */
export async function cancelNode(db: Queryable, id: string): Promise<NodeRow | undefined> {
  const { rows } = await db.query<NodeRow>(
    `update engine.node set cancel_requested = true, status = case status when 'ready' then 'canceled' else status end,
       ended_at = case status when 'ready' then now() end
      where id = $1 and status in ('ready', 'running')
     returning ${nodeColumns}, pg_notify('${channels.nodeEnded}', id) as told, pg_notify('${channels.control}', 'node ' || ${ticket}) as asked`,
    [id],
  );
  return rows[0] ? nodeOf(rows[0]) : undefined;
}

/** Nodes of a task that have not ended. */
export async function readOpenNodes(db: Queryable, executionId: string, taskKey: string): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node where execution_id = $1 and task_key = $2 and status in ('ready', 'running') order by created_at, id`,
    [executionId, taskKey],
  );
  return rows.map(nodeOf);
}

/** Ends an open node at once, whoever runs it: what that one brings counts for nothing, and it is told to end. */
export async function cutNode(db: Queryable, id: string): Promise<NodeRow> {
  const { rows } = await db.query<NodeRow>(
    `update engine.node set status = 'canceled', cancel_requested = true, claim = null, ended_at = now()
      where id = $1 and status in ('ready', 'running')
     returning ${nodeColumns}, pg_notify('${channels.nodeEnded}', id) as told, pg_notify('${channels.control}', 'node ' || ${ticket}) as asked`,
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

/** Of these, which run here, those that nobody wants any more, and what shall become of their work. */
export async function readUnwanted(db: Queryable, tickets: readonly string[]): Promise<{ ticket: string; work: 'keep' | 'discard' }[]> {
  const { rows } = await db.query<{ ticket: string; work: 'keep' | 'discard' }>(
    `select t.ticket, coalesce(i.work, 'discard') as work
       from unnest($1::text[], $2::text[], $3::integer[]) as t (ticket, id, starts)
       join engine.node n on n.id = t.id
       left join engine.interruption i on i.execution_id = n.execution_id and i.key = n.task_key and i.selection = n.selection
      where n.starts <> t.starts or n.cancel_requested`,
    [tickets, tickets.map((each) => ofTicket(each).id), tickets.map((each) => ofTicket(each).starts)],
  );
  return rows;
}

/** Claims that known workers hold now: a sandbox or workspace that belongs to none of them is a left-over. */
export async function readLiveClaims(db: Queryable): Promise<Set<string>> {
  const { rows } = await db.query<{ claim: string }>(
    `select n.claim from engine.node n join engine.worker w on w.id = n.worker_id
      where n.status = 'running' and n.claim is not null`,
  );
  return new Set(rows.map((row) => row.claim));
}
