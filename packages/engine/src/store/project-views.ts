import {
  type CurrentTask,
  type DriverView,
  type ExecutionView,
  Failure,
  type NodeView,
  type ProjectDetail,
  type ProjectView,
  type TaskView,
  type HoldView,
  allowedCommands,
  holdsOf,
  isActive,
  progressOf,
} from '@devteam/api';
import { type ExecutionRow, executionColumns } from './executions.ts';
import { type EndedNode, readTaskNodes } from './nodes.ts';
import type { Queryable } from './queryable.ts';
import { findTaskList, type TaskListEntry } from './task-lists.ts';
import { type CurrentTaskRow, readTasks, type TaskRow } from './tasks.ts';

/** How a driver's name is shown, trust included: `process` is «process, not isolated». */
export type DriverLabel = (kind: 'executor' | 'sandbox', name: string) => string;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** What other rows say of an execution. */
interface AroundExecution {
  /** Limits that bind it and are reached. */
  held: { why: string; since: string }[];
  /** A review of it is open. */
  isAsked: boolean;
}

export function executionView(row: ExecutionRow, { held, isAsked }: AroundExecution): ExecutionView {
  const view = viewOfRow(row);
  const budgets = held.map(({ since, why }): HoldView => ({
    kind: 'budget',
    desired: 'waiting',
    actual: row.status,
    isInEffect: true,
    by: null,
    since: new Date(since).toISOString(),
    why,
  }));
  return {
    ...view,
    holds: [...holdsOf(view), ...(isActive(row.status) ? budgets : [])],
    // A question that is open is not passed over.
    allowed: allowedCommands(row).filter((command) => !(command === 'resume' && isAsked && row.status === 'waiting_for_human')),
  };
}

const viewOfRow = (row: ExecutionRow): ExecutionView => ({
  executionId: row.id,
  status: row.status,
  desired: row.desired,
  desiredHow: row.pauseWhen ?? row.stopWork,
  desiredBy: row.desiredBy,
  desiredAt: row.desiredAt && new Date(row.desiredAt).toISOString(),
  askedBy: row.askedBy,
  stops: row.stops,
  reason: row.reason,
  stopAfter: row.stops.flatMap((stop) => (stop.when === 'after' ? [stop.target] : [])),
  startedAt: row.startedAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  endedAt: iso(row.endedAt),
  commits: row.commits,
});

export const currentTaskView = (task: CurrentTaskRow & { waitingFor?: string | null }): CurrentTask => ({
  key: task.key,
  id: task.id,
  title: task.title,
  phase: task.phase,
  attempt: task.attempt,
  maxAttempts: task.maxAttempts,
  node: task.node,
  startedAt: task.startedAt.toISOString(),
  ...(task.waitingFor ? { waitingFor: task.waitingFor } : {}),
});

/** Whatever looks at the work says by `failure` of its output what keeps it from landing. */
function findingOf({ output, status }: EndedNode): Failure | undefined {
  if (status !== 'completed' || typeof output !== 'object' || output === null || !('failure' in output)) return undefined;
  return Failure.safeParse(output.failure).data;
}

export const nodeView = (row: EndedNode): NodeView => {
  const finding = findingOf(row);
  return { ...bareNodeView(row), ...(finding ? { finding } : {}) };
};

const bareNodeView = (row: EndedNode): NodeView => ({
  node: row.name,
  attempt: row.attempt,
  status: row.status,
  startedAt: iso(row.startedAt),
  endedAt: iso(row.endedAt),
  failure: row.failure,
});

/** An entry of the list with what the execution knows of it. */
export const taskView = (entry: TaskListEntry, task: TaskRow | undefined): TaskView => ({
  key: entry.key,
  id: entry.id,
  title: entry.title,
  status: entry.status,
  depth: entry.depth,
  executable: entry.executable,
  dependencies: entry.dependencies,
  phase: task?.phase ?? null,
  attempt: task?.attempt ?? 0,
  maxAttempts: task?.maxAttempts ?? 0,
  startedAt: iso(task?.startedAt ?? null),
  endedAt: iso(task?.endedAt ?? null),
  commit: task?.commit ?? null,
  failure: task?.failure ?? null,
  waitingFor: task ? waitingWords(task) : entry.waitingFor,
});

/** Until when a task that was begun waits, and for what; a row that came as JSON has its time as text. */
function waitingWords({ waitReason, waitUntil }: TaskRow): string | null {
  if (!waitUntil) return null;
  return `until ${new Date(waitUntil).toISOString()}${waitReason ? `: ${waitReason.what.toLowerCase()}: ${waitReason.why}` : ''}`;
}

/** A task that the list no longer has, or not yet, is shown from what the execution knows. */
export const entryOfTask = (task: TaskRow): TaskListEntry => ({
  key: task.key,
  id: task.id,
  title: task.title,
  status: task.outcome === 'landed' ? 'completed' : 'active',
  depth: 1,
  executable: true,
  dependencies: [],
  waitingFor: null,
});

interface Joined {
  projectId: string;
  customerId: string;
  customerName: string;
  name: string;
  repositoryUrl: string;
  projectBranch: string | null;
  projectPath: string | null;
  executor: string;
  sandbox: string;
  seq: string;
  lastOutputAt: Date | null;
  listPath: string | null;
  dialect: string | null;
  completed: number | null;
  total: number | null;
  execution: ExecutionRow | null;
  task: TaskRow | null;
  held: AroundExecution['held'];
  isAsked: boolean;
}

const timeKeys = new Set(['startedAt', 'updatedAt', 'endedAt']);
/** A row that came as JSON has its times as text. */
export const dated = <T extends object>(row: T): T =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, timeKeys.has(key) && typeof value === 'string' ? new Date(value) : value]),
  ) as T;

/** All projects, or the named ones, each with its newest execution and the task at work: one query, one consistent picture. */
export async function readProjectViews(db: Queryable, label: DriverLabel, ids: readonly string[] | null = null): Promise<ProjectView[]> {
  const { rows } = await db.query<Joined>(
    `select p.id as "projectId", p.customer_id as "customerId", c.name as "customerName", p.name, p.repository_url as "repositoryUrl",
            p.branch as "projectBranch", p.task_list_path as "projectPath", p.executor, p.sandbox, p.event_seq as seq,
            p.last_output_at as "lastOutputAt", l.path as "listPath", l.dialect, l.completed, l.total,
            to_jsonb(e) as execution, to_jsonb(t) as task, coalesce(h.held, '[]') as held,
            exists (select 1 from engine.review r where r.execution_id = e.id and r.answered_at is null) as "isAsked"
       from engine.project p
       join engine.customer c on c.id = p.customer_id
       left join engine.task_list l on l.project_id = p.id
       left join lateral (select ${executionColumns} from engine.execution where project_id = p.id order by started_at desc, id desc limit 1) e on true
       left join lateral (
         select key, id, title, phase, attempt, max_attempts as "maxAttempts", node, started_at as "startedAt",
                coalesce(
                  (select w.reason from engine.waiting w join engine.node n on n.id = w.node_id
                    where n.execution_id = e.id and n.task_key = task.key and n.status in ('ready', 'running') and n.admitted_by is null limit 1),
                  case when wait_until > now() then wait_reason->>'why' end) as "waitingFor"
           from engine.task where execution_id = e.id and (outcome is null or outcome = 'review') order by started_at desc limit 1) t on true
       left join lateral (
         select jsonb_agg(jsonb_build_object('why', why, 'since', since) order by since) as held from engine.hold
          where lifted_at is null and e."endedAt" is null
            and (scope, scope_id) in (('project', p.id), ('customer', p.customer_id), ('task', p.id || ' ' || t.key))) h on true
      where $1::text[] is null or p.id = any($1)
      order by c.name, p.ordinal`,
    [ids],
  );
  return rows.map((row) => projectView(row, label));
}

function projectView(row: Joined, label: DriverLabel): ProjectView {
  const driver = (kind: 'executor' | 'sandbox', name: string): DriverView => ({ name, label: label(kind, name) });
  const totals = { completed: row.completed ?? 0, total: row.total ?? 0 };
  return {
    projectId: row.projectId,
    customerId: row.customerId,
    customerName: row.customerName,
    name: row.name,
    repositoryUrl: row.repositoryUrl,
    branch: row.execution?.branch ?? row.projectBranch ?? '',
    taskListPath: row.listPath ?? row.projectPath,
    dialect: row.dialect,
    executor: driver('executor', row.executor),
    sandbox: driver('sandbox', row.sandbox),
    execution: row.execution ? executionView(dated(row.execution), row) : null,
    totals,
    progress: progressOf(totals),
    currentTask: row.task ? currentTaskView(dated(row.task)) : null,
    lastOutputAt: iso(row.lastOutputAt),
    seq: Number(row.seq),
  };
}

export async function findProjectDetail(db: Queryable, label: DriverLabel, projectId: string): Promise<ProjectDetail | undefined> {
  const [view] = await readProjectViews(db, label, [projectId]);
  if (!view) return undefined;
  const list = await findTaskList(db, projectId);
  const tasks = view.execution ? await readTasks(db, view.execution.executionId) : [];
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  const last = tasks.find((task) => task.outcome === null) ?? tasks.at(-1);
  const nodes = view.execution && last ? await readTaskNodes(db, view.execution.executionId, last.key) : [];
  const { key, waitingFor } = view.currentTask ?? {};
  const taskViews = (list?.entries ?? []).map((entry) => {
    const shown = taskView(entry, byKey.get(entry.key));
    // What it waits for in the queue stands in no row of its own.
    if (entry.key === key) shown.waitingFor ??= waitingFor ?? null;
    return shown;
  });
  return { ...view, tasks: taskViews, nodes: nodes.map(nodeView) };
}
