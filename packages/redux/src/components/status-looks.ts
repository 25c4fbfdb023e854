import type { Link } from '../state/dev-team-state.ts';
import type { ExecutionStatus } from '../wire.ts';
import type { IconName } from './icons.tsx';

export type Tone = 'running' | 'done' | 'waiting' | 'paused' | 'warning' | 'failed' | 'quiet';

export interface Look {
  word: string;
  tone: Tone;
  icon: IconName;
}

/** Word, shape and color of each status: never the color alone. */
const executionLooks: Record<ExecutionStatus, Look> = {
  idle: { word: 'Idle', tone: 'quiet', icon: 'circle' },
  initializing: { word: 'Initializing', tone: 'running', icon: 'running' },
  running: { word: 'Running', tone: 'running', icon: 'running' },
  paused: { word: 'Paused', tone: 'paused', icon: 'pause' },
  waiting_for_human: { word: 'Waiting for you', tone: 'waiting', icon: 'hand' },
  stopping: { word: 'Stopping', tone: 'paused', icon: 'running' },
  stopped: { word: 'Stopped', tone: 'paused', icon: 'stop' },
  completed: { word: 'Completed', tone: 'done', icon: 'check' },
  error: { word: 'Error', tone: 'failed', icon: 'alert' },
};

export const lookOf = (status: ExecutionStatus): Look => executionLooks[status] ?? { word: status, tone: 'quiet', icon: 'circle' };

export const linkLooks: Record<Link, Look> = {
  off: { word: 'Not connected', tone: 'quiet', icon: 'circle' },
  connecting: { word: 'Connecting', tone: 'quiet', icon: 'running' },
  live: { word: 'Live', tone: 'done', icon: 'dot' },
  reconnecting: { word: 'Reconnecting', tone: 'warning', icon: 'running' },
  polling: { word: 'Every 5 s', tone: 'paused', icon: 'dot' },
  offline: { word: 'Offline', tone: 'failed', icon: 'cross' },
};
