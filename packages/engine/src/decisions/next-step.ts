import { type ExecutionStatus, type Failure, describeFailure } from '@devteam/api';
import { type StopPoint, type TaskList, findNextTask, isClosed, isFinished } from '@devteam/task-list';
import { blockedReasons } from './blocked-reasons.ts';
import type { ExecutionEvent } from './execution-table.ts';
import { findSameTask } from './same-task.ts';
import { findReachedStopNow } from './stop-points/reached-stop.ts';

/** What a tick sees of a project: rows and the list, nothing else. */
export interface Snapshot {
  execution: {
    status: ExecutionStatus;
    desired: 'running' | 'paused' | 'stopped';
    prepared: boolean;
    /** Given with the start; the list's own stop points stand in the list. */
    stopAfter: readonly string[];
    /** Given while it ran. */
    stopBefore?: readonly string[];
    /** Where earlier executions halted, and what was done before it was named: these are behind us. */
    passedStops: readonly StopPoint[];
    /** Tasks that do not wait for a task under review are begun meanwhile. */
    goesOnDuringReviews?: boolean;
  };
  /** Tasks that people keep for themselves or do not want, whatever the list says of them, and why: «Maria has taken it over». */
  leftAlone?: ReadonlyMap<string, string>;
  /** Those of them that nobody will do. */
  skipped?: ReadonlySet<string>;
  /** The list as the branch has it; null before the execution is prepared. */
  list: TaskList | null;
  /** Tasks of this execution, in the order they were selected. */
  tasks: readonly {
    key: string;
    title: string;
    outcome: 'landed' | 'review' | 'failed' | 'canceled' | 'superseded' | 'solving' | 'answered' | 'skipped' | null;
    failure: Failure | null;
    /** How often it was selected: more than once if the list changed under it. */
    selections: number;
  }[];
  /** Somebody's new task is being put into the list: what comes next is decided on the list with it. */
  injecting?: boolean;
}

export type Step =
  | { do: 'nothing' }
  /** Make sure that its preparation runs. */
  | { do: 'prepare' }
  /** Make sure that the workflow of this task runs. */
  | { do: 'work'; key: string }
  /** End the running task as soon as it can be ended. */
  | { do: 'interrupt'; key: string }
  /** What a person or an investigation decided is carried out now. */
  | { do: 'reopen'; key: string }
  | { do: 'select'; task: { key: string; id: string | null; title: string } }
  | { do: 'settle'; event: ExecutionEvent; reason: Failure | null; at?: StopPoint };

const nothing: Step = { do: 'nothing' };

/** Selected again and again, each time changed by somebody: a person should look. */
const mostSelections = 5;

/**
 * SELECT: what a project does next. After each task, in this order: is anything left, is a stop point reached, which task comes next.
 * The same snapshot always gives the same step.
 */
export function nextStep(snapshot: Snapshot): Step {
  const { execution, list, tasks } = snapshot;
  const { status, desired } = execution;
  if (status !== 'initializing' && status !== 'running' && status !== 'stopping') return nothing;
  const open = tasks.find((task) => task.outcome === null);
  if (desired === 'stopped') {
    if (open) return { do: 'interrupt', key: open.key };
    return { do: 'settle', event: 'halt', reason: describeFailure('stopped_by_person') };
  }
  if (!execution.prepared || !list) return { do: 'prepare' };
  if (open) return { do: 'work', key: open.key };

  const last = tasks.at(-1);
  if (last?.outcome === 'failed') return { do: 'settle', event: 'fail', reason: last.failure };
  if (desired === 'paused') return { do: 'settle', event: 'pause', reason: null };
  const answered = tasks.find((task) => task.outcome === 'answered');
  if (answered) return { do: 'reopen', key: answered.key };
  const asked = tasks.findLast((task) => task.outcome === 'review');
  if (asked && !execution.goesOnDuringReviews) return { do: 'settle', event: 'ask', reason: asked.failure };

  if (snapshot.injecting) return nothing;
  if (isFinished(list)) return { do: 'settle', event: 'complete', reason: null };
  const landed = new Set(tasks.filter((task) => task.outcome === 'landed').flatMap((task) => keyNow(list, task)));
  // A task whose error is investigated, or that a person looks at, is not begun once more; what depends on it waits for it in the list.
  const held = tasks.filter(({ outcome }) => outcome === 'solving' || outcome === 'review').flatMap((each) => keyNow(list, each));
  const task = findNextTask(list, { skip: new Set([...landed, ...held, ...(snapshot.leftAlone?.keys() ?? [])]) });
  const reached = findReachedStopNow(list, execution, { landed, next: task, skipped: snapshot.skipped ?? new Set() });
  if (reached) {
    const place = `${reached.when} ${reached.target}`;
    return { do: 'settle', event: 'halt', reason: describeFailure('stop_point_reached', { place }), at: reached };
  }
  if (!task) return { do: 'settle', event: 'ask', reason: asked?.failure ?? stuck(list, landed, snapshot.leftAlone) };
  const selections = tasks.find((known) => known.key === task.key)?.selections ?? 0;
  if (selections >= mostSelections)
    return { do: 'settle', event: 'ask', reason: describeFailure('task_list_conflict', { place: task.key }) };
  return { do: 'select', task: { key: task.key, id: task.id, title: task.title } };
}

const keyNow = (list: TaskList, task: { key: string; title: string }): string[] => {
  const { task: found } = findSameTask(list, task, null);
  return found ? [found.key] : [];
};

/** Tasks are left and none may start: say which, and why, task by task. */
function stuck(list: TaskList, landed: ReadonlySet<string>, leftAlone: Snapshot['leftAlone']): Failure {
  const reopened = list.tasks.filter((task) => landed.has(task.key) && !isClosed(task.status));
  const reasons = [
    ...[...(leftAlone ?? [])].map(([key, reason]) => ({ key, reason })),
    ...blockedReasons(list),
    ...reopened.map(({ key }) => ({ key, reason: 'landed in this execution and was opened again; a new start does it once more' })),
  ];
  const faults = list.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const evidence = [
    ...faults.map((fault) => `${fault.line}:${fault.col}: ${fault.code}: ${fault.message}`),
    ...reasons.map(({ key, reason }) => `${key}: ${reason}`),
  ].join('\n');
  if (faults.length > 0) return describeFailure('task_list_invalid', { evidence });
  return describeFailure('tasks_blocked', { evidence });
}
