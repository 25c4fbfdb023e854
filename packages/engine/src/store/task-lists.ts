import type { TaskStatus } from '@devteam/api';
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

export async function saveTaskList(db: Queryable, projectId: string, list: StoredTaskList): Promise<void> {
  await db.query(
    `insert into engine.task_list (project_id, path, dialect, commit, content, entries, diagnostics, completed, total)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (project_id) do update set path = excluded.path, dialect = excluded.dialect, commit = excluded.commit,
       content = excluded.content, entries = excluded.entries, diagnostics = excluded.diagnostics,
       completed = excluded.completed, total = excluded.total, read_at = now()`,
    [
      projectId,
      list.path,
      list.dialect,
      list.commit,
      Buffer.from(list.content),
      jsonText(list.entries),
      jsonText(list.diagnostics),
      list.completed,
      list.total,
    ],
  );
}

export async function findTaskList(db: Queryable, projectId: string): Promise<StoredTaskList | undefined> {
  const { rows } = await db.query<StoredTaskList>(
    `select path, dialect, commit, content, entries, diagnostics, completed, total from engine.task_list where project_id = $1`,
    [projectId],
  );
  return rows[0];
}
