import type { Pool } from 'pg';
import { type Queryable, inTransaction } from './queryable.ts';
import type { LimitKind, SlotLimit } from './slot-limits.ts';

/** A node that needs a slot and has not ended. */
export interface QueuedNode {
  id: string;
  starts: number;
  projectId: string;
  customerId: string;
  taskKey: string | null;
  name: string;
  lane: string | null;
  priority: number;
  /** Milliseconds of the database's clock. */
  readySince: number;
  /** The worker that runs it or is about to. */
  admittedBy: string | null;
  /** Whoever gets it ends it at once. */
  isCanceled: boolean;
  /** Of its execution, as it is and as somebody wants it. */
  status: string;
  desired: string;
}

export interface Queue {
  nodes: QueuedNode[];
  now: number;
}

/** Held while somebody decides who runs next, so that two workers never count the same slot as free. */
const dispatchLock = 7_316_004;

/** One decision at a time, in all workers. No project is locked in here: whoever holds one may wait for a node's row. */
export const inDispatch = <T>(pool: Pool, body: (db: Queryable) => Promise<T>): Promise<T> =>
  inTransaction(pool, body, `select pg_advisory_xact_lock(${dispatchLock})`);

/** Workers that a node may take down before nobody runs it any more. */
const mostDeaths = 20;

/** All that hold a slot or want one now. */
export async function readQueue(db: Queryable): Promise<Queue> {
  const { rows } = await db.query<QueuedNode & { now: number }>(
    `select n.id, n.starts, n.project_id as "projectId", p.customer_id as "customerId", n.task_key as "taskKey", n.name, n.lane, p.priority, n.admitted_by as "admittedBy",
            n.cancel_requested as "isCanceled", e.status, e.desired, extract(epoch from n.ready_at)::float8 * 1000 as "readySince",
            extract(epoch from clock_timestamp())::float8 * 1000 as now
       from engine.node n
       join engine.project p on p.id = n.project_id
       join engine.execution e on e.id = n.execution_id
      where n.slotted and n.status in ('ready', 'running')
        and (n.admitted_by is not null or (n.deaths < ${mostDeaths} and e.ended_at is null))`,
  );
  return { nodes: rows, now: rows[0]?.now ?? 0 };
}

/** Gives nodes to a worker, in this order, and remembers whose turn that was. */
export async function admitNodes(
  db: Queryable,
  workerId: string,
  nodes: readonly { id: string; customerId: string; lane: string | null }[],
  now: number,
): Promise<void> {
  const starts = nodes.flatMap(({ customerId, lane }, index) =>
    [totalLane, ...(lane === null ? [] : [lane])].map((name) => ({ customerId, lane: name, at: now + index / 1000 })),
  );
  // A customer that gets two slots in one go has started the later one last.
  const last = new Map(starts.map((start) => [`${start.customerId}\n${start.lane}`, start]));
  const rows = [...last.values()];
  await db.query(
    `with admitted as (update engine.node set admitted_by = $2 where id = any($1)),
          explained as (delete from engine.waiting where node_id = any($1))
     insert into engine.last_start (customer_id, lane, at) select * from unnest($3::text[], $4::text[], $5::float8[])
     on conflict (customer_id, lane) do update set at = excluded.at`,
    [nodes.map(({ id }) => id), workerId, rows.map(({ customerId }) => customerId), rows.map(({ lane }) => lane), rows.map(({ at }) => at)],
  );
}

/** As in the decision: the name under which starts of no lane in particular count. */
const totalLane = 'total';

export interface DispatchRules {
  /** What people set, and how many slots all known workers have together. */
  limits: SlotLimit[];
  workerSlots: number;
  /** Of each of these customers, by lane: when it last started something. */
  lastStarts: Record<string, Record<string, number>>;
  hasBudgets: boolean;
}

/** What a dispatch goes by besides the queue, in one statement: it is made for nearly every node. */
export async function readDispatchRules(db: Queryable, customerIds: readonly string[]): Promise<DispatchRules> {
  const { rows } = await db.query<{ what: 'workers' | 'budgets' | 'start' | LimitKind; id: string; lane: string; number: number }>(
    `select kind as what, id, '' as lane, slots::float8 as number from engine.slot_limit
     union all select 'workers', '', '', coalesce(sum(slots), 0) from engine.worker
     union all select 'budgets', '', '', count(*) from engine.budget
     union all select 'start', customer_id, lane, at from engine.last_start where customer_id = any($1)`,
    [customerIds],
  );
  const rules: DispatchRules = { limits: [], workerSlots: 0, lastStarts: {}, hasBudgets: false };
  for (const { id, lane, number, what } of rows) {
    if (what === 'workers') rules.workerSlots = number;
    else if (what === 'budgets') rules.hasBudgets = number > 0;
    else if (what === 'start') rules.lastStarts[id] = { ...rules.lastStarts[id], [lane]: number };
    else rules.limits.push({ kind: what, id, slots: number });
  }
  return rules;
}

/** What this worker held goes back into the queue, at its old place. `died`: with it, so that a node that kills workers is found. */
export async function releaseNodes(db: Queryable, workerId: string, options: { died: boolean; id?: string }): Promise<void> {
  await db.query(
    `update engine.node set admitted_by = null, deaths = deaths + $2
      where slotted and status in ('ready', 'running') and admitted_by = $1 and ($3::text is null or id = $3)`,
    [workerId, options.died ? 1 : 0, options.id ?? null],
  );
}

/** Whether somebody runs a node of this task. One whose worker died is written down as running, and stands in the queue again. */
export async function isNodeAtWork(db: Queryable, executionId: string, taskKey: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from engine.node where execution_id = $1 and task_key = $2 and status = 'running' and (admitted_by is not null or not slotted)`,
    [executionId, taskKey],
  );
  return rowCount !== 0;
}

/** Workers, known or not, that hold nodes. */
export async function findHolders(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select distinct admitted_by as id from engine.node where slotted and status in ('ready', 'running') and admitted_by is not null`,
  );
  return rows.map(({ id }) => id);
}

/** Those of these nodes that nobody will run any more though they have not ended. */
export async function findGivenUp(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from engine.node where id = any($1) and slotted and status in ('ready', 'running') and admitted_by is null and deaths >= ${mostDeaths}`,
    [ids],
  );
  return rows.map(({ id }) => id);
}
