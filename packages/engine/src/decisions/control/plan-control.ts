import { type ErrorCode, type ExecutionStatus, type Failure, describeFailure, isActive } from '@devteam/api';
import { type Key, type TaskList, findTask } from '@devteam/task-list';
import { type Cell, type ControlCommand, type Wish, commandsFrom, controlTable } from './control-table.ts';
import { nearestIds } from './nearest-ids.ts';
import { type KnownTask, type TaskCommand, type TaskEffect, type TaskStanding, standingOf, taskTable } from './task-table.ts';

/** What a command sees of its project. */
export interface ControlSnapshot {
  readonly list: TaskList | null;
  /** null: the project was never started. */
  readonly execution: { readonly id: string; readonly status: ExecutionStatus; readonly wish: Wish } | null;
  readonly tasks: ReadonlyMap<Key, Omit<KnownTask, 'status'>>;
  readonly openReviews: readonly Key[];
}

export interface ControlRequest {
  readonly command: ControlCommand;
  /** Of the commands that concern a task. */
  readonly task?: Key;
  readonly by: string;
}

export interface ControlPlan {
  readonly outcome: 'accepted';
  readonly command: ControlCommand;
  /** True: it is so already, and there is nothing to write. */
  readonly already: boolean;
  readonly from: ExecutionStatus;
  /** To be written; undefined: it stays. */
  readonly wish: Wish | undefined;
  /** What the execution is once the wish is fulfilled; the status itself is moved by `executionTable`. */
  readonly leadsTo: ExecutionStatus;
  readonly task: ({ readonly key: Key } & TaskEffect) | undefined;
  /** The running task that is cut off, and what becomes of its work. Its claim ends (`interruptClaim`). */
  readonly interrupts: { readonly key: Key; readonly work: 'keep' | 'discard' } | null;
  /** One sentence for the person: when it takes effect. */
  readonly words: string;
  /** Of the ended execution that a new one shall repeat. */
  readonly replays: { readonly executionId: string; readonly task: Key | null } | null;
}

export interface ControlRefusal {
  readonly outcome: 'refused';
  readonly failure: Failure;
  readonly status: ExecutionStatus;
  readonly command: ControlCommand;
  /** What may be asked instead, here and now. */
  readonly allowed: readonly ControlCommand[];
}

const taskCommands: ReadonlySet<ControlCommand> = new Set(['skip_task', 'replay_task', 'take_over', 'give_back']);
const isTaskCommand = (command: ControlCommand): command is TaskCommand => taskCommands.has(command);

/** The row of the table: an execution that shall stop is stopping, whatever it still does. */
export function statusForControl(execution: ControlSnapshot['execution']): ExecutionStatus {
  if (!execution) return 'idle';
  return isActive(execution.status) && execution.wish.state === 'stopped' ? 'stopping' : execution.status;
}

/**
 * What a command leads to, or a refusal that names what may be asked instead. `set_stop_points` is planned here only as far as the
 * execution allows it; which points they are is the matter of `planStopPoints`.
 */
export function planControl(snapshot: ControlSnapshot, request: ControlRequest): ControlPlan | ControlRefusal {
  const { command } = request;
  const status = statusForControl(snapshot.execution);
  const cell = controlTable[status][command];
  if (cell.leadsTo === 'refusal') return refusal(snapshot, request, cell.code, { why: `the execution is ${status}` });
  if (isTaskCommand(command)) return planTask(snapshot, request, command, cell);
  const base = { outcome: 'accepted', command, from: status, task: undefined, interrupts: null, replays: null } as const;
  if (cell.leadsTo === 'nothing') return { ...base, already: true, wish: undefined, leadsTo: status, words: `it is ${status} already` };
  if (cell.leadsTo === 'same') return { ...base, already: false, wish: undefined, leadsTo: status, words: 'at once' };
  if (cell.leadsTo === 'new_execution') return refusal(snapshot, request, 'control_refused');
  const review = command === 'resume' && status === 'waiting_for_human' ? snapshot.openReviews[0] : undefined;
  if (review !== undefined) return refusal(snapshot, request, 'review_pending', { place: review });
  const running = runningTask(snapshot);
  const wish = stronger(snapshot.execution?.wish, cell.wish);
  // Where nothing runs a task may still be open, held before its merge or waiting to push again: a stop gives it back as well.
  const isGivenBack = cell.at === 'once' && cell.leadsTo === 'stopped';
  const isCut = running !== undefined && (isGivenBack || (cell.at === 'interrupt' && running.standing === 'running'));
  const work = wish.state === 'stopped' ? wish.work : 'keep';
  return {
    ...base,
    already: isSame(wish, snapshot.execution?.wish) && !(cell.leadsTo === 'running' && isHeld(status)),
    wish,
    leadsTo: cell.leadsTo,
    interrupts: isCut ? { key: running.key, work } : null,
    words: wordsOf(cell.at, status, running),
  };
}

/** One plan for each execution of a customer; no other customer's is looked at. Those that ended have nothing to do. */
export function planStopEverything<Row extends { readonly customerId: string; readonly snapshot: ControlSnapshot }>(
  rows: readonly Row[],
  customerId: string,
  by: string,
): { row: Row; plan: ControlPlan | ControlRefusal }[] {
  return rows
    .filter((row) => row.customerId === customerId)
    .map((row) => ({ row, plan: planControl(row.snapshot, { command: 'stop_everything', by }) }));
}

function planTask(snapshot: ControlSnapshot, request: ControlRequest, command: TaskCommand, cell: Cell): ControlPlan | ControlRefusal {
  const { list, execution } = snapshot;
  const status = statusForControl(execution);
  const isNew = cell.leadsTo === 'new_execution';
  const wanted = request.task;
  const base = { outcome: 'accepted', command, from: status, leadsTo: status, wish: undefined } as const;
  if (wanted === undefined && isNew && execution)
    return {
      ...base,
      already: false,
      task: undefined,
      interrupts: null,
      words: 'a new execution begins',
      replays: { executionId: execution.id, task: null },
    };
  const found = list && wanted !== undefined ? findTask(list, wanted) : undefined;
  if (!list || !found) {
    const near = list && wanted !== undefined ? nearestIds(list, wanted) : '';
    return refusal(snapshot, request, 'task_unknown', { place: wanted ?? 'task', ...(near ? { why: near } : {}) });
  }
  if (found.children.length > 0)
    return refusal(snapshot, request, 'task_composite', { place: found.key, why: `its sub-tasks are ${found.children.join(', ')}` });
  const known = snapshot.tasks.get(found.key) ?? { phase: null, outcome: null, takenOverBy: null };
  const standing = standingOf({ ...known, status: found.status });
  const effect: TaskEffect | 'nothing' | ErrorCode = taskTable[standing][command];
  const isOthers = standing === 'taken_over' && command === 'take_over' && known.takenOverBy !== request.by;
  if (isOthers) return refusal(snapshot, request, 'task_taken_over', { place: found.key, why: `${known.takenOverBy} has it` });
  if (effect === 'nothing')
    return { ...base, already: true, task: undefined, interrupts: null, words: `${found.key} is ${standing} already`, replays: null };
  if (typeof effect === 'string') return refusal(snapshot, request, effect, { place: found.key });
  return {
    ...base,
    already: false,
    task: { key: found.key, ...effect },
    interrupts: effect.interrupts === null ? null : { key: found.key, work: effect.interrupts },
    words: effect.interrupts === null ? 'at once' : `at once; ${found.key} is cut off where it is`,
    replays: isNew && execution ? { executionId: execution.id, task: found.key } : null,
  };
}

function runningTask(snapshot: ControlSnapshot): Running {
  for (const [key, task] of snapshot.tasks) {
    const standing = standingOf({ ...task, status: 'active' });
    if (standing === 'running' || standing === 'pushing') return { key, standing };
  }
  return undefined;
}

/** A wish that is under way is not weakened by a gentler one: «pause now» stays, and what shall be discarded is discarded. */
function stronger(before: Wish | undefined, wish: Wish): Wish {
  if (before?.state === 'paused' && wish.state === 'paused' && before.when === 'now') return before;
  if (before?.state === 'stopped' && wish.state === 'stopped' && before.work === 'discard') return before;
  return wish;
}

const isHeld = (status: ExecutionStatus): boolean => status === 'paused' || status === 'waiting_for_human';

const isSame = (a: Wish, b: Wish | undefined): boolean =>
  b !== undefined &&
  a.state === b.state &&
  (a.state !== 'paused' || (b.state === 'paused' && a.when === b.when)) &&
  (a.state !== 'stopped' || (b.state === 'stopped' && a.work === b.work));

type Running = { key: Key; standing: TaskStanding } | undefined;

/** Says which safe point it waits for. */
function wordsOf(at: 'once' | 'next_node' | 'interrupt', status: ExecutionStatus, running: Running): string {
  if (at === 'once') return 'at once';
  if (running?.standing === 'pushing') return `as soon as the push of ${running.key} has ended, which is never cut off`;
  if (running)
    return at === 'interrupt' ? `at once; ${running.key} is cut off where it is` : `after the step of ${running.key} that runs now`;
  if (at === 'interrupt') return 'at once';
  if (status === 'initializing') return 'after the preparation that runs now';
  return status === 'waiting_for_human' ? 'as soon as the review is answered' : 'at once';
}

function refusal(
  snapshot: ControlSnapshot,
  request: ControlRequest,
  code: ErrorCode,
  known: { why?: string; place?: string } = {},
): ControlRefusal {
  const status = statusForControl(snapshot.execution);
  const isAsked = status === 'waiting_for_human' && snapshot.openReviews.length > 0;
  const allowed = commandsFrom(status).filter((command) => !(command === 'resume' && isAsked));
  return { outcome: 'refused', failure: describeFailure(code, known), status, command: request.command, allowed };
}
