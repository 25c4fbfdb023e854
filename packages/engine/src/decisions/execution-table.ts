import type { ExecutionStatus } from '@devteam/api';

/**
 * The life of an execution. `complete`, `halt` (a stop point), `ask` and `fail` are the engine's; `pause`, `resume`, `stop` are a
 * person's wishes, which the engine carries out as soon as nothing stands in the way. A new start after an end is a new execution.
 */
export const executionTable = {
  idle: { start: 'initializing' },
  initializing: {
    run: 'running',
    pause: 'paused',
    stop: 'stopping',
    halt: 'stopped',
    ask: 'waiting_for_human',
    fail: 'error',
    complete: 'completed',
  },
  running: { pause: 'paused', stop: 'stopping', halt: 'stopped', ask: 'waiting_for_human', fail: 'error', complete: 'completed' },
  paused: { resume: 'running', stop: 'stopping', halt: 'stopped', fail: 'error' },
  waiting_for_human: { resume: 'running', stop: 'stopping', halt: 'stopped', fail: 'error' },
  stopping: { halt: 'stopped', fail: 'error', complete: 'completed' },
  stopped: {},
  completed: {},
  error: {},
} as const satisfies Record<ExecutionStatus, Partial<Record<string, ExecutionStatus>>>;

export type ExecutionEvent = { [S in ExecutionStatus]: keyof (typeof executionTable)[S] }[ExecutionStatus];

/** `undefined`: this cannot happen here; the caller decides whether that is an error. */
export function nextExecutionStatus(status: ExecutionStatus, event: ExecutionEvent): ExecutionStatus | undefined {
  const row: Partial<Record<ExecutionEvent, ExecutionStatus>> = executionTable[status];
  return row[event];
}

export const executionEventsFrom = (status: ExecutionStatus): ExecutionEvent[] => Object.keys(executionTable[status]) as ExecutionEvent[];

/** The WHERE clause of the event's UPDATE. */
export const executionStatusesAccepting = (event: ExecutionEvent): ExecutionStatus[] =>
  (Object.keys(executionTable) as ExecutionStatus[]).filter((status) => nextExecutionStatus(status, event) !== undefined);
