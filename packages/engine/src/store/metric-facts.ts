import type { Queryable } from './queryable.ts';

/** What happened, as the rows say; times are milliseconds since 1970. */
export interface MetricFacts {
  tasks: {
    customerId: string;
    executionId: string;
    endedAt: number;
    /** Of its nodes, all attempts together; what it waited for people and slots is not in it. */
    minutes: number;
    outcome: 'landed' | 'review' | 'failed' | 'canceled' | 'superseded' | 'skipped';
    touchedByPerson: boolean;
    isVerified: boolean;
    attempts: number;
  }[];
  errors: { customerId: string; at: number; resolvedBy: 'engine' | 'person' | null }[];
  executions: {
    customerId: string;
    endedAt: number;
    runMinutes: number;
    personMinutes: number;
    hadStopPoint: boolean;
    haltedAtStopPoint: boolean;
  }[];
  preparations: { customerId: string; at: number; succeeded: boolean }[];
  injections: { customerId: string; at: number; state: 'committed' | 'rejected' | 'canceled' | 'open' }[];
  listWrites: { customerId: string; at: number; isExact: boolean }[];
  queueWaits: { customerId: string; at: number; seconds: number }[];
  deliveries: { customerId: string; at: number; arrived: boolean }[];
}

const ms = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;

/** From this time on. */
export async function readMetricFacts(db: Queryable, from: Date): Promise<MetricFacts> {
  const ask = async <T extends object>(text: string): Promise<T[]> => (await db.query<T>(text, [from])).rows;
  const tasks = await ask<MetricFacts['tasks'][number] & { failed: boolean }>(
    `select p.customer_id as "customerId", t.execution_id as "executionId", ${ms('t.ended_at')} as "endedAt", t.outcome, t.attempt as attempts,
            worked.minutes, worked.verified as "isVerified",
            t.outcome in ('review', 'skipped')
              or exists (select 1 from engine.review r where r.execution_id = t.execution_id and r.task_key = t.key and r.answer is not null) as "touchedByPerson",
            worked.failed or t.outcome in ('review', 'failed') as failed
       from engine.task t
       join engine.project p on p.id = t.project_id
       cross join lateral (
         select coalesce(sum(extract(epoch from n.ended_at - n.started_at)), 0)::float8 / 60 as minutes,
                coalesce(bool_or(n.name in ('verify', 'verifyMerged') and n.status = 'completed'), false) as verified,
                count(distinct n.attempt) > 1 as failed
           from engine.node n where n.execution_id = t.execution_id and n.task_key = t.key) worked
      where t.ended_at >= $1 and t.outcome in ('landed', 'review', 'failed', 'canceled', 'superseded', 'skipped')`,
  );
  const executions = await ask<MetricFacts['executions'][number]>(
    `with said as (
       select payload->>'executionId' as id, payload->>'status' as status,
              extract(epoch from lead(ts) over (partition by payload->>'executionId' order by seq) - ts) / 60 as minutes
         from engine.event where type = 'execution-update')
     select p.customer_id as "customerId", ${ms('e.ended_at')} as "endedAt",
            extract(epoch from e.ended_at - e.started_at)::float8 / 60 as "runMinutes",
            coalesce((select sum(minutes) from said where said.id = e.id and said.status in ('waiting_for_human', 'paused')), 0)::float8 as "personMinutes",
            jsonb_array_length(coalesce(to_jsonb(e)->'stops', to_jsonb(e)->'stop_after', '[]')) > 0 as "hadStopPoint",
            e.halted_at is not null as "haltedAtStopPoint"
       from engine.execution e join engine.project p on p.id = e.project_id where e.ended_at >= $1`,
  );
  const preparations = await ask<MetricFacts['preparations'][number]>(
    `select distinct on (n.execution_id) p.customer_id as "customerId", ${ms('n.ended_at')} as at, n.status = 'completed' as succeeded
       from engine.node n join engine.project p on p.id = n.project_id
      where n.task_key is null and n.ended_at >= $1 and n.status in ('completed', 'failed') order by n.execution_id, n.ended_at desc`,
  );
  const queueWaits = await ask<MetricFacts['queueWaits'][number]>(
    `select p.customer_id as "customerId", ${ms('n.started_at')} as at, greatest(0, extract(epoch from n.started_at - n.ready_at))::float8 as seconds
       from engine.node n join engine.project p on p.id = n.project_id where n.slotted and n.started_at >= $1`,
  );
  const conflicts = await ask<{ customerId: string; at: number }>(
    `select p.customer_id as "customerId", ${ms('n.ended_at')} as at from engine.node n join engine.project p on p.id = n.project_id
      where n.ended_at >= $1 and n.failure->>'code' = 'task_list_conflict'`,
  );
  return {
    tasks,
    errors: tasks
      .filter(({ failed }) => failed)
      .map(({ customerId, endedAt, outcome, touchedByPerson }) => ({
        customerId,
        at: endedAt,
        resolvedBy: resolverOf(outcome, touchedByPerson),
      })),
    executions,
    preparations,
    injections: await readInjections(db, from),
    listWrites: [
      ...tasks.filter(({ outcome }) => outcome === 'landed').map(({ customerId, endedAt }) => ({ customerId, at: endedAt, isExact: true })),
      ...conflicts.map(({ at, customerId }) => ({ customerId, at, isExact: false })),
    ],
    queueWaits,
    // Nothing is stored of what browsers got; a figure without cases says so.
    deliveries: [],
  };
}

/** One episode a task: from its first failed attempt to its end. */
function resolverOf(outcome: string, touchedByPerson: boolean): 'engine' | 'person' | null {
  if (touchedByPerson) return 'person';
  return outcome === 'landed' ? 'engine' : null;
}

const stateOfInjection: Readonly<Record<string, MetricFacts['injections'][number]['state']>> = {
  done: 'committed',
  refused: 'rejected',
  rolled_back: 'rejected',
  canceled: 'canceled',
};

async function readInjections(db: Queryable, from: Date): Promise<MetricFacts['injections']> {
  const { rows: there } = await db.query<{ there: boolean }>(`select to_regclass('engine.injection') is not null as there`);
  if (!there[0]?.there) return [];
  const { rows } = await db.query<{ customerId: string; at: number; status: string }>(
    `select p.customer_id as "customerId", ${ms('coalesce(i.ended_at, i.requested_at)')} as at, i.status
       from engine.injection i join engine.project p on p.id = i.project_id where coalesce(i.ended_at, i.requested_at) >= $1`,
    [from],
  );
  return rows.map(({ at, customerId, status }) => ({ customerId, at, state: stateOfInjection[status] ?? 'open' }));
}

/** What each landed task of a project took, and how many are left of its list. */
export interface ProjectPace {
  projectId: string;
  customerId: string;
  tasksLeft: number;
  finished: { minutes: number; dollars: number }[];
}

/** Minutes from when a step was written down to its end, so with what it waited for a slot, and without what waited for people. */
export async function readPaces(db: Queryable, customerId: string | null = null): Promise<ProjectPace[]> {
  const { rows } = await db.query<ProjectPace>(
    `select p.id as "projectId", p.customer_id as "customerId", l.total - l.completed as "tasksLeft",
            coalesce((select jsonb_agg(jsonb_build_object('minutes', took.minutes, 'dollars', took.dollars) order by t.ended_at)
               from engine.task t
               cross join lateral (
                 select coalesce(sum(extract(epoch from n.ended_at - n.created_at)), 0)::float8 / 60 as minutes,
                        coalesce(sum((select sum(u.charged_usd) from engine.usage u where u.node_id = n.id)), 0)::float8 as dollars
                   from engine.node n where n.execution_id = t.execution_id and n.task_key = t.key) took
              where t.project_id = p.id and t.outcome = 'landed'), '[]') as finished
       from engine.project p join engine.task_list l on l.project_id = p.id
      where $1::text is null or p.customer_id = $1 order by p.customer_id, p.ordinal`,
    [customerId],
  );
  return rows;
}
