import type { Event } from '@devteam/api';
import type { EventLog } from '../live/event-log.ts';
import { logEvent } from './rows.ts';

export interface MemoryEventLog extends EventLog {
  add(projectId: string): void;
  remove(projectId: string): void;
  /** Commits events and, unless told not to, announces them. */
  append(projectId: string, count: number, options?: { isAnnounced?: boolean; text?: string }): void;
  announce(projectId: string, seq: number): void;
  /** The listening connection was cut and stands again. */
  reconnect(): void;
  /** Until it is called with undefined, reads fail with this. */
  breakReads(error: Error | undefined): void;
  /** Reads wait until the answer is called. */
  holdReads(): () => void;
  reads(): number;
}

/** Keeps its promises, and lets a test choose the moments. */
export function createMemoryEventLog(): MemoryEventLog {
  const projects = new Map<string, Event[]>();
  const listeners = new Set<Parameters<EventLog['listen']>[0]>();
  let broken: Error | undefined;
  let gate: Promise<void> = Promise.resolve();
  let reads = 0;
  const pass = async () => {
    await gate;
    if (broken) throw broken;
  };
  const announce = (projectId: string, seq: number) => {
    for (const { onEvent } of listeners) onEvent(projectId, seq);
  };
  return {
    readHeads: async () => {
      await pass();
      return new Map([...projects].map(([id, events]) => [id, { customerId: 'customer', seq: events.length }]));
    },
    readEvents: async (projectId, { after, limit }) => {
      reads += 1;
      await pass();
      return (projects.get(projectId) ?? []).slice(after, after + limit);
    },
    listen: (handlers) => {
      listeners.add(handlers);
      handlers.onReady();
      return Promise.resolve({ close: () => Promise.resolve(void listeners.delete(handlers)) });
    },
    add: (projectId) => void projects.set(projectId, []),
    remove: (projectId) => void projects.delete(projectId),
    append: (projectId, count, { isAnnounced = true, text = 'line' } = {}) => {
      const events = projects.get(projectId);
      if (!events) throw new Error(`There is no project ${projectId}`);
      for (let index = 0; index < count; index += 1) {
        const seq = events.length + 1;
        events.push({ ...logEvent(text), ts: new Date(seq).toISOString(), projectId, seq });
      }
      if (isAnnounced) announce(projectId, events.length);
    },
    announce,
    reconnect: () => {
      for (const { onReady } of listeners) onReady();
    },
    breakReads: (error) => {
      broken = error;
    },
    holdReads: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      gate = promise;
      return () => resolve(undefined);
    },
    reads: () => reads,
  };
}
