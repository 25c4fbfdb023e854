import type { Engine } from '@devteam/engine/durable';
import { type ExecutionRow, findExecution } from '@devteam/engine/store';
import { waitUntil } from './wait-until.ts';

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

/** Resolves when a project's newest execution moves no more by itself. */
export const untilAtRest = (database: Database, projectId: string, withinMs = 120_000): Promise<ExecutionRow> =>
  waitUntil(
    async () => {
      const execution = await findExecution(database, projectId);
      return execution && !['initializing', 'running', 'stopping'].includes(execution.status) ? execution : undefined;
    },
    { withinMs, what: `${projectId} comes to rest`, describe: () => describeProject(database, projectId) },
  );

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
