import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '@devteam/engine/durable';
import { type ExecutionRow, findExecution, readPositions } from '@devteam/engine/store';

type Database = Engine['pool'];

/** Which of these projects have no execution yet, or one that still moves by itself. */
export async function findRestless(database: Database, projectIds: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `select p.id from unnest($1::text[]) as p (id)
      where not exists (select 1 from engine.execution e where e.project_id = p.id)
         or exists (select 1 from engine.execution e where e.project_id = p.id and e.status in ('initializing', 'running', 'stopping'))`,
    [projectIds],
  );
  return rows.map((row) => row.id);
}

/** On a busy machine everything takes longer, but something always happens; nothing for so long is a standstill. */
const standstillMs = 90_000;

/** Resolves when a project's newest execution moves no more by itself; rejects when it should and does not. */
export async function untilAtRest(database: Database, projectId: string, patienceMs = standstillMs): Promise<ExecutionRow> {
  await untilNoneMoves(database, [projectId], patienceMs);
  const execution = await findExecution(database, projectId);
  if (!execution) throw new Error(`${projectId} has no execution`);
  return execution;
}

/** The same for several; the database may be away for a while. */
export async function untilNoneMoves(database: Database, projectIds: readonly string[], patienceMs = standstillMs): Promise<void> {
  let seen = '';
  let since = performance.now();
  for (;;) {
    const now = await look(database, projectIds).catch(() => undefined);
    if (now?.restless.length === 0) return;
    if (now && now.position !== seen) {
      seen = now.position;
      since = performance.now();
    }
    if (performance.now() - since > patienceMs) {
      const [first = ''] = now?.restless ?? projectIds;
      throw new Error(`${first} stands still for ${patienceMs / 1000} s\n${await describeProject(database, first)}`);
    }
    await sleep(50);
  }
}

async function look(database: Database, projectIds: readonly string[]): Promise<{ restless: string[]; position: string }> {
  const restless = await findRestless(database, projectIds);
  const positions = await readPositions(database, restless);
  return { restless, position: [...positions.values()].join() };
}

/** What a person would look at first: the last lines of a project's log, and what is open. */
export async function describeProject(database: Database, projectId: string): Promise<string> {
  const log = await database.query<{ line: string }>(
    `select ts || ' ' || type || ' ' || left(payload::text, 300) as line from engine.event where project_id = $1 order by seq desc limit 25`,
    [projectId],
  );
  const nodes = await database.query<{ line: string }>(
    `select id || ' ' || status || ' ' || coalesce(worker_id, '') || ' ' || coalesce(started_at::text, '') as line
       from engine.node where project_id = $1 and status in ('ready', 'running')`,
    [projectId],
  );
  const flows = await database.query<{ line: string }>(
    `select workflow_uuid || ' ' || status || ' ' || coalesce(executor_id, '') as line from dbos.workflow_status where status not in ('SUCCESS')`,
  );
  return [...log.rows.toReversed(), { line: 'open nodes:' }, ...nodes.rows, { line: 'open workflows:' }, ...flows.rows]
    .map((row) => row.line)
    .join('\n');
}
