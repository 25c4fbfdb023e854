import { nextExecutionStatus } from '../decisions/execution-table.ts';
import { type Step, nextStep } from '../decisions/next-step.ts';
import {
  type ExecutionRow,
  type NewEvent,
  type Queryable,
  addTask,
  appendEvents,
  changeExecution,
  channels,
  executionEvent,
  findExecution,
  findTask,
  findTaskList,
  getProject,
  inProject,
  readTasks,
  reopenTask,
  taskEvent,
} from '../store/index.ts';
import type { Starts } from './dbos-runtime.ts';
import type { Command } from './hands.ts';
import { parseList } from './nodes/candidate.ts';
import type { Pace } from './pace.ts';
import { patiently } from './patiently.ts';
import { waitsForReviews } from './review-back-pressure.ts';

/** What has to be started once the tick's transaction stands. Starting it twice starts it once. */
export type AfterTick = (starts: Starts) => Promise<void>;
const nothing: AfterTick = async () => undefined;

export const defaultMaxAttempts = 3;

/** One tick of a project: look at the rows, decide, write, start. Ticks of one project are serial by its row's lock. */
export async function advance(command: Command, projectId: string): Promise<void> {
  const after = await patiently(() => inProject(command.pool, projectId, (db) => tick(db, projectId, command.pace)), command.log);
  await patiently(() => after(command.starts()), command.log);
}

/** The tick inside a transaction of the caller, who must hold the project's lock and call what comes back after the commit. */
export async function tick(db: Queryable, projectId: string, pace: Pace): Promise<AfterTick> {
  const execution = await findExecution(db, projectId);
  if (!execution) return nothing;
  const tasks = await readTasks(db, execution.id);
  const stored = await findTaskList(db, projectId);
  const { settings } = await getProject(db, projectId);
  const goesOnDuringReviews = settings.goesOnDuringReviews === true;
  const step = nextStep({
    execution: { ...execution, goesOnDuringReviews },
    list: stored && execution.prepared ? parseList(stored) : null,
    tasks,
  });
  return carryOut(db, execution, step, pace);
}

async function carryOut(db: Queryable, execution: ExecutionRow, step: Step, pace: Pace): Promise<AfterTick> {
  const { id, projectId } = execution;
  switch (step.do) {
    case 'nothing':
      return nothing;
    case 'prepare':
      return (starts) => starts.startPreparation(id);
    case 'work':
    case 'select': {
      const key = step.do === 'work' ? step.key : step.task.key;
      if (step.do === 'select') {
        const { customerId, settings } = await getProject(db, projectId);
        if (await waitsForReviews(db, execution, customerId, pace)) return nothing;
        await addTask(db, {
          executionId: id,
          projectId,
          ...step.task,
          phase: 'PREP',
          maxAttempts: settings.maxAttempts ?? defaultMaxAttempts,
        });
      }
      const task = await findTask(db, id, key);
      if (!task) throw new Error(`Task ${key} of ${id} was selected and is not there`);
      if (step.do === 'select') await appendEvents(db, projectId, [await taskEvent(db, task), await executionEvent(db, id)]);
      return (starts) => starts.startTask(id, key, task.run);
    }
    case 'reopen': {
      const task = await reopenTask(db, id, step.key);
      if (!task) return nothing;
      await appendEvents(db, projectId, [await taskEvent(db, task), await executionEvent(db, id)]);
      return (starts) => starts.startTask(id, step.key, task.run);
    }
    case 'interrupt': {
      const status = nextExecutionStatus(execution.status, 'stop');
      if (status) {
        await changeExecution(db, id, { status }, [execution.status]);
        await appendEvents(db, projectId, [await executionEvent(db, id)]);
      }
      await db.query('select pg_notify($1, $2)', [channels.control, `execution ${id}`]);
      const task = await findTask(db, id, step.key);
      return task ? (starts) => starts.startTask(id, step.key, task.run) : nothing;
    }
    case 'settle': {
      const status = nextExecutionStatus(execution.status, step.event);
      if (!status) return nothing;
      const ended = status === 'completed' || status === 'stopped' || status === 'error';
      await changeExecution(db, id, { status, reason: step.reason, ended, ...(step.at ? { haltedAt: step.at } : {}) }, [execution.status]);
      const update = await executionEvent(db, id);
      await appendEvents(db, projectId, [update, ...(ended || status === 'waiting_for_human' ? [completionOf(update)] : [])]);
      return nothing;
    }
  }
}

/** The closing event says what the last update says, in the words of an end. */
export function completionOf(update: NewEvent): NewEvent {
  if (update.type !== 'execution-update') throw new Error(`${update.type} ends no execution`);
  const { commits, endedAt, executionId, reason, startedAt, status, totals, updatedAt } = update.payload;
  return {
    type: 'completion',
    payload: {
      executionId,
      status,
      reason,
      durationMs: Date.parse(endedAt ?? updatedAt) - Date.parse(startedAt),
      completedTasks: totals.completed,
      totalTasks: totals.total,
      commits,
    },
  };
}
