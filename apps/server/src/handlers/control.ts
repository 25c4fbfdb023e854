import type { ControlAnswer, ControlCommand, ControlRecord } from '@devteam/api';
import { findExecution } from '@devteam/engine/store';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Call } from './handler.ts';

export interface ControlWish {
  projectId: string;
  command: ControlCommand;
  taskKey?: string | undefined;
}

/** Asks it of the engine. */
export function control(engine: ServerEngine, { command, projectId, taskKey }: ControlWish, call: Call): Promise<ControlRecord> {
  const task = taskKey === undefined ? {} : { task: taskKey };
  return recordControl(projectId, call, () => engine.control(projectId, { command, ...task, by: call.caller.name }));
}

/** What it was, what it is now, and what is wanted. */
export async function recordControl(projectId: string, { read }: Call, ask: () => Promise<ControlAnswer>): Promise<ControlRecord> {
  const before = await read((db) => findExecution(db, projectId));
  const { desired, executionId, status, words } = await inTime(ask());
  return {
    projectId,
    executionId,
    previousStatus: before?.status ?? 'idle',
    currentStatus: status,
    desired,
    words,
    at: new Date().toISOString(),
  };
}
