import { type Event, type EventType, eventPayloads } from '@devteam/api';
import { readEvents, readEventsBefore, readPositions } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { z } from 'zod';
import { readPatiently } from '../connection-errors.ts';
import type { App } from './app-type.ts';
import { ProjectParams, noSuchProject } from './project-routes.ts';

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

const EventsQuery = z
  .strictObject({
    after: wholeNumber.optional(),
    before: wholeNumber.optional(),
    limit: wholeNumber.pipe(z.number().min(1).max(1000)).default(200),
    type: z.enum(Object.keys(eventPayloads) as [EventType, ...EventType[]]).optional(),
  })
  .refine((query) => query.after === undefined || query.before === undefined, { path: ['before'], error: 'goes with no `after`' });

export interface EventsAnswer {
  /** Oldest first. */
  events: Event[];
  /** What to give as `after` (or `before`, where that was given) for the next page; null: there is no more now. */
  next: number | null;
}

export function addEventRoutes(app: App, { pool }: { pool: Pool }): void {
  app.get(
    '/api/projects/:projectId/events',
    { schema: { params: ProjectParams, querystring: EventsQuery } },
    async ({ params: { projectId }, query }): Promise<EventsAnswer> => {
      const { after = 0, before, limit, type } = query;
      const events = await readPatiently(() =>
        before === undefined
          ? readEvents(pool, projectId, { after, limit, type })
          : readEventsBefore(pool, projectId, { before, limit, type }),
      );
      if (events.length === 0 && !(await readPatiently(() => readPositions(pool, [projectId]))).has(projectId))
        throw noSuchProject(projectId);
      const edge = before === undefined ? events.at(-1) : events[0];
      const hasMore = events.length === limit && !(before !== undefined && edge?.seq === 1);
      return { events, next: hasMore ? (edge?.seq ?? null) : null };
    },
  );
}
