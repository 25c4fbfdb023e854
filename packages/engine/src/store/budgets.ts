import { type Amounts, type BudgetScope, type BudgetView, type Measure, describeUse, measures, warnShare } from '@devteam/api';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

/** A budget with what is used of it: minutes and attempts of nodes with a slot, tokens and money as the gateway counted them. */
export interface BudgetRow {
  scope: BudgetScope;
  limits: Amounts;
  used: Record<Measure, number>;
  warned: Measure[];
  reached: Measure[];
  setBy: string;
  setAt: Date;
}

interface Stored extends Omit<BudgetRow, 'scope' | 'used'> {
  kind: BudgetScope['kind'];
  id: string;
  minutes: number;
  attempts: number;
  tokens: number;
  dollars: number;
}

/** All budgets, or those that bind one of these projects. What runs counts with what it has used until now. */
export async function readBudgets(db: Queryable, projectIds: readonly string[] | null = null): Promise<BudgetRow[]> {
  const { rows } = await db.query<Stored>(
    `select b.kind, b.id, b.limits, b.warned, b.reached, b.set_by as "setBy", b.set_at as "setAt", worked.*, paid.*
       from engine.budget b
       cross join lateral (
         select coalesce(sum(extract(epoch from coalesce(n.ended_at, clock_timestamp()) - n.started_at)), 0)::float8 / 60 as minutes,
                (count(distinct (n.execution_id, n.task_key, n.attempt)) filter (where n.name = 'codeExecution'))::integer as attempts
           from engine.node n
          where n.slotted and n.started_at is not null and (b.task_key is null or n.task_key = b.task_key)
            and n.project_id in (select id from engine.project where id = b.project_id or customer_id = b.customer_id)) worked
       cross join lateral (
         select coalesce(sum(u.charged_tokens), 0)::float8 as tokens, coalesce(sum(u.charged_usd), 0)::float8 as dollars
           from engine.usage u join engine.node n on n.id = u.node_id
          where (b.task_key is null or n.task_key = b.task_key)
            and n.project_id in (select id from engine.project where id = b.project_id or customer_id = b.customer_id)) paid
      where $1::text[] is null or b.project_id = any($1)
         or b.customer_id in (select customer_id from engine.project where id = any($1))
      order by array_position(array['customer', 'project', 'task'], b.kind), b.id`,
    [projectIds],
  );
  return rows.map(({ attempts, dollars, id, kind, limits, minutes, reached, setAt, setBy, tokens, warned }) => ({
    scope: { kind, id },
    limits,
    used: { minutes, attempts, tokens, dollars },
    warned,
    reached,
    setBy,
    setAt,
  }));
}

/** Without limits the budget is forgotten. Warnings and pauses begin anew. */
export async function saveBudget(
  db: Queryable,
  budget: { scope: BudgetScope; customerId?: string; projectId?: string; taskKey?: string; limits: Amounts; by: string },
): Promise<void> {
  const { by, customerId, limits, projectId, scope, taskKey } = budget;
  if (Object.keys(limits).length === 0) {
    await db.query('delete from engine.budget where kind = $1 and id = $2', [scope.kind, scope.id]);
    return;
  }
  await db.query(
    `insert into engine.budget (kind, id, customer_id, project_id, task_key, limits, set_by) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (kind, id) do update set limits = excluded.limits, warned = '{}', reached = '{}', set_by = excluded.set_by, set_at = now()`,
    [scope.kind, scope.id, customerId ?? null, projectId ?? null, taskKey ?? null, jsonText(limits), by],
  );
}

/** Notes what was warned of and what is reached; false if somebody else has just done that. */
export async function noteBudget(
  db: Queryable,
  scope: BudgetScope,
  noted: { warned: readonly Measure[]; reached: readonly Measure[] },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update engine.budget set warned = $3, reached = $4 where kind = $1 and id = $2 and (warned, reached) is distinct from ($3::text[], $4::text[])`,
    [scope.kind, scope.id, noted.warned, noted.reached],
  );
  return rowCount === 1;
}

/** Projects that a budget binds and that are under way. */
export async function readBoundProjects(db: Queryable, { id, kind }: BudgetScope): Promise<{ projectId: string; executionId: string }[]> {
  const { rows } = await db.query<{ projectId: string; executionId: string }>(
    `select p.id as "projectId", e.id as "executionId" from engine.project p join engine.execution e on e.project_id = p.id
      where e.ended_at is null and case $1 when 'customer' then p.customer_id = $2 when 'project' then p.id = $2 else p.id = split_part($2, ' ', 1) end`,
    [kind, id],
  );
  return rows;
}

/** As people see them. */
export const listBudgets = async (db: Queryable, projectIds: readonly string[] | null = null): Promise<BudgetView[]> =>
  (await readBudgets(db, projectIds)).map(budgetView);

export function budgetView({ limits, scope, setAt, setBy, used }: BudgetRow): BudgetView {
  const tight = measures.filter((measure) => used[measure] >= (limits[measure] ?? Number.POSITIVE_INFINITY) * warnShare);
  const isReached = tight.some((measure) => used[measure] >= (limits[measure] ?? Number.POSITIVE_INFINITY));
  return {
    scope,
    limits,
    used,
    state: isReached ? 'reached' : tight.length > 0 ? 'near' : 'open',
    words: tight.length === 0 ? null : tight.map((measure) => describeUse(scope, measure, used[measure], limits[measure] ?? 0)).join('; '),
    setBy,
    setAt: setAt.toISOString(),
  };
}

export interface UseRow {
  projectId: string;
  customerId: string;
  customerName: string;
  name: string;
  priority: number;
  used: Record<Measure, number>;
}

/** What every project has used, counted as budgets count it, limited or not. */
export async function readUse(db: Queryable): Promise<UseRow[]> {
  const { rows } = await db.query<Omit<UseRow, 'used'> & Record<Measure, number>>(
    `select p.id as "projectId", p.customer_id as "customerId", c.name as "customerName", p.name, p.priority,
            coalesce(worked.minutes, 0) as minutes, coalesce(worked.attempts, 0) as attempts,
            coalesce(paid.tokens, 0) as tokens, coalesce(paid.dollars, 0) as dollars
       from engine.project p
       join engine.customer c on c.id = p.customer_id
       left join (
         select n.project_id, sum(extract(epoch from coalesce(n.ended_at, clock_timestamp()) - n.started_at))::float8 / 60 as minutes,
                (count(distinct (n.execution_id, n.task_key, n.attempt)) filter (where n.name = 'codeExecution'))::integer as attempts
           from engine.node n where n.slotted and n.started_at is not null group by n.project_id) worked on worked.project_id = p.id
       left join (
         select n.project_id, sum(u.charged_tokens)::float8 as tokens, sum(u.charged_usd)::float8 as dollars
           from engine.usage u join engine.node n on n.id = u.node_id group by n.project_id) paid on paid.project_id = p.id
      order by c.name, p.ordinal`,
  );
  return rows.map(({ attempts, customerId, customerName, dollars, minutes, name, priority, projectId, tokens }) => {
    const used = { minutes, attempts, tokens, dollars };
    return { projectId, customerId, customerName, name, priority, used };
  });
}
