import { z } from 'zod';
import { ArtifactView, AttemptView, NodeRecord } from '../views/attempt-view.ts';
import { Id, ProjectParams, WholeNumber, items, page, paging } from './fields.ts';
import { route } from './route.ts';

const ExecutionParams = z.object({ executionId: Id });

/** What was tried, step by step, and what it left. */
export const attemptRoutes = {
  listAttempts: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/tasks/{taskKey}/attempts',
    summary: 'All tries at a task, newest first: what was made, with what, and how it ended',
    access: 'log.read',
    about: 'project',
    params: ProjectParams.extend({ taskKey: Id }),
    query: z.strictObject({ executionId: Id.optional() }),
    success: { status: 200, answer: items(AttemptView) },
    errors: ['project_not_found'],
  }),
  listNodes: route({
    method: 'GET',
    path: '/api/devteam/executions/{executionId}/nodes',
    summary: 'Steps of an execution in the order in which they were begun, each try of its own',
    access: 'project.read',
    about: 'execution',
    params: ExecutionParams,
    query: z.strictObject({ ...paging, taskKey: Id.optional(), attempt: WholeNumber.optional() }),
    success: { status: 200, answer: page(NodeRecord) },
    errors: ['execution_not_found'],
  }),
  listArtifacts: route({
    method: 'GET',
    path: '/api/devteam/executions/{executionId}/artifacts',
    summary: 'Prompts, diffs, transcripts and output of checks that an execution left; `limit` counts steps',
    access: 'log.read',
    about: 'execution',
    params: ExecutionParams,
    query: z.strictObject({ ...paging, taskKey: Id.optional() }),
    success: { status: 200, answer: page(ArtifactView) },
    errors: ['execution_not_found'],
  }),
  downloadArtifact: route({
    method: 'GET',
    path: '/api/devteam/executions/{executionId}/artifacts/{artifactId}',
    summary: 'One of them as plain text',
    access: 'log.read',
    about: 'execution',
    params: ExecutionParams.extend({ artifactId: Id }),
    success: { status: 200, answer: 'text' },
    errors: ['execution_not_found', 'artifact_not_found', 'changes_unknown'],
  }),
} as const;
