import { type EventPayload, progressOf } from '@devteam/api';
import { type NewEvent, appendEvents } from './append-events.ts';
import { batched, inPlace } from './batched.ts';
import { type ExecutionRow, executionColumns } from './executions.ts';
import type { EndedNode } from './nodes.ts';
import { currentTaskView, dated, entryOfTask, nodeView, taskView } from './project-views.ts';
import type { Queryable } from './queryable.ts';
import { findTaskList } from './task-lists.ts';
import { type CurrentTaskRow, readTasks, type TaskRow } from './tasks.ts';

/** An execution with what an event says of it beside its task. */
export interface Standing extends ExecutionRow {
  customerId: string;
  completed: number | null;
  total: number | null;
}

export const findStanding = batched<string, Standing | undefined>(
  (executionId) => executionId,
  async (db, executionIds) => {
    const { rows } = await db.query<Standing>(
      `select e.*, p.customer_id as "customerId", l.completed, l.total
         from (select ${executionColumns} from engine.execution where id = any($1)) e
         join engine.project p on p.id = e."projectId"
         left join engine.task_list l on l.project_id = p.id`,
      [executionIds],
    );
    return inPlace(executionIds, rows, ({ id }) => id);
  },
);

/** An execution's row as the event says it, read in the transaction that changed it. */
export const executionEvent = batched<string, NewEvent>(
  (executionId) => executionId,
  async (db, executionIds) => {
    const { rows } = await db.query<Standing & { task: CurrentTaskRow | null }>(
      `select e.*, p.customer_id as "customerId", l.completed, l.total, to_jsonb(t) as task
         from (select ${executionColumns} from engine.execution where id = any($1)) e
         join engine.project p on p.id = e."projectId"
         left join engine.task_list l on l.project_id = p.id
         left join lateral (
           select key, id, title, phase, attempt, max_attempts as "maxAttempts", node, started_at as "startedAt"
             from engine.task where execution_id = e.id and (outcome is null or outcome = 'review')
            order by outcome is null desc, started_at desc limit 1) t on true`,
      [executionIds],
    );
    return inPlace(executionIds, rows, ({ id }) => id).map((row, place) => {
      if (!row) throw new Error(`There is no execution ${executionIds[place]}`);
      return executionUpdate(row, row.task && dated(row.task));
    });
  },
);

/** What the event says of an execution that stands so. */
export function executionUpdate(row: Standing, task: CurrentTaskRow | null): NewEvent {
  const totals = { completed: row.completed ?? 0, total: row.total ?? 0 };
  return {
    type: 'execution-update',
    payload: {
      executionId: row.id,
      customerId: row.customerId,
      status: row.status,
      desired: row.desired,
      desiredHow: row.pauseWhen ?? row.stopWork,
      desiredBy: row.desiredBy,
      askedBy: row.askedBy,
      reason: row.reason,
      progress: progressOf(totals),
      totals,
      currentTask: task ? currentTaskView(task) : null,
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
  const counts = list ? { totals: { completed: list.completed, total: list.total } } : {};
  return { type: 'task-update', payload: { executionId: task.executionId, task: taskView(entry, task), ...counts } };
}

export const nodeEvent = (row: EndedNode): NewEvent => ({
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
      totals: { completed: list.completed, total: list.total },
    },
  };
}

export async function announceExecution(db: Queryable, projectId: string, executionId: string): Promise<void> {
  await appendEvents(db, projectId, [await executionEvent(db, executionId)]);
}

export async function announceLog(db: Queryable, projectId: string, payload: EventPayload<'execution-log'>): Promise<void> {
  await appendEvents(db, projectId, [{ type: 'execution-log', payload }]);
}
