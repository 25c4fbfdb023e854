import { Event, isEnded } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { readEvents } from '@devteam/engine/store';

type Database = Engine['pool'];

const pageSize = 5000;

export async function readWholeLog(database: Database, projectId: string): Promise<Event[]> {
  const events: Event[] = [];
  for (;;) {
    const page = await readEvents(database, projectId, { after: events.at(-1)?.seq ?? 0, limit: pageSize });
    events.push(...page);
    if (page.length < pageSize) return events;
  }
}

/** Everything in a project's log that a log must not have, in words. `after` is the last number of an earlier life of a project that was forgotten. */
export function findLogFaults(events: readonly Event[], after = 0): string[] {
  const faults: string[] = [];
  const ended = new Map<string, string>();
  const closings = new Map<string, number>();
  const landed = new Map<string, string>();
  for (const [index, event] of events.entries()) {
    if (event.seq !== after + index + 1) faults.push(`event ${after + index + 1} has the number ${event.seq}`);
    const parsed = Event.safeParse(event);
    if (!parsed.success) faults.push(`event ${event.seq} is no event: ${parsed.error.message}`);
    if (event.type === 'execution-update') {
      const { executionId, status } = event.payload;
      const before = ended.get(executionId);
      if (before !== undefined && before !== status) faults.push(`event ${event.seq}: ${executionId} was ${before} and is ${status} now`);
      if (isEnded(status)) ended.set(executionId, status);
    }
    if (event.type === 'completion') {
      const of = `${event.payload.executionId} ${event.payload.status}`;
      closings.set(of, (closings.get(of) ?? 0) + 1);
    }
    if (event.type === 'task-update' && event.payload.task.phase === 'DONE') {
      const of = `${event.payload.executionId} ${event.payload.task.key}`;
      const commit = event.payload.task.commit ?? 'no commit';
      if (landed.has(of)) faults.push(`event ${event.seq}: ${of} landed as ${landed.get(of)} and again as ${commit}`);
      landed.set(of, commit);
    }
  }
  // One that waits for a person goes on, and may wait again.
  for (const [of, times] of closings) if (times !== 1 && !of.endsWith(' waiting_for_human')) faults.push(`${of} was closed ${times} times`);
  for (const [id, status] of ended) if (!closings.has(`${id} ${status}`)) faults.push(`${id} is ${status} and was never closed`);
  return faults;
}

/** Nodes of ended executions that did not end themselves. */
export async function findNodeFaults(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ id: string; status: string }>(
    `select n.id, n.status from engine.node n join engine.execution e on e.id = n.execution_id
      where e.status in ('completed', 'stopped', 'error') and n.status not in ('completed', 'failed', 'canceled', 'skipped')`,
  );
  return rows.map((row) => `the execution has ended and its node ${row.id} is ${row.status}`);
}
