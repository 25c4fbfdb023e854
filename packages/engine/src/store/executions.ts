import type { ExecutionStatus, Failure } from '@devteam/api';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export type Desired = 'running' | 'paused' | 'stopped';

/** A stop point: before or after a task or group of the list. */
export interface HaltPlace {
  when: 'before' | 'after';
  target: string;
}

export interface ExecutionRow {
  id: string;
  projectId: string;
  status: ExecutionStatus;
  desired: Desired;
  /** The repository is at hand and its list was read. */
  prepared: boolean;
  branch: string | null;
  stopAfter: string[];
  /** Stop points where earlier executions halted, and where this one did. */
  passedStops: HaltPlace[];
  haltedAt: HaltPlace | null;
  reason: Failure | null;
  commits: number;
  startedAt: Date;
  updatedAt: Date;
  endedAt: Date | null;
}

export const executionColumns = `id, project_id as "projectId", status, desired, prepared, branch, stop_after as "stopAfter", passed_stops as "passedStops", halted_at as "haltedAt", reason, commits,
  started_at as "startedAt", updated_at as "updatedAt", ended_at as "endedAt"`;

export async function addExecution(
  db: Queryable,
  execution: { id: string; projectId: string; stopAfter: readonly string[]; passedStops?: readonly HaltPlace[] },
): Promise<void> {
  await db.query(
    `insert into engine.execution (id, project_id, status, stop_after, passed_stops) values ($1, $2, 'initializing', $3, $4)`,
    [execution.id, execution.projectId, execution.stopAfter, jsonText(execution.passedStops ?? [])],
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

export interface ExecutionChange {
  status?: ExecutionStatus;
  desired?: Desired;
  prepared?: boolean;
  branch?: string;
  reason?: Failure | null;
  haltedAt?: HaltPlace;
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
       ended_at = case when $9 then now() else ended_at end, halted_at = coalesce($11::jsonb, halted_at), updated_at = now()
     where id = $1 and ($10::text[] is null or status = any($10))`,
    [
      id,
      change.status ?? null,
      change.desired ?? null,
      change.prepared ?? null,
      change.branch ?? null,
      change.reason !== undefined,
      change.reason ? jsonText(change.reason) : null,
      change.addCommits ?? 0,
      change.ended ?? false,
      from,
      change.haltedAt ? jsonText(change.haltedAt) : null,
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
