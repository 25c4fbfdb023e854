import type { Failure, Phase } from '@devteam/api';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

/**
 * `solving`: its error is investigated by a task of its own. `answered`: a person or an investigation decided, and it goes on in its turn.
 */
export type TaskOutcome = 'landed' | 'review' | 'failed' | 'canceled' | 'superseded' | 'solving' | 'answered' | 'skipped';

export interface TaskRow {
  executionId: string;
  projectId: string;
  key: string;
  id: string | null;
  title: string;
  phase: Phase;
  attempt: number;
  /** Landings tried in this attempt; 0 is the attempt itself. */
  round: number;
  maxAttempts: number;
  node: string | null;
  claim: string | null;
  commit: string | null;
  failure: Failure | null;
  /** What the last round left for the next one; only the task workflow reads it. */
  carry: unknown;
  outcome: TaskOutcome | null;
  selections: number;
  /** Tries in this attempt that failed without being the work's fault. */
  waits: number;
  waitUntil: Date | null;
  waitReason: Failure | null;
  /** Which of its workflows works on it; those of lower numbers have no say any more. */
  run: number;
  /** Selections that were cut off from outside. */
  interruptions: number;
  startedAt: Date;
  endedAt: Date | null;
}

const columns = `execution_id as "executionId", project_id as "projectId", key, id, title, phase, attempt, round, max_attempts as "maxAttempts",
  node, claim, commit, failure, carry, outcome, selections, run, waits, wait_until as "waitUntil", wait_reason as "waitReason",
  (select count(*)::integer from engine.interruption i where i.execution_id = task.execution_id and i.key = task.key) as interruptions,
  started_at as "startedAt", ended_at as "endedAt"`;

export async function addTask(
  db: Queryable,
  task: Pick<TaskRow, 'executionId' | 'projectId' | 'key' | 'id' | 'title' | 'phase' | 'maxAttempts'>,
): Promise<void> {
  // A task that was given back can be selected again: its history is in the events. One that was only cut off tries the same attempt again,
  // and keeps what it knows of the one before.
  await db.query(
    `insert into engine.task (execution_id, project_id, key, id, title, phase, attempt, max_attempts)
     values ($1, $2, $3, $4, $5, $6, 1, $7)
     on conflict (execution_id, key) do update set id = excluded.id, title = excluded.title, phase = excluded.phase,
       attempt = case when engine.task.outcome = 'canceled' then engine.task.attempt else engine.task.attempt + 1 end,
       max_attempts = case when engine.task.outcome = 'canceled' then engine.task.max_attempts else engine.task.attempt + excluded.max_attempts end,
       failure = case when engine.task.outcome = 'canceled' then engine.task.failure end,
       carry = case when engine.task.outcome = 'canceled' then engine.task.carry - 'finished' end, round = 0, node = null, claim = null,
       commit = null, outcome = null, waits = 0, wait_until = null, wait_reason = null, selections = engine.task.selections + 1,
       run = engine.task.run + 1, started_at = now(), ended_at = null`,
    [task.executionId, task.projectId, task.key, task.id, task.title, task.phase, task.maxAttempts],
  );
}

export async function readTasks(db: Queryable, executionId: string): Promise<TaskRow[]> {
  const { rows } = await db.query<TaskRow>(`select ${columns} from engine.task where execution_id = $1 order by started_at, key`, [
    executionId,
  ]);
  return rows;
}

export async function findTask(db: Queryable, executionId: string, key: string): Promise<TaskRow | undefined> {
  const { rows } = await db.query<TaskRow>(`select ${columns} from engine.task where execution_id = $1 and key = $2`, [executionId, key]);
  return rows[0];
}

/** Takes a task that has not ended for one workflow of one worker; whoever held it before is fenced. Undefined: this run of it is over. */
export async function claimTask(
  db: Queryable,
  { executionId, key, run }: Pick<TaskRow, 'executionId' | 'key' | 'run'>,
  claim: string,
): Promise<TaskRow | undefined> {
  const { rows } = await db.query<TaskRow>(
    `update engine.task set claim = $3 where execution_id = $1 and key = $2 and run = $4 and outcome is null returning ${columns}`,
    [executionId, key, claim, run],
  );
  return rows[0];
}

/** Ends the claim of an open task, whoever has it, and leaves the task open: the next workflow goes on from the nodes that have ended. */
export async function suspendTask(db: Queryable, executionId: string, key: string): Promise<TaskRow | undefined> {
  const { rows } = await db.query<TaskRow>(
    `update engine.task set claim = null, run = run + 1 where execution_id = $1 and key = $2 and outcome is null returning ${columns}`,
    [executionId, key],
  );
  return rows[0];
}

/** Ends an open task, whoever has it, as one that was cut off. */
export async function giveBackTask(
  db: Queryable,
  given: { executionId: string; key: string; phase: Phase; why: string; work: 'keep' | 'discard' },
): Promise<TaskRow | undefined> {
  const { executionId, key, phase, why, work } = given;
  const { rows } = await db.query<{ selection: number }>(
    `update engine.task set claim = null, node = null, phase = $3, outcome = 'canceled', ended_at = now()
      where execution_id = $1 and key = $2 and outcome is null returning selections as selection`,
    [executionId, key, phase],
  );
  if (!rows[0]) return undefined;
  await db.query(`insert into engine.interruption (execution_id, key, selection, why, work) values ($1, $2, $3, $4, $5)`, [
    executionId,
    key,
    rows[0].selection,
    why,
    work,
  ]);
  return findTask(db, executionId, key);
}

/** What was to become of the work of a selection that was cut off; undefined: it was not. */
export async function findInterruptedWork(
  db: Queryable,
  executionId: string,
  key: string,
  selection: number,
): Promise<'keep' | 'discard' | undefined> {
  const { rows } = await db.query<{ work: 'keep' | 'discard' }>(
    `select work from engine.interruption where execution_id = $1 and key = $2 and selection = $3`,
    [executionId, key, selection],
  );
  return rows[0]?.work;
}

export interface TaskChange {
  phase?: Phase;
  /** The phase to move to, where the task stands in one of those that the table allows; elsewhere it stays. */
  move?: { from: readonly Phase[]; to: Phase };
  attempt?: number;
  round?: number;
  node?: string | null;
  commit?: string;
  failure?: Failure | null;
  carry?: unknown;
  outcome?: TaskOutcome;
  waits?: number;
  wait?: { until: Date; reason: Failure } | null;
}

/** Changes what is named, under a claim; undefined if another holds the task now (fenced) or it has ended. */
export async function changeTask(
  db: Queryable,
  task: { executionId: string; key: string; claim: string },
  change: TaskChange,
): Promise<TaskRow | undefined> {
  const { rows } = await db.query<TaskRow>(
    `update engine.task set
       phase = case when phase = any($15) then $16 else coalesce($4, phase) end, attempt = coalesce($5, attempt), round = coalesce($6, round),
       node = case when $7 then $8 else node end, commit = coalesce($9, commit),
       failure = case when $10 then $11::jsonb else failure end,
       carry = case when $12 then $13::jsonb else carry end,
       waits = coalesce($17, waits), wait_until = case when $18 then $19 else wait_until end,
       wait_reason = case when $18 then $20::jsonb else wait_reason end,
       outcome = coalesce($14, outcome), ended_at = case when $14::text is null then ended_at else now() end
     where execution_id = $1 and key = $2 and claim = $3 and outcome is null
     returning ${columns}`,
    [
      task.executionId,
      task.key,
      task.claim,
      change.phase ?? null,
      change.attempt ?? null,
      change.round ?? null,
      change.node !== undefined,
      change.node ?? null,
      change.commit ?? null,
      change.failure !== undefined,
      change.failure ? jsonText(change.failure) : null,
      change.carry !== undefined,
      change.carry === undefined ? null : jsonText(change.carry),
      change.outcome ?? null,
      change.move?.from ?? [],
      change.move?.to ?? null,
      change.waits ?? null,
      change.wait !== undefined,
      change.wait?.until ?? null,
      change.wait ? jsonText(change.wait.reason) : null,
    ],
  );
  return rows[0];
}

/**
 * What a person or an investigation decided of a task that has ended for now: where it goes on. It waits as `answered` until it is its
 * turn, or ends for good. Undefined if it is in none of these states any more.
 */
export async function decideTask(
  db: Queryable,
  task: { executionId: string; key: string; from: readonly TaskOutcome[] },
  change: Pick<TaskRow, 'phase' | 'attempt' | 'maxAttempts' | 'round' | 'carry' | 'failure' | 'commit'> & { outcome: TaskOutcome },
): Promise<TaskRow | undefined> {
  const { rows } = await db.query<TaskRow>(
    `update engine.task set outcome = $4, phase = $5, attempt = $6, max_attempts = $7, round = $8, carry = $9, failure = $10, commit = $11,
       waits = 0, wait_until = null, wait_reason = null
     where execution_id = $1 and key = $2 and outcome = any($3) returning ${columns}`,
    [
      task.executionId,
      task.key,
      task.from,
      change.outcome,
      change.phase,
      change.attempt,
      change.maxAttempts,
      change.round,
      change.carry === null ? null : jsonText(change.carry),
      change.failure ? jsonText(change.failure) : null,
      change.commit,
    ],
  );
  return rows[0];
}

/** Takes an answered task up again, for a run of its own. */
export async function reopenTask(db: Queryable, executionId: string, key: string): Promise<TaskRow | undefined> {
  const { rows } = await db.query<TaskRow>(
    `update engine.task set outcome = null, ended_at = null, claim = null, node = null, run = run + 1
      where execution_id = $1 and key = $2 and outcome = 'answered' returning ${columns}`,
    [executionId, key],
  );
  return rows[0];
}

/**
 * The task whose error this one of the list investigates. In an execution that began later, what an earlier one knew of it is taken over.
 */
export async function findSolving(
  db: Queryable,
  at: { executionId: string; projectId: string; resolverKey: string },
): Promise<TaskRow | undefined> {
  const find = () =>
    db.query<TaskRow>(
      `select ${columns} from engine.task where execution_id = $1 and outcome = 'solving' and carry -> 'solving' ->> 'resolverKey' = $2`,
      [at.executionId, at.resolverKey],
    );
  const { rows } = await find();
  if (rows[0]) return rows[0];
  const { rowCount } = await db.query(
    `insert into engine.task (execution_id, project_id, key, id, title, phase, attempt, max_attempts, failure, carry, outcome, ended_at)
     select $1, project_id, key, id, title, phase, attempt, max_attempts, failure, carry, outcome, now()
       from engine.task where project_id = $2 and execution_id <> $1 and outcome = 'solving' and carry -> 'solving' ->> 'resolverKey' = $3
      order by started_at desc limit 1
     on conflict (execution_id, key) do nothing`,
    [at.executionId, at.projectId, at.resolverKey],
  );
  return rowCount === 1 ? (await find()).rows[0] : undefined;
}
