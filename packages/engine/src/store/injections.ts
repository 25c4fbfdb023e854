import type { Failure, InjectionView, NodeStatus } from '@devteam/api';
import { batched } from './batched.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export type InjectionStatus = InjectionView['status'];

export interface InjectionRow {
  id: string;
  projectId: string;
  /** Of the requester; the same key with the same content is the same injection. */
  key: string;
  content: string;
  mode: InjectionView['mode'];
  /** As it was asked for: the engine's own form, from which the decision is made again. */
  request: unknown;
  place: string | null;
  status: InjectionStatus;
  claim: string | null;
  taskKey: string | null;
  interrupted: InjectionView['interrupted'];
  replaced: string | null;
  oldOrder: InjectionView['oldOrder'];
  newOrder: InjectionView['newOrder'];
  commit: string | null;
  failure: Failure | null;
  settledBy: string | null;
  requestedAt: Date;
  endedAt: Date | null;
}

const columns = `id, project_id as "projectId", key, content, mode, request, place, status, claim, task_key as "taskKey", interrupted, replaced,
  old_order as "oldOrder", new_order as "newOrder", commit, failure, settled_by as "settledBy", requested_at as "requestedAt", ended_at as "endedAt"`;

export async function addInjection(
  db: Queryable,
  injection: Omit<InjectionRow, 'claim' | 'interrupted' | 'commit' | 'failure' | 'settledBy' | 'requestedAt' | 'endedAt'>,
): Promise<void> {
  const { content, id, key, mode, newOrder, oldOrder, place, projectId, replaced, request, status, taskKey } = injection;
  await db.query(
    `insert into engine.injection (id, project_id, key, content, mode, request, place, status, task_key, replaced, old_order, new_order)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [id, projectId, key, content, mode, jsonText(request), place, status, taskKey, replaced, jsonText(oldOrder), jsonText(newOrder)],
  );
}

export async function findInjectionRow(db: Queryable, id: string): Promise<InjectionRow | undefined> {
  const { rows } = await db.query<InjectionRow>(`select ${columns} from engine.injection where id = $1`, [id]);
  return rows[0];
}

export async function findInjectionByKey(db: Queryable, projectId: string, key: string): Promise<InjectionRow | undefined> {
  const { rows } = await db.query<InjectionRow>(`select ${columns} from engine.injection where project_id = $1 and key = $2`, [
    projectId,
    key,
  ]);
  return rows[0];
}

export interface InjectionChange extends Partial<Pick<InjectionRow, 'status' | 'interrupted' | 'oldOrder' | 'newOrder' | 'failure'>> {
  claim?: string;
  taskKey?: string;
  replaced?: string | null;
  commit?: string;
  settledBy?: string;
  ended?: boolean;
}

/** Changes what is named, if it still stands in one of these statuses and under this claim; undefined: it does not. */
export async function changeInjection(
  db: Queryable,
  id: string,
  change: InjectionChange,
  only: { from: readonly InjectionStatus[]; claim?: string },
): Promise<InjectionRow | undefined> {
  const json = (value: unknown) => (value === undefined ? null : jsonText(value));
  const { rows } = await db.query<InjectionRow>(
    `update engine.injection set
       status = coalesce($4, status), claim = coalesce($5, claim), task_key = coalesce($6, task_key),
       interrupted = case when $7 then $8::jsonb else interrupted end, replaced = case when $9 then $10 else replaced end,
       old_order = coalesce($11::jsonb, old_order), new_order = coalesce($12::jsonb, new_order), commit = coalesce($13, commit),
       failure = coalesce($14::jsonb, failure), settled_by = coalesce($15, settled_by), ended_at = case when $16 then now() else ended_at end
     where id = $1 and status = any($2) and ($3::text is null or claim = $3)
     returning ${columns}`,
    [
      id,
      only.from,
      only.claim ?? null,
      change.status ?? null,
      change.claim ?? null,
      change.taskKey ?? null,
      change.interrupted !== undefined,
      json(change.interrupted),
      change.replaced !== undefined,
      change.replaced ?? null,
      json(change.oldOrder),
      json(change.newOrder),
      change.commit ?? null,
      change.failure ? jsonText(change.failure) : null,
      change.settledBy ?? null,
      change.ended ?? false,
    ],
  );
  return rows[0];
}

/** Whether the list of this project is being changed right now, so that nothing is selected from the one that is known. */
export const isInjecting = batched<string, boolean>(
  (projectId) => projectId,
  async (db, projectIds) => {
    const { rows } = await db.query<{ id: string }>(
      `select distinct project_id as id from engine.injection where project_id = any($1) and status = 'processing'`,
      [projectIds],
    );
    const injecting = new Set(rows.map(({ id }) => id));
    return projectIds.map((id) => injecting.has(id));
  },
);

/** Those that should be under way; normally each is. */
export async function listOpenInjections(db: Queryable, options: { olderThanSeconds: number }): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from engine.injection where status in ('pending', 'processing') and requested_at < now() - make_interval(secs => $1)`,
    [options.olderThanSeconds],
  );
  return rows.map((row) => row.id);
}

export interface InjectionStep {
  name: string;
  attempt: number;
  status: NodeStatus;
  output: unknown;
  cause: unknown;
  retryable: boolean | null;
  /** Whoever runs it should end it soon. */
  cancelRequested: boolean;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

const stepColumns = `name, attempt, status, output, cause, retryable, cancel_requested as "cancelRequested", created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`;
const fromText = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null);
const stepOf = (row: InjectionStep): InjectionStep => ({ ...row, output: fromText(row.output), cause: fromText(row.cause) });

/** Writes a step down; one that is there already stays as it is. */
export async function addInjectionStep(
  db: Queryable,
  injectionId: string,
  step: { name: string; attempt: number; status: 'running' | 'skipped' },
): Promise<InjectionStep> {
  const { rows } = await db.query<InjectionStep>(
    `insert into engine.injection_step (injection_id, name, attempt, status, started_at, ended_at)
     values ($1, $2, $3, $4, case when $4 = 'running' then clock_timestamp() end, case when $4 = 'skipped' then clock_timestamp() end)
     on conflict (injection_id, name, attempt) do update set name = excluded.name
     returning ${stepColumns}`,
    [injectionId, step.name, step.attempt, step.status],
  );
  const [row] = rows;
  if (!row) throw new Error(`Step ${step.name} of injection ${injectionId} was not written`);
  return stepOf(row);
}

/** Asks for the end of a step; one that was never begun ends here and now, and never runs. */
export async function cancelInjectionStep(db: Queryable, injectionId: string, step: { name: string; attempt: number }): Promise<void> {
  await db.query(
    `insert into engine.injection_step (injection_id, name, attempt, status, cancel_requested, ended_at)
     values ($1, $2, $3, 'canceled', true, clock_timestamp())
     on conflict (injection_id, name, attempt) do update set cancel_requested = true`,
    [injectionId, step.name, step.attempt],
  );
}

/** Ends a step that has not ended. */
export async function endInjectionStep(
  db: Queryable,
  injectionId: string,
  end: {
    name: string;
    attempt: number;
    status: 'completed' | 'failed' | 'canceled';
    output: unknown;
    cause: unknown;
    retryable: boolean | null;
  },
): Promise<void> {
  await db.query(
    `update engine.injection_step set status = $4, output = $5, cause = $6, retryable = $7, ended_at = clock_timestamp()
      where injection_id = $1 and name = $2 and attempt = $3 and ended_at is null`,
    [
      injectionId,
      end.name,
      end.attempt,
      end.status,
      end.output === undefined ? null : JSON.stringify(end.output),
      end.cause === undefined ? null : JSON.stringify(end.cause),
      end.retryable,
    ],
  );
}

export async function readInjectionSteps(db: Queryable, injectionId: string): Promise<InjectionStep[]> {
  const { rows } = await db.query<InjectionStep>(
    `select ${stepColumns} from engine.injection_step where injection_id = $1 order by created_at, name, attempt`,
    [injectionId],
  );
  return rows.map(stepOf);
}

/** Newest first. */
export async function listInjections(db: Queryable, projectId: string, options: { limit?: number } = {}): Promise<InjectionView[]> {
  const { rows } = await db.query<InjectionRow>(
    `select ${columns} from engine.injection where project_id = $1 order by requested_at desc, id limit $2`,
    [projectId, options.limit ?? 100],
  );
  const views: InjectionView[] = [];
  for (const row of rows) views.push(await injectionView(db, row));
  return views;
}

export async function findInjection(db: Queryable, projectId: string, id: string): Promise<InjectionView | undefined> {
  const row = await findInjectionRow(db, id);
  return row?.projectId === projectId ? injectionView(db, row) : undefined;
}

export async function injectionView(db: Queryable, row: InjectionRow): Promise<InjectionView> {
  const steps = await readInjectionSteps(db, row.id);
  const { by, reason, task } = row.request as { by: { id: string }; reason: string; task: { title: string } };
  return {
    injectionId: row.id,
    projectId: row.projectId,
    key: row.key,
    mode: row.mode,
    place: row.place,
    status: row.status,
    by: by.id,
    reason,
    title: task.title,
    taskKey: row.taskKey,
    interrupted: row.interrupted,
    replaced: row.replaced,
    oldOrder: row.oldOrder,
    newOrder: row.newOrder,
    commit: row.commit,
    failure: row.failure,
    settledBy: row.settledBy,
    requestedAt: row.requestedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    steps: steps.map(({ endedAt, name, startedAt, status }) => ({
      step: name,
      status,
      startedAt: startedAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
    })),
  };
}
