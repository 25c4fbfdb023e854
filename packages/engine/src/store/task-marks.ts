import type { TaskStatus } from '@devteam/api';
import { batchedRows } from './batched.ts';
import type { Queryable } from './queryable.ts';

/** What a person said of a task: the engine heeds it at once, the file follows. */
export interface TaskMark {
  projectId: string;
  key: string;
  title: string;
  mark: 'skipped' | 'taken_over' | 'given_back';
  by: string;
  /** What the file has to say of it; null once it does. */
  listStatus: TaskStatus | null;
  edit: string;
  since: Date;
}

const columns = `project_id as "projectId", key, title, mark, by, list_status as "listStatus", edit, since`;

/** The last word counts. */
export async function saveTaskMark(db: Queryable, mark: Omit<TaskMark, 'since'>): Promise<void> {
  await db.query(
    `insert into engine.task_mark (project_id, key, title, mark, by, list_status, edit) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (project_id, key) do update set title = excluded.title, mark = excluded.mark, by = excluded.by,
       list_status = excluded.list_status, edit = excluded.edit, since = now()`,
    [mark.projectId, mark.key, mark.title, mark.mark, mark.by, mark.listStatus, mark.edit],
  );
}

export const readTaskMarks: (db: Queryable, projectId: string) => Promise<TaskMark[]> = batchedRows(
  async (db, projectIds) =>
    (
      await db.query<TaskMark & { belongsTo: string }>(
        `select ${columns}, project_id as "belongsTo" from engine.task_mark where project_id = any($1) order by since, key`,
        [projectIds],
      )
    ).rows,
);

/** Those that the file does not know yet. */
export async function listUnwrittenMarks(db: Queryable): Promise<TaskMark[]> {
  const { rows } = await db.query<TaskMark>(`select ${columns} from engine.task_mark where list_status is not null order by since`);
  return rows;
}

/** The file says it now: only a task that somebody has taken over goes on being left alone for it. False: another word came meanwhile. */
export async function noteWrittenMark(db: Queryable, { edit, key, projectId }: TaskMark): Promise<boolean> {
  const { rowCount } = await db.query(
    `update engine.task_mark set list_status = null where project_id = $1 and key = $2 and edit = $3 and list_status is not null`,
    [projectId, key, edit],
  );
  await db.query(
    `delete from engine.task_mark where project_id = $1 and key = $2 and edit = $3 and list_status is null and mark <> 'taken_over'`,
    [projectId, key, edit],
  );
  return rowCount === 1;
}
