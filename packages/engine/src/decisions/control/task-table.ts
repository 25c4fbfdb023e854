import type { ErrorCode, Phase, TaskStatus } from '@devteam/api';
import type { ControlCommand } from './control-table.ts';

/** How a task stands, as far as it matters for what people may do to it. `tried`: it ended without landing, and nobody was asked. */
export const taskStandings = ['open', 'running', 'pushing', 'review', 'tried', 'taken_over', 'landed', 'skipped', 'closed'] as const;
export type TaskStanding = (typeof taskStandings)[number];

export type TaskCommand = Extract<ControlCommand, 'skip_task' | 'replay_task' | 'take_over' | 'give_back'>;

/** What of a running attempt is cut off, what becomes of its work, and what the list says of the task from then on. */
export interface TaskEffect {
  readonly interrupts: 'keep' | 'discard' | null;
  readonly list: Extract<TaskStatus, 'pending' | 'skipped' | 'human-review'> | null;
  /** The counter of attempts begins again. */
  readonly fresh: boolean;
}
export type TaskCell = TaskEffect | 'nothing' | ErrorCode;

const skip: TaskEffect = { interrupts: null, list: 'skipped', fresh: false };
const again: TaskEffect = { interrupts: null, list: 'pending', fresh: true };
const hold: TaskEffect = { interrupts: null, list: 'human-review', fresh: false };
const back: TaskEffect = { interrupts: null, list: 'pending', fresh: true };

/** A push that has begun is never cut off, and what is done stays done: a completed task is never carried out again. */
export const taskTable = {
  open: { skip_task: skip, replay_task: 'task_not_tried', take_over: hold, give_back: 'task_not_taken_over' },
  running: {
    skip_task: { ...skip, interrupts: 'discard' },
    replay_task: { ...again, interrupts: 'discard' },
    take_over: { ...hold, interrupts: 'keep' },
    give_back: 'task_not_taken_over',
  },
  pushing: {
    skip_task: 'push_under_way',
    replay_task: 'push_under_way',
    take_over: 'push_under_way',
    give_back: 'task_not_taken_over',
  },
  review: { skip_task: skip, replay_task: again, take_over: hold, give_back: 'task_not_taken_over' },
  tried: { skip_task: skip, replay_task: again, take_over: hold, give_back: 'task_not_taken_over' },
  taken_over: { skip_task: 'task_taken_over', replay_task: 'task_taken_over', take_over: 'nothing', give_back: back },
  landed: { skip_task: 'task_closed', replay_task: 'task_closed', take_over: 'task_closed', give_back: 'task_closed' },
  skipped: { skip_task: 'nothing', replay_task: again, take_over: 'task_closed', give_back: 'task_closed' },
  closed: { skip_task: 'task_closed', replay_task: 'task_closed', take_over: 'task_closed', give_back: 'task_closed' },
} as const satisfies Record<TaskStanding, Record<TaskCommand, TaskCell>>;

export interface KnownTask {
  /** As the list says. */
  readonly status: TaskStatus;
  /** Of this execution; null: it is not open there. */
  readonly phase: Phase | null;
  readonly outcome: 'landed' | 'review' | 'failed' | 'canceled' | 'superseded' | null;
  readonly takenOverBy: string | null;
}

export function standingOf(task: KnownTask): TaskStanding {
  if (task.takenOverBy !== null) return 'taken_over';
  if (task.phase !== null && task.outcome === null) return task.phase === 'PUSH' || task.phase === 'DONE' ? 'pushing' : 'running';
  if (task.outcome === 'landed' || task.status === 'completed') return 'landed';
  if (task.status === 'skipped') return 'skipped';
  if (task.status === 'canceled' || task.status === 'replaced') return 'closed';
  if (task.outcome === 'review') return 'review';
  if (task.outcome === 'failed' || task.outcome === 'canceled') return 'tried';
  // The list says so, of a time that we know nothing of.
  if (task.status === 'human-review' || task.status === 'error') return 'review';
  return 'open';
}
