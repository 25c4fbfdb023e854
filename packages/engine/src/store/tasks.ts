import type { Failure, Phase } from '@devteam/api';
import { batched, batchedRows, inPlace } from './batched.ts';
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

const columnsOf = (
  t: string,
) => `${t}.execution_id as "executionId", ${t}.project_id as "projectId", ${t}.key, ${t}.id, ${t}.title, ${t}.phase, ${t}.attempt, ${t}.round,
  ${t}.max_attempts as "maxAttempts", ${t}.node, ${t}.claim, ${t}.commit, ${t}.failure, ${t}.carry, ${t}.outcome, ${t}.selections, ${t}.run, ${t}.waits,
  ${t}.wait_until as "waitUntil", ${t}.wait_reason as "waitReason",
  (select count(*)::integer from engine.interruption i where i.execution_id = ${t}.execution_id and i.key = ${t}.key) as interruptions,
  ${t}.started_at as "startedAt", ${t}.ended_at as "endedAt"`;
const columns = columnsOf('task');

type NewTask = Pick<TaskRow, 'executionId' | 'projectId' | 'key' | 'id' | 'title' | 'phase' | 'maxAttempts'>;

export const addTask = batched<NewTask, void>(
  ({ executionId, key }) => JSON.stringify([executionId, key]),
  async (db, items) => {
    // A task that was given back can be selected again: its history is in the events. One that was only cut off tries the same attempt again,
    // and keeps what it knows of the one before.
    await db.query(
      `insert into engine.task (execution_id, project_id, key, id, title, phase, attempt, max_attempts)
       select "executionId", "projectId", key, id, title, phase, 1, "maxAttempts"
         from json_to_recordset($1) as n ("executionId" text, "projectId" text, key text, id text, title text, phase text, "maxAttempts" integer)
       on conflict (execution_id, key) do update set id = excluded.id, title = excluded.title, phase = excluded.phase,
         attempt = case when engine.task.outcome = 'canceled' then engine.task.attempt else engine.task.attempt + 1 end,
         max_attempts = case when engine.task.outcome = 'canceled' then engine.task.max_attempts else engine.task.attempt + excluded.max_attempts end,
         failure = case when engine.task.outcome = 'canceled' then engine.task.failure end,
         carry = case when engine.task.outcome = 'canceled' then engine.task.carry - 'finished' end, round = 0, node = null, claim = null,
         commit = null, outcome = null, waits = 0, wait_until = null, wait_reason = null, selections = engine.task.selections + 1,
         run = engine.task.run + 1, started_at = now(), ended_at = null`,
      [jsonText(items)],
    );
    return items.map(() => undefined);
  },
);

export const readTasks: (db: Queryable, executionId: string) => Promise<TaskRow[]> = batchedRows(
  async (db, executionIds) =>
    (
      await db.query<TaskRow & { belongsTo: string }>(
        `select ${columns}, execution_id as "belongsTo" from engine.task where execution_id = any($1) order by started_at, key`,
        [executionIds],
      )
    ).rows,
);

/** What is shown of the task that an execution works on. */
export type CurrentTaskRow = Pick<TaskRow, 'key' | 'id' | 'title' | 'phase' | 'attempt' | 'maxAttempts' | 'node' | 'startedAt'>;

type TaskPlace = Pick<TaskRow, 'executionId' | 'key'>;
const placeOf = ({ executionId, key }: TaskPlace): string => JSON.stringify([executionId, key]);
const inPlaces = (places: readonly TaskPlace[], rows: readonly TaskRow[]): (TaskRow | undefined)[] =>
  inPlace(places.map(placeOf), rows, placeOf);

const findTasks = batched<TaskPlace, TaskRow | undefined>(placeOf, async (db, places) => {
  const { rows } = await db.query<TaskRow>(
    `select ${columns} from unnest($1::text[], $2::text[]) as wanted (execution, entry)
       join engine.task on task.execution_id = wanted.execution and task.key = wanted.entry`,
    [places.map(({ executionId }) => executionId), places.map(({ key }) => key)],
  );
  return inPlaces(places, rows);
});

export const findTask = (db: Queryable, executionId: string, key: string): Promise<TaskRow | undefined> =>
  findTasks(db, { executionId, key });

/** Takes a task that has not ended for one workflow of one worker; whoever held it before is fenced. Undefined: this run of it is over. */
export const claimTask = (
  db: Queryable,
  { executionId, key, run }: TaskPlace & { run: number },
  claim: string,
): Promise<TaskRow | undefined> => claimTasks(db, { executionId, key, run, claim });

const claimTasks = batched<TaskPlace & { run: number; claim: string }, TaskRow | undefined>(placeOf, async (db, items) => {
  const { rows } = await db.query<TaskRow>(
    `update engine.task t set claim = c.claim
       from json_to_recordset($1) as c ("executionId" text, key text, run integer, claim text)
      where t.execution_id = any($2) and t.execution_id = c."executionId" and t.key = c.key and t.run = c.run and coalesce(t.outcome, '') = ''
     returning ${columnsOf('t')}`,
    [JSON.stringify(items), items.map(({ executionId }) => executionId)],
  );
  return inPlaces(items, rows);
});

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

const changeTasks = batched<{ task: TaskPlace & { claim: string }; change: TaskChange }, TaskRow | undefined>(
  ({ task }) => placeOf(task),
  async (db, items) => {
    const changes = items.map(({ change, task }) => ({
      execution: task.executionId,
      task: task.key,
      held: task.claim,
      phase: change.phase ?? null,
      movedFrom: change.move?.from ?? [],
      movedTo: change.move?.to ?? null,
      attempt: change.attempt ?? null,
      round: change.round ?? null,
      hasNode: change.node !== undefined,
      node: change.node ?? null,
      commit: change.commit ?? null,
      hasFailure: change.failure !== undefined,
      failure: change.failure ?? null,
      hasCarry: change.carry !== undefined,
      carry: change.carry ?? null,
      outcome: change.outcome ?? null,
      waits: change.waits ?? null,
      hasWait: change.wait !== undefined,
      waitUntil: change.wait?.until ?? null,
      waitReason: change.wait?.reason ?? null,
    }));
    const { rows } = await db.query<TaskRow>(
      `update engine.task t set
         phase = case when t.phase = any(c."movedFrom") then c."movedTo" else coalesce(c.phase, t.phase) end,
         attempt = coalesce(c.attempt, t.attempt), round = coalesce(c.round, t.round),
         node = case when c."hasNode" then c.node else t.node end, commit = coalesce(c.commit, t.commit),
         failure = case when c."hasFailure" then c.failure else t.failure end,
         carry = case when c."hasCarry" then c.carry else t.carry end,
         waits = coalesce(c.waits, t.waits), wait_until = case when c."hasWait" then c."waitUntil" else t.wait_until end,
         wait_reason = case when c."hasWait" then c."waitReason" else t.wait_reason end,
         outcome = coalesce(c.outcome, t.outcome), ended_at = case when c.outcome is null then t.ended_at else now() end
        from json_to_recordset($1) as c (execution text, task text, held text, phase text, "movedFrom" text[], "movedTo" text, attempt integer,
          round integer, "hasNode" boolean, node text, commit text, "hasFailure" boolean, failure jsonb, "hasCarry" boolean, carry jsonb, outcome text,
          waits integer, "hasWait" boolean, "waitUntil" timestamptz, "waitReason" jsonb)
       where t.execution_id = any($2) and t.execution_id = c.execution and t.key = c.task and t.claim = c.held and coalesce(t.outcome, '') = ''
       returning ${columnsOf('t')}`,
      [jsonText(changes), items.map(({ task }) => task.executionId)],
    );
    return inPlaces(
      items.map(({ task }) => task),
      rows,
    );
  },
);

/** Changes what is named, under a claim; undefined if another holds the task now (fenced) or it has ended. */
export const changeTask = (
  db: Queryable,
  { claim, executionId, key }: TaskPlace & { claim: string },
  change: TaskChange,
): Promise<TaskRow | undefined> => changeTasks(db, { task: { executionId, key, claim }, change });

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
