import type { AskedBy, ExecutionStatus, Failure } from '@devteam/api';
import { batched, batchedRows, inPlace } from './batched.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export type Desired = 'running' | 'paused' | 'stopped';

/** Where an execution shall halt: at a task or group of the list, or when something is spent. */
export type StopPlace =
  | { when: 'before' | 'after' | 'before_merge'; target: string }
  | { when: 'budget'; measure: 'minutes' | 'attempts' | 'tokens' | 'dollars'; limit: number };

/** A stop point that is behind us; `key`: of which task, where it holds for each anew. */
export interface PassedPlace {
  stop: StopPlace;
  key: string | null;
}

export interface ExecutionRow {
  id: string;
  projectId: string;
  status: ExecutionStatus;
  desired: Desired;
  /** Of a pause that is wanted, and of a stop. */
  pauseWhen: 'after_node' | 'now' | null;
  stopWork: 'keep' | 'discard' | null;
  desiredBy: string | null;
  desiredAt: Date | null;
  /** Null where it was not written down. */
  askedBy: AskedBy | null;
  /** The repository is at hand and its list was read. */
  prepared: boolean;
  branch: string | null;
  /** Where people want it to halt; the list's own stop points stand in the list. */
  stops: StopPlace[];
  /** Stop points where earlier executions halted, or this one and went on; and where it halts now. */
  passedStops: PassedPlace[];
  haltedAt: PassedPlace | null;
  reason: Failure | null;
  commits: number;
  startedAt: Date;
  updatedAt: Date;
  endedAt: Date | null;
}

export const executionColumns = `id, project_id as "projectId", status, desired, pause_when as "pauseWhen", stop_work as "stopWork",
  desired_by as "desiredBy", desired_at as "desiredAt", asked_by as "askedBy", prepared, branch, stops, passed_stops as "passedStops", halted_at as "haltedAt", reason, commits,
  started_at as "startedAt", updated_at as "updatedAt", ended_at as "endedAt"`;

export async function addExecution(
  db: Queryable,
  execution: {
    id: string;
    projectId: string;
    stops?: readonly StopPlace[];
    passedStops?: readonly PassedPlace[];
    askedBy?: AskedBy | null;
  },
): Promise<void> {
  await db.query(
    `insert into engine.execution (id, project_id, status, stops, passed_stops, asked_by) values ($1, $2, 'initializing', $3, $4, $5)`,
    [
      execution.id,
      execution.projectId,
      jsonText(execution.stops ?? []),
      jsonText(execution.passedStops ?? []),
      execution.askedBy ? jsonText(execution.askedBy) : null,
    ],
  );
}

const findNewest = batchedRows(
  async (db, projectIds) =>
    (
      await db.query<ExecutionRow & { belongsTo: string }>(
        `select newest.*, newest."projectId" as "belongsTo" from unnest($1::text[]) as wanted (project)
          cross join lateral (select ${executionColumns} from engine.execution
                               where project_id = wanted.project order by started_at desc, id desc limit 1) newest`,
        [projectIds],
      )
    ).rows,
);

/** The newest execution of a project, ended or not. */
export const findExecution = async (db: Queryable, projectId: string): Promise<ExecutionRow | undefined> =>
  (await findNewest(db, projectId))[0];

export const findExecutionById = batched<string, ExecutionRow | undefined>(
  (id) => id,
  async (db, ids) => {
    const { rows } = await db.query<ExecutionRow>(`select ${executionColumns} from engine.execution where id = any($1)`, [ids]);
    return inPlace(ids, rows, ({ id }) => id);
  },
);

/** What somebody wants of it, all of it at once: a new wish takes the place of the last. */
export interface Wanted {
  desired: Desired;
  pauseWhen: 'after_node' | 'now' | null;
  stopWork: 'keep' | 'discard' | null;
  by: string;
}

export interface ExecutionChange {
  status?: ExecutionStatus;
  wish?: Wanted;
  stops?: readonly StopPlace[];
  passedStops?: readonly PassedPlace[];
  prepared?: boolean;
  branch?: string;
  reason?: Failure | null;
  haltedAt?: PassedPlace | null;
  addCommits?: number;
  ended?: boolean;
}

const changeExecutions = batched<{ id: string; change: ExecutionChange; from: readonly ExecutionStatus[] | null }, boolean>(
  ({ id }) => id,
  async (db, items) => {
    const changes = items.map(({ change, from, id }) => ({
      execution: id,
      onlyFrom: from,
      status: change.status ?? null,
      prepared: change.prepared ?? null,
      branch: change.branch ?? null,
      hasReason: change.reason !== undefined,
      reason: change.reason ?? null,
      addCommits: change.addCommits ?? 0,
      ended: change.ended ?? false,
      hasHalt: change.haltedAt !== undefined,
      haltedAt: change.haltedAt ?? null,
      desired: change.wish?.desired ?? null,
      pauseWhen: change.wish?.pauseWhen ?? null,
      stopWork: change.wish?.stopWork ?? null,
      desiredBy: change.wish?.by ?? null,
      stops: change.stops ?? null,
      passedStops: change.passedStops ?? null,
    }));
    const { rows } = await db.query<{ id: string }>(
      `update engine.execution e set
         status = coalesce(c.status, e.status), desired = coalesce(c.desired, e.desired), prepared = coalesce(c.prepared, e.prepared),
         branch = coalesce(c.branch, e.branch), reason = case when c."hasReason" then c.reason else e.reason end,
         commits = e.commits + c."addCommits", ended_at = case when c.ended then now() else e.ended_at end,
         halted_at = case when c."hasHalt" then c."haltedAt" else e.halted_at end,
         pause_when = case when c.desired is null then e.pause_when else c."pauseWhen" end,
         stop_work = case when c.desired is null then e.stop_work else c."stopWork" end,
         desired_by = coalesce(c."desiredBy", e.desired_by), desired_at = case when c.desired is null then e.desired_at else now() end,
         stops = coalesce(c.stops, e.stops), passed_stops = coalesce(c."passedStops", e.passed_stops), updated_at = now()
        from json_to_recordset($1) as c (execution text, "onlyFrom" text[], status text, prepared boolean, branch text, "hasReason" boolean, reason jsonb,
          "addCommits" integer, ended boolean, "hasHalt" boolean, "haltedAt" jsonb, desired text, "pauseWhen" text, "stopWork" text, "desiredBy" text,
          stops jsonb, "passedStops" jsonb)
       where e.id = any($2) and e.id = c.execution and (c."onlyFrom" is null or e.status = any(c."onlyFrom"))
       returning e.id`,
      [jsonText(changes), items.map(({ id }) => id)],
    );
    const changed = new Set(rows.map(({ id }) => id));
    return items.map(({ id }) => changed.has(id));
  },
);

/** Changes what is named. Where `from` is given, only if the status is one of these; false if it is not. */
export const changeExecution = (
  db: Queryable,
  id: string,
  change: ExecutionChange,
  from: readonly ExecutionStatus[] | null = null,
): Promise<boolean> => changeExecutions(db, { id, change, from });

/**
 * Projects that should be moving and have nothing under way: nobody runs a node of theirs or is about to. Normally there are none; a
 * tick that died between its transaction and what it started leaves one behind.
 */
export async function listIdleProjects(db: Queryable, options: { quietForSeconds: number }): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select e.project_id as id from engine.execution e
      where e.status in ('initializing', 'running', 'stopping') and e.updated_at < now() - make_interval(secs => $1)
        and not exists (select 1 from engine.node n where n.execution_id = e.id and
             (n.status in ('ready', 'running') or n.ended_at > now() - make_interval(secs => $1)))`,
    [options.quietForSeconds],
  );
  return rows.map((row) => row.id);
}
