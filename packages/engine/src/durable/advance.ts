import type { StopPoint } from '@devteam/task-list';
import { nextExecutionStatus } from '../decisions/execution-table.ts';
import type { Wish } from '../decisions/control/control-table.ts';
import { type OpenTask, type SteeredStep, steer } from '../decisions/control/steer.ts';
import {
  type ExecutionRow,
  type NewEvent,
  type Queryable,
  type TaskRow,
  addTask,
  appendEvents,
  changeExecution,
  executionEvent,
  findExecution,
  findTask,
  findTaskList,
  getProject,
  inSharedCommit,
  isInjecting,
  isNodeAtWork,
  readTaskMarks,
  readRunningTimers,
  readTasks,
  reopenTask,
  taskEvent,
} from '../store/index.ts';
import type { Starts } from './dbos-runtime.ts';
import { holdTask, interruptTask } from './interrupt-task.ts';
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
  const after = await patiently(() => inSharedCommit(command.pool, projectId, (db) => tick(db, projectId, command.pace)), command.log);
  await patiently(() => after(command.starts()), command.log);
}

/** The tick inside a transaction of the caller, who must hold the project's lock and call what comes back after the commit. */
export async function tick(db: Queryable, projectId: string, pace: Pace): Promise<AfterTick> {
  const execution = await findExecution(db, projectId);
  if (!execution) return nothing;
  const tasks = await readTasks(db, execution.id);
  const stored = await findTaskList(db, projectId);
  const { settings } = await getProject(db, projectId);
  const { prepared, status } = execution;
  const snapshot = {
    execution: { status, prepared, ...stopsOf(execution), goesOnDuringReviews: settings.goesOnDuringReviews === true },
    list: stored && prepared ? parseList(stored) : null,
    ...(await leftAlone(db, projectId)),
    // A selection that was cut off is no sign of a list that changes under our hands.
    tasks: tasks.map((task) => ({ ...task, selections: task.selections - task.interruptions })),
    injecting: await isInjecting(db, projectId),
  };
  const open = tasks.find((task) => task.outcome === null);
  return carryOut(db, execution, steer(snapshot, wishOf(execution), open ? await openTaskOf(db, open) : null), pace);
}

/** What is wanted, as the decisions know it. */
export function wishOf({ desired, pauseWhen, stopWork }: ExecutionRow): Wish {
  switch (desired) {
    case 'running':
      return { state: 'running' };
    case 'paused':
      return { state: 'paused', when: pauseWhen ?? 'after_node' };
    case 'stopped':
      return { state: 'stopped', work: stopWork ?? 'discard' };
  }
}

/** Tasks that the engine does not begin, and why. */
async function leftAlone(db: Queryable, projectId: string): Promise<{ leftAlone: Map<string, string>; skipped: Set<string> }> {
  const [marks, timers] = await Promise.all([readTaskMarks(db, projectId), readRunningTimers(db, projectId)]);
  return {
    leftAlone: new Map([
      ...marks.map(({ by, key, mark }): [string, string] => [key, markWords[mark](by)]),
      ...timers.map(({ key, person }): [string, string] => [key, `waiting for ${person}'s timer`]),
    ]),
    skipped: new Set(marks.filter(({ mark }) => mark === 'skipped').map(({ key }) => key)),
  };
}

const markWords = {
  skipped: (by: string) => `${by} has left it out`,
  taken_over: (by: string) => `${by} has taken it over`,
  given_back: (by: string) => `given back by ${by}, which the file says in a moment`,
} as const;

function stopsOf({ passedStops, stops }: ExecutionRow): { stopAfter: string[]; stopBefore: string[]; passedStops: StopPoint[] } {
  return {
    stopBefore: stops.flatMap((stop) => (stop.when === 'before' ? [stop.target] : [])),
    stopAfter: stops.flatMap((stop) => (stop.when === 'after' ? [stop.target] : [])),
    passedStops: passedStops.flatMap(({ stop }) => (stop.when === 'before' || stop.when === 'after' ? [{ ...stop, when: stop.when }] : [])),
  };
}

async function openTaskOf(db: Queryable, { executionId, key, phase }: TaskRow): Promise<OpenTask> {
  return { key, phase, isNodeRunning: await isNodeAtWork(db, executionId, key) };
}

async function carryOut(db: Queryable, execution: ExecutionRow, step: SteeredStep, pace: Pace): Promise<AfterTick> {
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
        const { customerId, customerName, settings } = await getProject(db, projectId);
        if (await waitsForReviews(db, execution, { id: customerId, name: customerName }, pace)) return nothing;
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
    case 'cut': {
      // What was begun and has not ended runs again when the task goes on; what has ended stays.
      await holdTask(db, { executionId: id, key: step.key, why: 'paused' });
      return tick(db, projectId, pace);
    }
    case 'interrupt': {
      const { stopWork } = execution;
      const cut = await interruptTask(db, { executionId: id, key: step.key, work: stopWork ?? 'discard', why: 'stopped' });
      if (cut.outcome === 'interrupted') return tick(db, projectId, pace);
      // Its push ends by itself, and the next tick is part of that.
      const status = nextExecutionStatus(execution.status, 'stop');
      if (!status) return nothing;
      await changeExecution(db, id, { status }, [execution.status]);
      await appendEvents(db, projectId, [await executionEvent(db, id)]);
      return nothing;
    }
    case 'settle': {
      const status = nextExecutionStatus(execution.status, step.event);
      if (!status) return nothing;
      const open = (await readTasks(db, id)).find((task) => task.outcome === null);
      if (open && step.event === 'pause') await holdTask(db, { executionId: id, key: open.key, why: 'paused' });
      const ended = status === 'completed' || status === 'stopped' || status === 'error';
      await changeExecution(
        db,
        id,
        { status, reason: step.reason, ended, ...(step.at ? { haltedAt: { stop: step.at, key: null } } : {}) },
        [execution.status],
      );
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
