import type { Event, EventType, Failure, ExecutionStatus, ProjectView } from '@devteam/api';
import { listProjects, readEvents, readEventsBefore, readPositions, readProjectViews } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { listenTo } from './listen-to.ts';

/** Where projects and what happens in them are read: the database of this machine, or a server elsewhere. */
export interface EventSource {
  listProjects(): Promise<{ id: string; name: string }[]>;
  readViews(projectIds?: readonly string[]): Promise<ProjectView[]>;
  /** Number of the newest event. */
  readPosition(projectId: string): Promise<number>;
  readAfter(projectId: string, wanted: { after: number; limit: number; type?: EventType }): Promise<Event[]>;
  readBefore(projectId: string, wanted: { before: number; limit: number; type?: EventType }): Promise<Event[]>;
  listen(onHint: (projectId: string | null) => void): Promise<() => Promise<void>>;
  /** What does not answer, if nothing does. */
  name: string;
}

export const databaseSource = ({ pool, url }: { pool: Pool; url: string }): EventSource => ({
  listProjects: () => listProjects(pool),
  readViews: (projectIds) => readProjectViews(pool, (_kind, name) => name, projectIds),
  readPosition: async (projectId) => (await readPositions(pool, [projectId])).get(projectId) ?? 0,
  readAfter: (projectId, wanted) => readEvents(pool, projectId, wanted),
  readBefore: (projectId, wanted) => readEventsBefore(pool, projectId, wanted),
  listen: listenTo(url),
  name: 'The database',
});

/** How a project stands, in two words. */
export async function findStanding(
  source: EventSource,
  projectId: string,
): Promise<{ status: ExecutionStatus; reason: Failure | null } | undefined> {
  const [view] = await source.readViews([projectId]);
  return view?.execution ?? undefined;
}
