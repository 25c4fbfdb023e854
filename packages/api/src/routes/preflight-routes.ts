import { z } from 'zod';
import { DriverChoices, PreflightView } from '../views/preflight-view.ts';
import { Id, ProjectParams, Text } from './fields.ts';
import { route } from './route.ts';

/** A repository and how it would be worked on. */
const Repository = {
  repositoryUrl: Text(2000).min(1),
  branch: Text(250).min(1).optional(),
  taskListPath: Text(1000).min(1).optional(),
  executor: Id.optional(),
  sandbox: Id.optional(),
  model: Text(200).min(1).optional(),
  /** Of the executor `replay`: a folder of the server's machine, for its owner only. */
  recordings: Text(2000).min(1).optional(),
};

/** Looking at what an execution would begin with, before and after a project is made of it. */
export const preflightRoutes = {
  listDrivers: route({
    method: 'GET',
    path: '/api/devteam/drivers',
    summary: 'Executors and sandboxes of the server’s machine, and whether each can be used there',
    access: 'project.read',
    about: 'list',
    success: { status: 200, answer: DriverChoices },
    errors: [],
  }),
  inspectRepository: route({
    method: 'POST',
    path: '/api/devteam/repository/inspect',
    summary: 'What an execution on a repository would begin with: list, checks, agent; nothing is added',
    access: 'config.write',
    about: 'list',
    body: z.strictObject(Repository),
    success: { status: 200, answer: PreflightView },
    errors: ['repository_url_refused'],
  }),
  readPreflight: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/preflight',
    summary: 'What an execution of a project would begin with if it were started now',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    success: { status: 200, answer: PreflightView },
    errors: ['project_not_found'],
  }),
} as const;
