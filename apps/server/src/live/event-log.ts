import type { Event } from '@devteam/api';

export interface ProjectHead {
  customerId: string;
  seq: number;
}

export interface LogHandlers {
  onEvent: (projectId: string, seq: number) => void;
  onReady: () => void;
  onAccess?: () => void;
}

/**
 * Where the live stream reads. What a driver owes:
 *
 * - Numbers of a project begin at 1 and have no gaps, and whoever sees n can read all before it.
 * - `readEvents` answers events with a number above `after`, in order, the lowest `limit` of them.
 * - `readHeads` answers whose each project is and the number of its newest event, 0 where there is none.
 * - `listen` calls `onEvent` soon after an event was committed. Calls may come late, twice or not at all; `onReady` is called when they
 *   are to be counted on again, at the start and after each cut, so that the follower looks at the rows then. `onAccess` tells of rights that changed.
 */
export interface EventLog {
  readHeads(): Promise<ReadonlyMap<string, ProjectHead>>;
  readEvents(projectId: string, options: { after: number; limit: number }): Promise<Event[]>;
  listen(handlers: LogHandlers): Promise<{ close(): Promise<void> }>;
}
