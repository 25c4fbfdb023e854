import { isClosed } from '../dialects/statuses.ts';
import type { Task, TaskList } from '../model.ts';
import { isComposite } from './readiness.ts';

export interface Progress {
  /** Tasks that are work of their own: neither composite nor optional. */
  readonly tasks: number;
  /** Completed, canceled, replaced or skipped. */
  readonly closed: number;
  readonly completed: number;
  readonly open: number;
  /** Closed by all, from 0 to 1; 1 where there is nothing to do. */
  readonly share: number;
}

/** How far a list is, or some tasks of it: those of a `subtree`, of a group or before a stop. */
export function progressOf(tasks: readonly Task[]): Progress {
  const work = workOf(tasks);
  const closed = work.filter(({ status }) => isClosed(status)).length;
  return {
    tasks: work.length,
    closed,
    completed: work.filter(({ status }) => status === 'completed').length,
    open: work.length - closed,
    share: work.length === 0 ? 1 : closed / work.length,
  };
}

export interface RemainingTime {
  /** null: no task of the list says how long anything takes. */
  readonly minutes: number | null;
  /** Open tasks that are counted. */
  readonly tasks: number;
  /** How many of them have no estimate of their own; each counts as a typical task. */
  readonly guessed: number;
  /** Actual by estimated time of the completed tasks that have both; 1 if none has. */
  readonly pace: number;
}

/**
 * How long the open tasks will take, one after the other: their estimates, at the pace that the completed ones of the list went. A task
 * without an estimate counts as the median of what completed tasks took, else of what others are estimated at.
 */
export function remainingTime(list: TaskList, tasks: readonly Task[] = list.tasks): RemainingTime {
  const open = workOf(tasks).filter(({ status }) => !isClosed(status));
  const done = workOf(list.tasks).filter(({ status }) => status === 'completed');
  const timed = done.flatMap(({ estimatedDuration, actualDuration }) =>
    estimatedDuration !== null && estimatedDuration > 0 && actualDuration !== null ? [{ estimatedDuration, actualDuration }] : [],
  );
  const pace = timed.length === 0 ? 1 : sum(timed.map((one) => one.actualDuration)) / sum(timed.map((one) => one.estimatedDuration));
  const took = median(done.flatMap(({ actualDuration }) => actualDuration ?? []));
  const estimated = median(workOf(list.tasks).flatMap(({ estimatedDuration }) => estimatedDuration ?? []));
  const typical = took ?? (estimated === undefined ? undefined : estimated * pace);
  const guessed = open.filter(({ estimatedDuration }) => estimatedDuration === null).length;
  const known = sum(open.map(({ estimatedDuration }) => estimatedDuration ?? 0)) * pace;
  const isUnknown = guessed > 0 && typical === undefined;
  return { minutes: isUnknown ? null : Math.round(known + guessed * (typical ?? 0)), tasks: open.length, guessed, pace };
}

function workOf(tasks: readonly Task[]): Task[] {
  return tasks.filter((task) => !isComposite(task) && !task.optional);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function median(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}
