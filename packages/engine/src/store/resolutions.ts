import type { EvidenceLine, Failure, HypothesisView, ResolutionView } from '@devteam/api';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export interface ResolutionRow {
  id: string;
  projectId: string;
  executionId: string;
  taskKey: string;
  taskTitle: string;
  resolverKey: string;
  signature: string;
  number: number;
  status: ResolutionView['status'];
  failure: Failure;
  symptoms: ResolutionView['symptoms'];
  hypotheses: HypothesisView[];
  cause: string | null;
  fix: ResolutionView['fix'];
  conclusion: string | null;
  log: EvidenceLine[];
  startedAt: Date;
  endedAt: Date | null;
}

/** One that was under way when its execution ended has found what it has found; nobody goes on with it. */
const columns = `r.id, r.project_id as "projectId", r.execution_id as "executionId", r.task_key as "taskKey", r.task_title as "taskTitle",
  r.resolver_key as "resolverKey", r.signature, r.number, r.failure, r.symptoms, r.hypotheses, r.cause, r.fix, r.log, r.started_at as "startedAt",
  case when r.ended_at is null and e.ended_at is not null then 'unresolved' else r.status end as status,
  case when r.ended_at is null and e.ended_at is not null then concat_ws('; ', r.conclusion, 'its execution ended before') else r.conclusion end as conclusion,
  coalesce(r.ended_at, e.ended_at) as "endedAt"`;
const from = 'from engine.resolution r join engine.execution e on e.id = r.execution_id';

/** One that is there already stays as it is: its id says which attempt of which task it is. */
export async function addResolution(
  db: Queryable,
  resolution: Pick<
    ResolutionRow,
    'id' | 'projectId' | 'executionId' | 'taskKey' | 'taskTitle' | 'resolverKey' | 'signature' | 'number' | 'failure'
  >,
): Promise<void> {
  await db.query(
    `insert into engine.resolution (id, project_id, execution_id, task_key, task_title, resolver_key, signature, number, status, failure)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'investigating', $9) on conflict (id) do nothing`,
    [
      resolution.id,
      resolution.projectId,
      resolution.executionId,
      resolution.taskKey,
      resolution.taskTitle,
      resolution.resolverKey,
      resolution.signature,
      resolution.number,
      jsonText(resolution.failure),
    ],
  );
}

/** What was found; whether it helps is known later. */
export async function noteInvestigation(
  db: Queryable,
  id: string,
  found: Pick<ResolutionRow, 'symptoms' | 'hypotheses' | 'cause' | 'fix' | 'conclusion' | 'log'>,
): Promise<void> {
  await db.query(
    `update engine.resolution set symptoms = $2, hypotheses = $3, cause = $4, fix = $5, conclusion = $6, log = $7 where id = $1`,
    [
      id,
      jsonText(found.symptoms),
      jsonText(found.hypotheses),
      found.cause,
      found.fix ? jsonText(found.fix) : null,
      found.conclusion,
      jsonText(found.log),
    ],
  );
}

/** `commit`: what landed with it. `conclusion` is added to what was found. */
export async function closeResolution(
  db: Queryable,
  id: string,
  end: { status: 'resolved' | 'unresolved'; conclusion: string | null; commit: string | null },
): Promise<void> {
  await db.query(
    `update engine.resolution set status = $2, conclusion = concat_ws('; ', conclusion, $3::text), ended_at = now(),
       fix = case when fix is null then null else fix || jsonb_build_object('commit', coalesce($4::text, fix ->> 'commit'), 'verified', $4::text is not null) end
     where id = $1 and ended_at is null`,
    [id, end.status, end.conclusion, end.commit],
  );
}

export async function findResolution(db: Queryable, id: string): Promise<ResolutionRow | undefined> {
  const { rows } = await db.query<ResolutionRow>(`select ${columns} ${from} where r.id = $1`, [id]);
  return rows[0];
}

/** Newest first. */
export async function listResolutions(
  db: Queryable,
  wanted: { projectId?: string; executionId?: string; resolverKey?: string; signature?: string } = {},
): Promise<ResolutionRow[]> {
  const { rows } = await db.query<ResolutionRow>(
    `select ${columns} ${from}
      where ($1::text is null or r.project_id = $1) and ($2::text is null or r.execution_id = $2) and ($3::text is null or r.resolver_key = $3)
        and ($4::text is null or r.signature = $4)
      order by r.started_at desc, r.id desc`,
    [wanted.projectId ?? null, wanted.executionId ?? null, wanted.resolverKey ?? null, wanted.signature ?? null],
  );
  return rows;
}

export const resolutionView = (row: ResolutionRow): ResolutionView => ({
  resolutionId: row.id,
  projectId: row.projectId,
  executionId: row.executionId,
  task: { key: row.taskKey, title: row.taskTitle },
  resolverKey: row.resolverKey,
  signature: row.signature,
  number: row.number,
  status: row.status,
  failure: row.failure,
  symptoms: row.symptoms,
  hypotheses: row.hypotheses,
  cause: row.cause,
  fix: row.fix,
  conclusion: row.conclusion,
  log: row.log,
  startedAt: row.startedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});
