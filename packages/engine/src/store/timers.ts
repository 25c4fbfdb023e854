import type { TimerView } from '@devteam/api';
import { batchedRows } from './batched.ts';
import type { Queryable } from './queryable.ts';

export interface TimerRow {
  id: string;
  projectId: string;
  key: string;
  title: string;
  person: string;
  startedAt: Date;
  endedAt: Date | null;
}

const columns = `id, project_id as "projectId", key, title, person, started_at as "startedAt", ended_at as "endedAt"`;

export async function addTimer(db: Queryable, timer: Pick<TimerRow, 'projectId' | 'key' | 'title' | 'person'>): Promise<TimerRow> {
  const { rows } = await db.query<TimerRow>(
    `insert into engine.timer (project_id, key, title, person) values ($1, $2, $3, $4) returning ${columns}`,
    [timer.projectId, timer.key, timer.title, timer.person],
  );
  if (!rows[0]) throw new Error(`The timer of ${timer.person} was not written`);
  return rows[0];
}

export async function endTimer(db: Queryable, id: string): Promise<TimerRow | undefined> {
  const { rows } = await db.query<TimerRow>(
    `update engine.timer set ended_at = now() where id = $1 and ended_at is null returning ${columns}`,
    [id],
  );
  return rows[0];
}

/** Newest first. `running`: only those that have not ended. */
export async function listTimers(
  db: Queryable,
  wanted: { projectId?: string; person?: string; running?: boolean } = {},
): Promise<TimerRow[]> {
  const { rows } = await db.query<TimerRow>(
    `select ${columns} from engine.timer
      where ($1::text is null or project_id = $1) and ($2::text is null or person = $2) and (not $3 or ended_at is null)
      order by ended_at is not null, started_at desc, id desc`,
    [wanted.projectId ?? null, wanted.person ?? null, wanted.running ?? false],
  );
  return rows;
}

/** Those that run in a project. */
export const readRunningTimers: (db: Queryable, projectId: string) => Promise<TimerRow[]> = batchedRows(
  async (db, projectIds) =>
    (
      await db.query<TimerRow & { belongsTo: string }>(
        `select ${columns}, project_id as "belongsTo" from engine.timer where project_id = any($1) and ended_at is null order by started_at desc, id desc`,
        [projectIds],
      )
    ).rows,
);

export const timerView = (row: TimerRow, now: Date): TimerView => ({
  projectId: row.projectId,
  task: { key: row.key, title: row.title },
  person: row.person,
  startedAt: row.startedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  minutes: Math.max(0, Math.round(((row.endedAt ?? now).getTime() - row.startedAt.getTime()) / 6000) / 10),
});
