import type { EventPayload } from '@devteam/api';
import { type NewEvent, appendEvents } from './append-events.ts';
import { findExecutionById } from './executions.ts';
import type { NodeRow } from './nodes.ts';
import { currentTaskView, entryOfTask, nodeView, progressOf, taskView } from './project-views.ts';
import type { Queryable } from './queryable.ts';
import { findTaskList } from './task-lists.ts';
import { readTasks, type TaskRow } from './tasks.ts';

/** The rows as events say them, read in the transaction that changed them. */
export async function executionEvent(db: Queryable, executionId: string): Promise<NewEvent> {
  const row = await findExecutionById(db, executionId);
  if (!row) throw new Error(`There is no execution ${executionId}`);
  const { rows } = await db.query<{ customerId: string; completed: number | null; total: number | null }>(
    `select p.customer_id as "customerId", l.completed, l.total from engine.project p
       left join engine.task_list l on l.project_id = p.id where p.id = $1`,
    [row.projectId],
  );
  const tasks = await readTasks(db, executionId);
  const current = tasks.find((task) => task.outcome === null) ?? tasks.findLast((task) => task.outcome === 'review');
  const totals = { completed: rows[0]?.completed ?? 0, total: rows[0]?.total ?? 0 };
  return {
    type: 'execution-update',
    payload: {
      executionId,
      customerId: rows[0]?.customerId ?? '',
      status: row.status,
      desired: row.desired,
      reason: row.reason,
      progress: progressOf(totals),
      totals,
      currentTask: current ? currentTaskView(current) : null,
      commits: row.commits,
      startedAt: row.startedAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
    },
  };
}

export async function taskEvent(db: Queryable, task: TaskRow): Promise<NewEvent> {
  const list = await findTaskList(db, task.projectId);
  const entry = list?.entries.find((candidate) => candidate.key === task.key) ?? entryOfTask(task);
  return { type: 'task-update', payload: { executionId: task.executionId, task: taskView(entry, task) } };
}

export const nodeEvent = (row: NodeRow): NewEvent => ({
  type: 'node-update',
  payload: { executionId: row.executionId, taskKey: row.taskKey ?? '', node: nodeView(row) },
});

export async function taskListEvent(db: Queryable, executionId: string, projectId: string): Promise<NewEvent> {
  const list = await findTaskList(db, projectId);
  if (!list) throw new Error(`The list of ${projectId} was not stored`);
  const byKey = new Map((await readTasks(db, executionId)).map((task) => [task.key, task]));
  return {
    type: 'task-list-update',
    payload: {
      executionId,
      taskListPath: list.path,
      dialect: list.dialect,
      commit: list.commit,
      tasks: list.entries.map((entry) => taskView(entry, byKey.get(entry.key))),
      diagnostics: list.diagnostics,
    },
  };
}

export async function announceExecution(db: Queryable, projectId: string, executionId: string): Promise<void> {
  await appendEvents(db, projectId, [await executionEvent(db, executionId)]);
}

export async function announceLog(db: Queryable, projectId: string, payload: EventPayload<'execution-log'>): Promise<void> {
  await appendEvents(db, projectId, [{ type: 'execution-log', payload }]);
}
