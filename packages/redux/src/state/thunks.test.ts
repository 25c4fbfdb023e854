// @vitest-environment node
import { type Route, routes } from '@devteam/api';
import { expect, test } from 'vitest';
import type { ThunkDispatch, UnknownAction } from '@reduxjs/toolkit';
import type { DevTeamClient, HttpMethod } from '../client/dev-team-client.ts';
import { createAutomationService } from '../services/automation-service.ts';
import { shop } from '../testing/made-up.ts';
import { hostStore } from '../testing/host-store.ts';
import * as thunks from './thunks.ts';

/** The row of the table of routes that answers this, with what stands in its path. */
function findRoute(method: HttpMethod, path: string): Route {
  const [bare = '', query] = path.split('?');
  for (const row of Object.values(routes) as Route[]) {
    const form = new RegExp(`^${row.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
    if (row.method !== method || !form.test(bare)) continue;
    if (query !== undefined) row.query?.parse(Object.fromEntries(new URLSearchParams(query)));
    return row;
  }
  throw new Error(`no route answers ${method} ${path}`);
}

/** Takes every request to the table of routes: address, query and body have to be what the server's schemas let through. */
function checkingClient(): { client: DevTeamClient; asked: string[] } {
  const asked: string[] = [];
  const request = async <Answer>(method: HttpMethod, path: string, body?: unknown): Promise<Answer> => {
    const row = findRoute(method, path);
    // As text, since that is how it gets there: what is undefined does not.
    row.body?.parse(JSON.parse(JSON.stringify(body ?? {})));
    asked.push(`${method} ${row.path}`);
    return {
      services: [],
      items: [],
      valid: true,
      hasTaskList: true,
      defaultBranch: null,
      taskId: '1',
      injectionId: 'i1',
      status: 'pending',
    } as Answer;
  };
  return { asked, client: { request, follow: () => ({ stop: () => undefined }) } };
}

const injection: thunks.InjectionRequest = {
  projectId: shop,
  injectionType: 'positional',
  targetPosition: 'after:2.1',
  targetTaskId: undefined,
  task: { title: 'Round', description: undefined, acceptanceCriteria: ['whole'], priority: 'high', estimatedDuration: 30 },
  reason: 'the contract',
  userId: 'u1',
};

const { client, asked } = checkingClient();
const dispatch = hostStore({ client }).dispatch as ThunkDispatch<unknown, unknown, UnknownAction>;
const service = createAutomationService(client, {
  getTasks: async () => [],
  getProject: async () => ({ github_repo_url: 'https://example.com/a.git' }),
});

test.each<[string, () => Promise<unknown>, string[]]>([
  [
    'initialize',
    () => dispatch(thunks.initializeProjectAutomation({ projectId: shop, userId: 'u1', stopPoint: '1.2' })).unwrap(),
    ['POST /api/devteam/automation/initialize'],
  ],
  [
    'initialize without the rest',
    () => dispatch(thunks.initializeProjectAutomation({ projectId: shop, userId: undefined })).unwrap(),
    ['POST /api/devteam/automation/initialize'],
  ],
  [
    'run up to a task',
    () => dispatch(thunks.executeCodeChangeWorkflow({ projectId: shop, taskId: '1.2' })).unwrap(),
    ['POST /api/devteam/automation/initialize'],
  ],
  ['status', () => dispatch(thunks.fetchAutomationStatus(shop)).unwrap(), ['GET /api/devteam/automation/status/{projectId}']],
  ['workflow', () => dispatch(thunks.getWorkflowStatus(shop)).unwrap(), ['GET /api/devteam/automation/status/{projectId}']],
  ['pause', () => dispatch(thunks.pauseExecution(shop)).unwrap(), ['POST /api/devteam/automation/pause/{projectId}']],
  ['resume', () => dispatch(thunks.resumeExecution(shop)).unwrap(), ['POST /api/devteam/automation/resume/{projectId}']],
  ['stop', () => dispatch(thunks.stopExecution(shop)).unwrap(), ['POST /api/devteam/automation/stop/{projectId}']],
  ['inject', () => dispatch(thunks.injectTask(injection)).unwrap(), ['POST /api/devteam/projects/{projectId}/tasks/inject']],
  ['pending injections', () => dispatch(thunks.listPendingInjections(shop)).unwrap(), ['GET /api/devteam/projects/{projectId}/injections']],
  [
    'cancel',
    () => dispatch(thunks.cancelInjection({ projectId: shop, injectionId: 'i/1' })).unwrap(),
    ['DELETE /api/devteam/projects/{projectId}/injections/{injectionId}'],
  ],
  [
    'validate',
    () => dispatch(thunks.validateRepository({ repositoryUrl: 'https://example.com/a.git' })).unwrap(),
    ['POST /api/devteam/repository/validate'],
  ],
  ['health', () => dispatch(thunks.fetchServicesHealth()).unwrap(), ['GET /api/devteam/health']],
  [
    'prerequisites',
    () => dispatch(thunks.checkPrerequisites({ projectId: shop, repositoryUrl: 'https://example.com/a.git' })).unwrap(),
    ['GET /api/devteam/automation/status/{projectId}', 'POST /api/devteam/repository/validate', 'GET /api/devteam/health'],
  ],
  ['the service’s context', () => service.prepareAutomationContext(shop), ['POST /api/devteam/repository/validate']],
  [
    'the service’s error task',
    () => service.handleExecutionError({ projectId: shop, error: { type: 'check_failed', message: 'exit code 1' } }, { title: 'Ship' }),
    ['POST /api/devteam/tasks/inject'],
  ],
])('%s is asked as the server wants to be asked', async (_name, ask, expected) => {
  asked.length = 0;
  await ask();
  expect(asked).toEqual(expected);
});

test('a client’s own two calls are in the table too', () => {
  expect(findRoute('GET', '/api/devteam/projects').success.status).toBe(200);
  expect(findRoute('POST', '/api/devteam/tickets').success.status).toBe(201);
});
