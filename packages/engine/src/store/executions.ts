import type { AskedBy, ExecutionStatus, Failure } from '@devteam/api';
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

/** The newest execution of a project, ended or not. */
export async function findExecution(db: Queryable, projectId: string): Promise<ExecutionRow | undefined> {
  const { rows } = await db.query<ExecutionRow>(
    `select ${executionColumns} from engine.execution where project_id = $1 order by started_at desc, id desc limit 1`,
    [projectId],
  );
  return rows[0];
}

export async function findExecutionById(db: Queryable, id: string): Promise<ExecutionRow | undefined> {
  const { rows } = await db.query<ExecutionRow>(`select ${executionColumns} from engine.execution where id = $1`, [id]);
  return rows[0];
}

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

/** Changes what is named. Where `from` is given, only if the status is one of these; false if it is not. */
export async function changeExecution(
  db: Queryable,
  id: string,
  change: ExecutionChange,
  from: readonly ExecutionStatus[] | null = null,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update engine.execution set
       status = coalesce($2, status), desired = coalesce($3, desired), prepared = coalesce($4, prepared), branch = coalesce($5, branch),
       reason = case when $6 then $7::jsonb else reason end, commits = commits + $8,
       ended_at = case when $9 then now() else ended_at end, halted_at = case when $11 then $12::jsonb else halted_at end,
       pause_when = case when $3::text is null then pause_when else $13 end, stop_work = case when $3::text is null then stop_work else $14 end,
       desired_by = coalesce($15, desired_by), desired_at = case when $3::text is null then desired_at else now() end,
       stops = coalesce($16::jsonb, stops), passed_stops = coalesce($17::jsonb, passed_stops), updated_at = now()
     where id = $1 and ($10::text[] is null or status = any($10))`,
    [
      id,
      change.status ?? null,
      change.wish?.desired ?? null,
      change.prepared ?? null,
      change.branch ?? null,
      change.reason !== undefined,
      change.reason ? jsonText(change.reason) : null,
      change.addCommits ?? 0,
      change.ended ?? false,
      from,
      change.haltedAt !== undefined,
      change.haltedAt ? jsonText(change.haltedAt) : null,
      change.wish?.pauseWhen ?? null,
      change.wish?.stopWork ?? null,
      change.wish?.by ?? null,
      change.stops ? jsonText(change.stops) : null,
      change.passedStops ? jsonText(change.passedStops) : null,
    ],
  );
  return rowCount === 1;
}

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
