import type { TaskStatus } from '@devteam/api';
import { batched, batchedRows } from './batched.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

/** One task as the file has it; what the execution knows is added when it is shown. */
export interface TaskListEntry {
  key: string;
  id: string | null;
  title: string;
  status: TaskStatus;
  depth: number;
  executable: boolean;
  dependencies: string[];
  /** Why it cannot start, in words; null if it can or has ended. */
  waitingFor: string | null;
}

export interface StoredTaskList {
  path: string;
  dialect: string;
  /** Of the target branch. */
  commit: string;
  content: Uint8Array;
  entries: TaskListEntry[];
  diagnostics: string[];
  /** Executable tasks that are closed, and all executable ones. */
  completed: number;
  total: number;
}

const saveTaskLists = batched<{ projectId: string; list: StoredTaskList }, void>(
  ({ projectId }) => projectId,
  async (db, items) => {
    await db.query(
      `insert into engine.task_list (project_id, path, dialect, commit, content, entries, diagnostics, completed, total)
       select project, path, dialect, commit, decode(content, 'base64'), entries, diagnostics, completed, total
         from json_to_recordset($1) as l (project text, path text, dialect text, commit text, content text, entries jsonb, diagnostics jsonb,
           completed integer, total integer)
       on conflict (project_id) do update set path = excluded.path, dialect = excluded.dialect, commit = excluded.commit,
       content = excluded.content, entries = excluded.entries, diagnostics = excluded.diagnostics,
       completed = excluded.completed, total = excluded.total, read_at = now()`,
      [
        jsonText(
          items.map(({ list, projectId }) => ({
            project: projectId,
            path: list.path,
            dialect: list.dialect,
            commit: list.commit,
            content: Buffer.from(list.content).toString('base64'),
            entries: list.entries,
            diagnostics: list.diagnostics,
            completed: list.completed,
            total: list.total,
          })),
        ),
      ],
    );
    return items.map(() => undefined);
  },
);

export const saveTaskList = (db: Queryable, projectId: string, list: StoredTaskList): Promise<void> =>
  saveTaskLists(db, { projectId, list });

const findTaskLists = batchedRows(
  async (db, projectIds) =>
    (
      await db.query<StoredTaskList & { belongsTo: string }>(
        `select project_id as "belongsTo", path, dialect, commit, content, entries, diagnostics, completed, total
           from engine.task_list where project_id = any($1)`,
        [projectIds],
      )
    ).rows,
);

export const findTaskList = async (db: Queryable, projectId: string): Promise<StoredTaskList | undefined> =>
  (await findTaskLists(db, projectId))[0];
