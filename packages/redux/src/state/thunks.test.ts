// @vitest-environment node
import { type Route, routes } from '@devteam/api';
import { expect, test } from 'vitest';
import type { ThunkDispatch, UnknownAction } from '@reduxjs/toolkit';
import type { DevTeamClient, HttpMethod } from '../client/dev-team-client.ts';
import { createAutomationService } from '../services/automation-service.ts';
import { shop } from '../testing/made-up.ts';
import { hostStore } from '../testing/host-store.ts';
import { selectMinutesLeft, selectOpenReviews } from '../index.ts';
import { createMadeUpClient } from '../testing/made-up-client.ts';
import { eventsReceived } from './dev-team-slice.ts';
import { connectWs, disconnectWs } from './live-thunks.ts';
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
      forecasts: [{ projectId: shop, tasksLeft: 2, minutes: { expected: 12, range: { from: 5, to: 30 } }, words: 'about 12 minutes' }],
      tasks: [
        { key: '1.1', title: 'done', status: 'completed', executable: true },
        { key: '1.2', title: 'open', status: 'pending', executable: true },
      ],
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
    'approve',
    () => dispatch(thunks.approveInjection({ projectId: shop, injectionId: 'i/1' })).unwrap(),
    ['POST /api/devteam/projects/{projectId}/injections/{injectionId}/approve'],
  ],
  [
    'the next task',
    () => dispatch(thunks.runNextTask({ projectId: shop, userId: 'u1' })).unwrap(),
    ['GET /api/devteam/repository/tasks/{projectId}', 'POST /api/devteam/automation/initialize'],
  ],
  [
    'a stop point',
    () => dispatch(thunks.saveStopPoint({ projectId: shop, stopPoint: '1.2' })).unwrap(),
    ['PUT /api/devteam/projects/{projectId}/stop-points'],
  ],
  [
    'an answer',
    () => dispatch(thunks.answerReview({ projectId: shop, reviewId: 'r1', choice: 'skip' })).unwrap(),
    ['POST /api/devteam/projects/{projectId}/reviews/{reviewId}/answer'],
  ],
  ['forecasts', () => dispatch(thunks.fetchForecasts()).unwrap(), ['GET /api/devteam/metrics']],
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

test('what is known of the rest of a list, and what a person has answered, stands in the state', async () => {
  const store = hostStore({ client });
  const ask = store.dispatch as typeof dispatch;
  await ask(thunks.fetchForecasts());
  expect([selectMinutesLeft(store.getState(), shop), selectMinutesLeft(store.getState(), 'other')]).toEqual([12, undefined]);
  const review = { reviewId: 'r1', projectId: shop, task: { key: '1', title: 'one' }, state: 'open' as const, choices: ['skip'] };
  const why = { code: 'check_failed', what: 'A check failed', why: 'red', tried: [], next: 'Look', place: null, evidence: null };
  const payload = { executionId: 'e', review: { ...review, why, openedAt: '2026-11-22T10:00:00.000Z' } };
  store.dispatch(eventsReceived([{ type: 'review-update', ts: '2026-11-22T10:00:00.000Z', projectId: shop, seq: 1, payload }]));
  expect(Object.keys(selectOpenReviews(store.getState()))).toEqual(['r1']);
  await ask(thunks.answerReview({ projectId: shop, reviewId: 'r1', choice: 'skip' }));
  expect(selectOpenReviews(store.getState())).toEqual({});
});

test('a store follows once, however often it is asked, and not at all afterwards', () => {
  const made = createMadeUpClient();
  const store = hostStore({ client: made });
  const ask = store.dispatch as typeof dispatch;
  ask(connectWs());
  ask(connectWs());
  expect(made.followers.size).toBe(1);
  for (const hooks of made.followers) hooks.onLink('live');
  expect(store.getState().devTeam.wsConnected).toBe(true);
  ask(disconnectWs());
  expect(made.followers.size).toBe(0);
  ask(connectWs());
  expect(made.followers.size).toBe(1);
});

test('a client’s own two calls are in the table too', () => {
  expect(findRoute('GET', '/api/devteam/projects').success.status).toBe(200);
  expect(findRoute('POST', '/api/devteam/tickets').success.status).toBe(201);
});
