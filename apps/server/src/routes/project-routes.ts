import { CodedError, type ProjectDetail, type ProjectView } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { findProjectDetail, readProjectViews } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { z } from 'zod';
import { readPatiently } from '../connection-errors.ts';
import type { App } from './app-type.ts';

/** PostgreSQL's text has no NUL. */
export const Id = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !text.includes('\0'), 'must not hold a NUL');
export const ProjectParams = z.object({ projectId: Id });

export interface ProjectsAnswer {
  projects: ProjectView[];
  serverTime: string;
}

export const noSuchProject = (projectId: string) => new CodedError('project_not_found', { place: projectId });

export function addProjectRoutes(app: App, { label, pool }: { pool: Pool; label: Engine['label'] }): void {
  app.get('/api/projects', { schema: { querystring: z.strictObject({}) } }, async (): Promise<ProjectsAnswer> => {
    const projects = await readPatiently(() => readProjectViews(pool, label));
    return { projects, serverTime: new Date().toISOString() };
  });

  app.get(
    '/api/projects/:projectId',
    { schema: { params: ProjectParams, querystring: z.strictObject({}) } },
    async ({ params }): Promise<ProjectDetail> => {
      const detail = await readPatiently(() => findProjectDetail(pool, label, params.projectId));
      if (!detail) throw noSuchProject(params.projectId);
      return detail;
    },
  );
}
