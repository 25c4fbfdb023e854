import type { Event } from '@devteam/api';

/**
 * Where the live stream reads. What a driver owes:
 *
 * - Numbers of a project begin at 1 and have no gaps, and whoever sees n can read all before it.
 * - `readEvents` answers events with a number above `after`, in order, the lowest `limit` of them.
 * - `readPositions` answers the number of the newest event of each project, 0 where there is none.
 * - `listen` calls `onEvent` soon after an event was committed. Calls may come late, twice or not at all; `onReady` is called when they
 *   are to be counted on again, at the start and after each cut, so that the follower looks at the rows then.
 */
export interface EventLog {
  readPositions(): Promise<ReadonlyMap<string, number>>;
  readEvents(projectId: string, options: { after: number; limit: number }): Promise<Event[]>;
  listen(handlers: { onEvent: (projectId: string, seq: number) => void; onReady: () => void }): Promise<{ close(): Promise<void> }>;
}
