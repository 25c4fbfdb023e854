import type { ExecutionError, ExecutionSummary, Failure } from '@devteam/api';
import type { Queryable } from './queryable.ts';

interface SummaryRow extends Omit<ExecutionSummary, 'startedAt' | 'updatedAt' | 'endedAt'> {
  startedAt: Date;
  updatedAt: Date;
  endedAt: Date | null;
}

const active = `('initializing', 'running', 'paused', 'waiting_for_human', 'stopping')`;

/** Executions of all projects that the reader sees, newest first. */
export async function listExecutionSummaries(
  db: Queryable,
  options: { isActive?: boolean; projectIds?: readonly string[] | null; limit: number },
): Promise<ExecutionSummary[]> {
  const { isActive = false, limit, projectIds = null } = options;
  const { rows } = await db.query<SummaryRow>(
    `select e.id as "executionId", e.project_id as "projectId", p.customer_id as "customerId", p.name as "projectName", e.status, e.reason,
            e.commits, e.started_at as "startedAt", e.updated_at as "updatedAt", e.ended_at as "endedAt"
       from engine.execution e join engine.project p on p.id = e.project_id
      where (not $1 or e.status in ${active}) and ($2::text[] is null or e.project_id = any($2))
      order by e.started_at desc, e.id desc limit $3`,
    [isActive, projectIds, limit],
  );
  return rows.map((row) =>
    Object.assign(row, {
      startedAt: row.startedAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
    }),
  );
}

interface ErrorRow {
  projectId: string;
  taskKey: string | null;
  failure: Failure;
  attempt: number | null;
  at: Date;
}

/** A failure by the number of its event; undefined: this event is none, or of another execution. */
export async function findExecutionError(db: Queryable, executionId: string, errorId: string): Promise<ExecutionError | undefined> {
  if (!/^\d{1,15}$/.test(errorId)) return undefined;
  const { rows } = await db.query<ErrorRow>(
    `select v.project_id as "projectId", v.payload->>'taskKey' as "taskKey", v.payload->'failure' as failure, t.attempt, v.ts as at
       from engine.execution e
       join engine.event v on v.project_id = e.project_id and v.seq = $2::bigint and v.type = 'error'
       left join engine.task t on t.execution_id = e.id and t.key = v.payload->>'taskKey'
      where e.id = $1 and v.payload->>'executionId' = e.id`,
    [executionId, errorId],
  );
  const [row] = rows;
  return row && { ...row, executionId, errorId, at: row.at.toISOString() };
}
