import { type ControlCommand, type ErrorCode, type ExecutionStatus, controlCommands } from '@devteam/api';

export { type ControlCommand, controlCommands } from '@devteam/api';

/**
 * What people want of an execution. What is (its status) and what is wanted are two facts: a wish is written down at once and stays
 * until it is fulfilled, whoever crashes meanwhile.
 */
export type Wish =
  | { readonly state: 'running' }
  /** `after_node`: what runs ends by itself. `now`: it is cut off, except a push. */
  | { readonly state: 'paused'; readonly when: 'after_node' | 'now' }
  /** `keep`: what the interrupted task has done stays on its branch. */
  | { readonly state: 'stopped'; readonly work: 'keep' | 'discard' };

export type Cell =
  /** A wish is written; the status follows as soon as nothing stands in the way, and at once where nothing runs. */
  | { readonly leadsTo: 'running' | 'paused' | 'stopped'; readonly wish: Wish; readonly at: 'once' | 'next_node' | 'interrupt' }
  /** Something about the task or the stop points changes; the execution stays what it is. */
  | { readonly leadsTo: 'same'; readonly changes: 'task' | 'stop_points' }
  /** The end stays the end: a new execution begins that names this one. */
  | { readonly leadsTo: 'new_execution' }
  /** It is so already. */
  | { readonly leadsTo: 'nothing' }
  | { readonly leadsTo: 'refusal'; readonly code: ErrorCode };

const afterNode: Wish = { state: 'paused', when: 'after_node' };
const atOnce: Wish = { state: 'paused', when: 'now' };
const running: Wish = { state: 'running' };
const keep: Wish = { state: 'stopped', work: 'keep' };
const discard: Wish = { state: 'stopped', work: 'discard' };

const no: Cell = { leadsTo: 'refusal', code: 'control_refused' };
const done: Cell = { leadsTo: 'nothing' };
const pauseSoon: Cell = { leadsTo: 'paused', wish: afterNode, at: 'next_node' };
const pauseNow: Cell = { leadsTo: 'paused', wish: atOnce, at: 'interrupt' };
/** A preparation is short, and half of it is worth nothing: it is not cut off. */
const pausePrepared: Cell = { leadsTo: 'paused', wish: atOnce, at: 'next_node' };
/** Takes back a pause that has not come yet. */
const goOn: Cell = { leadsTo: 'running', wish: running, at: 'once' };
const stopKeep: Cell = { leadsTo: 'stopped', wish: keep, at: 'interrupt' };
const stopDrop: Cell = { leadsTo: 'stopped', wish: discard, at: 'interrupt' };
const endKeep: Cell = { leadsTo: 'stopped', wish: keep, at: 'once' };
const endDrop: Cell = { leadsTo: 'stopped', wish: discard, at: 'once' };
/** It waits for a person; once answered, it does not go on but pauses. */
const holdBack: Cell = { leadsTo: 'paused', wish: afterNode, at: 'next_node' };
const task: Cell = { leadsTo: 'same', changes: 'task' };
const stops: Cell = { leadsTo: 'same', changes: 'stop_points' };
const again: Cell = { leadsTo: 'new_execution' };

/**
 * Rows: what the execution is. Columns: what people ask. An execution that shall stop is in the row `stopping`, whatever it does still.
 * What depends on the task itself stands in `taskTable`.
 */
export const controlTable: Readonly<Record<ExecutionStatus, Readonly<Record<ControlCommand, Cell>>>> = {
  idle: {
    pause_after_node: no,
    pause_now: no,
    resume: no,
    stop_keep_work: no,
    stop_discard: no,
    skip_task: no,
    replay_task: no,
    take_over: no,
    give_back: task,
    set_stop_points: no,
    clear_stop_points: no,
    stop_everything: done,
  },
  initializing: {
    pause_after_node: pauseSoon,
    pause_now: pausePrepared,
    resume: goOn,
    stop_keep_work: stopKeep,
    stop_discard: stopDrop,
    skip_task: task,
    replay_task: task,
    take_over: task,
    give_back: task,
    set_stop_points: stops,
    clear_stop_points: stops,
    stop_everything: stopKeep,
  },
  running: {
    pause_after_node: pauseSoon,
    pause_now: pauseNow,
    resume: goOn,
    stop_keep_work: stopKeep,
    stop_discard: stopDrop,
    skip_task: task,
    replay_task: task,
    take_over: task,
    give_back: task,
    set_stop_points: stops,
    clear_stop_points: stops,
    stop_everything: stopKeep,
  },
  paused: {
    pause_after_node: done,
    pause_now: done,
    resume: goOn,
    stop_keep_work: endKeep,
    stop_discard: endDrop,
    skip_task: task,
    replay_task: task,
    take_over: task,
    give_back: task,
    set_stop_points: stops,
    clear_stop_points: stops,
    stop_everything: endKeep,
  },
  waiting_for_human: {
    pause_after_node: holdBack,
    pause_now: holdBack,
    resume: goOn,
    stop_keep_work: endKeep,
    stop_discard: endDrop,
    skip_task: task,
    replay_task: task,
    take_over: task,
    give_back: task,
    set_stop_points: stops,
    clear_stop_points: stops,
    stop_everything: endKeep,
  },
  stopping: {
    pause_after_node: no,
    pause_now: no,
    resume: no,
    stop_keep_work: done,
    stop_discard: stopDrop,
    skip_task: no,
    replay_task: no,
    take_over: no,
    give_back: task,
    set_stop_points: no,
    clear_stop_points: no,
    stop_everything: done,
  },
  stopped: {
    pause_after_node: no,
    pause_now: no,
    resume: no,
    stop_keep_work: done,
    stop_discard: no,
    skip_task: no,
    replay_task: again,
    take_over: no,
    give_back: task,
    set_stop_points: no,
    clear_stop_points: no,
    stop_everything: done,
  },
  completed: {
    pause_after_node: no,
    pause_now: no,
    resume: no,
    stop_keep_work: no,
    stop_discard: no,
    skip_task: no,
    replay_task: again,
    take_over: no,
    give_back: task,
    set_stop_points: no,
    clear_stop_points: no,
    stop_everything: done,
  },
  error: {
    pause_after_node: no,
    pause_now: no,
    resume: no,
    stop_keep_work: no,
    stop_discard: no,
    skip_task: no,
    replay_task: again,
    take_over: no,
    give_back: task,
    set_stop_points: no,
    clear_stop_points: no,
    stop_everything: done,
  },
};

/** What a person may ask here, without looking at tasks. */
export const commandsFrom = (status: ExecutionStatus): ControlCommand[] =>
  controlCommands.filter((command) => controlTable[status][command].leadsTo !== 'refusal');
