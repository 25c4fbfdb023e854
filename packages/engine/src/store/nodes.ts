import type { Failure, NodeStatus, Phase } from '@devteam/api';
import { batched } from './batched.ts';
import { channels } from './channels.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';
import type { CurrentTaskRow } from './tasks.ts';

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

/** What a node that has ended is told as: what it was given is of no interest any more. */
export type EndedNode = Omit<NodeRow, 'input'>;

const plainColumnsOf = (
  n: string,
) => `${n}.id, ${n}.execution_id as "executionId", ${n}.project_id as "projectId", ${n}.task_key as "taskKey", ${n}.name,
  ${n}.selection, ${n}.attempt, ${n}.round, ${n}.starts, ${n}.node_attempt as "nodeAttempt", ${n}.status, ${n}.failure, ${n}.retryable, ${n}.cancel_requested as "cancelRequested",
  ${n}.worker_id as "workerId", ${n}.claim, ${n}.created_at as "createdAt", ${n}.started_at as "startedAt", ${n}.ended_at as "endedAt"`;
const columnsOf = (n: string) => `${plainColumnsOf(n)}, ${n}.input, ${n}.output, ${n}.cause`;
export const nodeColumns = columnsOf('node');

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

/** Where the start of a node moves its task, under the task's claim: where the phase is one of `from`, to `to`. */
export interface TaskMove {
  claim: string;
  from: readonly Phase[];
  to: Phase | null;
}

/** `moved`: undefined where the node was there already, and where another holds the task now (fenced). */
interface Added {
  row: NodeRow;
  isNew: boolean;
  moved: CurrentTaskRow | undefined;
}

type NewStatus = 'ready' | 'skipped' | 'canceled' | { running: { workerId: string; claim: string } };

const addNodes = batched<{ node: NewNode; status: NewStatus; move: TaskMove | undefined }, Added>(
  ({ node }) => node.id,
  async (db, items) => {
    const wanted = items.map(({ move, node, status }) => ({
      move,
      node,
      status: typeof status === 'object' ? 'running' : status,
      taker: typeof status === 'object' ? status.running : undefined,
      input: JSON.stringify(node.input ?? null),
    }));
    const { rows } = await db.query<
      Pick<NodeRow, 'id' | 'createdAt' | 'startedAt' | 'endedAt'> & {
        task: Omit<CurrentTaskRow, 'startedAt'> | null;
        taskStartedAt: Date | null;
      }
    >(
      `with wanted as (
         select * from json_to_recordset($1) as w (id text, execution text, project text, task text, name text, selection integer, attempt integer,
           round integer, "nodeAttempt" integer, status text, input text, "inputHash" text, worker text, claim text, slotted boolean, lane text,
           "delayMs" float8, "knownTo" text, held text, "movedFrom" text[], "movedTo" text)
       ), added as (
         insert into engine.node (id, execution_id, project_id, task_key, name, selection, attempt, round, node_attempt, status, input, input_hash,
                                  worker_id, claim, slotted, lane, ready_at, started_at, ended_at)
         select id, execution, project, task, name, selection, attempt, round, "nodeAttempt", status, input, "inputHash", worker, claim, slotted, lane,
                now() + make_interval(secs => "delayMs" / 1000), case when status = 'running' then now() end,
                case when status in ('skipped', 'canceled') then now() end
           from wanted
         on conflict (id) do nothing
         returning id, created_at, started_at, ended_at
       ), moved as (
         update engine.task t set node = w.name, phase = case when t.phase = any(w."movedFrom") then w."movedTo" else t.phase end
           from wanted w join added a on a.id = w.id
          where t.execution_id = any($2) and t.execution_id = w.execution and t.key = w.task and t.claim = w.held and coalesce(t.outcome, '') = ''
         returning w.id as for_node, t.started_at, jsonb_build_object('key', t.key, 'id', t.id, 'title', t.title, 'phase', t.phase, 'attempt', t.attempt,
           'maxAttempts', t.max_attempts, 'node', t.node) as task
       )
       select a.id, m.task, m.started_at as "taskStartedAt", a.created_at as "createdAt", a.started_at as "startedAt", a.ended_at as "endedAt",
              case when w.slotted and w."delayMs" = 0 then pg_notify('${channels.nodeReady}', w."knownTo" || ' nodes') end as told
         from added a join wanted w on w.id = a.id left join moved m on m.for_node = a.id`,
      [
        JSON.stringify(
          wanted.map(({ input, move, node, status, taker }) => ({
            id: node.id,
            execution: node.executionId,
            project: node.projectId,
            task: node.taskKey,
            name: node.name,
            selection: node.selection,
            attempt: node.attempt,
            round: node.round,
            nodeAttempt: node.nodeAttempt,
            status,
            input,
            inputHash: node.inputHash,
            worker: taker?.workerId ?? null,
            claim: taker?.claim ?? null,
            slotted: node.queue !== undefined,
            lane: node.queue?.lane ?? null,
            delayMs: node.queue?.delayMs ?? 0,
            knownTo: node.queue?.knownTo ?? '',
            held: move?.claim ?? null,
            movedFrom: move?.from ?? [],
            movedTo: move?.to ?? null,
          })),
        ),
        wanted.map(({ node }) => node.executionId),
      ],
    );
    const added = new Map(rows.map((row) => [row.id, row]));
    const there = new Map<string, NodeRow>();
    if (added.size < items.length) {
      const before = items.flatMap(({ node }) => (added.has(node.id) ? [] : [node.id]));
      const found = await db.query<NodeRow>(`select ${nodeColumns} from engine.node where id = any($1)`, [before]);
      for (const row of found.rows) there.set(row.id, nodeOf(row));
    }
    return wanted.map(({ input, node, status, taker }) => {
      const row = added.get(node.id);
      const known = there.get(node.id);
      if (known) return { row: known, isNew: false, moved: undefined };
      if (!row) throw new Error(`Node ${node.id} was not written`);
      const { createdAt, endedAt, startedAt, task, taskStartedAt } = row;
      const { attempt, executionId, id, name, nodeAttempt, projectId, round, selection, taskKey } = node;
      const place = { id, executionId, projectId, taskKey, name, selection, attempt, round, nodeAttempt };
      const nothing = { output: null, failure: null, cause: null, retryable: null, cancelRequested: false };
      const times = { createdAt, startedAt, endedAt };
      const held = { workerId: taker?.workerId ?? null, claim: taker?.claim ?? null, starts: 1 };
      // The input as whoever runs it after a crash would read it.
      return {
        row: { ...place, status: status as NodeStatus, input: JSON.parse(input) as unknown, ...nothing, ...held, ...times },
        isNew: true,
        moved: task && taskStartedAt ? { ...task, startedAt: taskStartedAt } : undefined,
      };
    });
  },
);

/**
 * Writes a node down: to wait (`ready`), to run at once under a claim, or as one that never runs. One that is there already stays as it
 * is. Answers the row, whether it is new, and its task where that was to move.
 */
export const addNode = (db: Queryable, node: NewNode, status: NewStatus, move?: TaskMove): Promise<Added> =>
  addNodes(db, { node, status, move });

export async function findNode(db: Queryable, id: string): Promise<NodeRow | undefined> {
  const { rows } = await db.query<NodeRow>(`select ${nodeColumns} from engine.node where id = $1`, [id]);
  return rows[0] ? nodeOf(rows[0]) : undefined;
}

const ended = `('completed', 'failed', 'canceled', 'skipped')`;

/** Those of the given nodes that have ended. */
export const readEndedNodes = batched<readonly string[], NodeRow[]>(
  (ids) => ids.join('\n'),
  async (db, items) => {
    const { rows } = await db.query<NodeRow>(
      `select ${nodeColumns} from engine.node where id = any($1) and status in ${ended} order by ended_at, id`,
      [items.flat()],
    );
    return items.map((ids) => rows.filter(({ id }) => ids.includes(id)).map(nodeOf));
  },
);

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

const claimNodes = batched<{ id: string; starts: number; workerId: string; claim: string }, NodeRow | undefined>(
  ({ id }) => id,
  async (db, items) => {
    const { rows } = await db.query<NodeRow>(
      `update engine.node n set status = 'running', worker_id = c."workerId", claim = c.claim, started_at = coalesce(n.started_at, now())
         from json_to_recordset($1) as c (id text, starts integer, "workerId" text, claim text)
        where n.id = any($2) and n.id = c.id and n.starts = c.starts and n.status not in ${ended} and (n.admitted_by is null or n.admitted_by = c."workerId")
       returning ${columnsOf('n')}`,
      [JSON.stringify(items), items.map(({ id }) => id)],
    );
    return inOrder(items, rows.map(nodeOf));
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
    return inOrder(ends, rows).map((row, place) => {
      const end = ends[place];
      // What it gave as whoever reads it from the row would have it.
      return row && end && Object.assign(row, { output: fromText(end.output), cause: fromText(end.cause) });
    });
  },
);

/** Each row in the place of the one that asked for it. */
function inOrder<Row extends { id: string }>(items: readonly { id: string }[], rows: readonly Row[]): (Row | undefined)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return items.map(({ id }) => byId.get(id));
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
