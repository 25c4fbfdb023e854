import type { ExecutionStatus } from '@devteam/api';
import type { Color } from './paint.ts';

export interface Look {
  /** At most two columns wide. */
  symbol: string;
  /** For terminals that have only ASCII. */
  ascii: string;
  color: Color;
  /** What a person reads; the wire's words stay as they are. */
  word: string;
}

/** Shape, color and word of each status: never color alone. */
export const statusLooks: Record<ExecutionStatus, Look> = {
  idle: { symbol: '○', ascii: 'o', color: 'grey', word: 'not started' },
  initializing: { symbol: '◌', ascii: '.', color: 'blue', word: 'preparing' },
  running: { symbol: '◐', ascii: '>', color: 'blue', word: 'running' },
  paused: { symbol: '‖', ascii: '=', color: 'grey', word: 'paused' },
  waiting_for_human: { symbol: '✋', ascii: '?', color: 'violet', word: 'waits for you' },
  stopping: { symbol: '◼', ascii: '#', color: 'amber', word: 'stopping' },
  stopped: { symbol: '◼', ascii: '#', color: 'amber', word: 'stopped' },
  completed: { symbol: '✓', ascii: '+', color: 'green', word: 'completed' },
  error: { symbol: '✕', ascii: 'x', color: 'red', word: 'failed' },
};

const turning = ['◐', '◓', '◑', '◒'];

/** `tick` counts redraws: work that is under way turns. */
export function symbolOf(status: ExecutionStatus, unicode: boolean, tick = 0): string {
  const look = statusLooks[status];
  if (!unicode) return look.ascii;
  return status === 'running' ? (turning[tick % turning.length] ?? look.symbol) : look.symbol;
}
