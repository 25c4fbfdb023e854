import { describeFailure } from '@devteam/api';
import { expect, test } from 'vitest';
import { madeUpDetails, output, viewOf, webshop } from '../testing/made-up.ts';
import { createApiClient } from './api-client.ts';

interface Asked {
  path: string;
  method: string;
  body: unknown;
}

/** A server with one answer. */
function serving(status: number, body: unknown) {
  const asked: Asked[] = [];
  let refused = 0;
  const api = createApiClient({
    onUnauthorized: () => {
      refused += 1;
    },
    fetch: async (path, init) => {
      asked.push({ path: typeof path === 'string' ? path : '', method: init?.method ?? 'GET', body: init?.body ?? null });
      return new Response(status === 204 ? null : typeof body === 'string' ? body : JSON.stringify(body), { status });
    },
  });
  return { api, asked, refused: () => refused };
}

test('project ids are encoded, since they hold a slash', async () => {
  const [detail] = madeUpDetails();
  const { api, asked } = serving(200, detail);
  await expect(api.getProject(webshop)).resolves.toMatchObject({ projectId: webshop });
  expect(asked[0]?.path).toBe('/api/devteam/projects/acme%2Fwebshop');
});

test('reads projects, earlier output and what was started', async () => {
  const projects = madeUpDetails().map(viewOf);
  await expect(serving(200, { projects, serverTime: '2026-11-20T10:00:00Z' }).api.getProjects()).resolves.toMatchObject({ projects });
  const { api, asked } = serving(200, { events: [output(3, ['line'])], next: null });
  await expect(api.getOutputBefore(webshop, 10, 50)).resolves.toHaveLength(1);
  expect(asked[0]?.path).toBe('/api/devteam/projects/acme%2Fwebshop/events?before=10&limit=50&type=execution-log');
  await expect(serving(202, { executionId: 'e9' }).api.automate(webshop)).resolves.toEqual({ executionId: 'e9' });
});

test('signing in posts the token', async () => {
  const { api, asked } = serving(204, null);
  await api.signIn('abc');
  expect(asked).toEqual([{ path: '/api/devteam/session', method: 'POST', body: '{"token":"abc"}' }]);
});

test('a problem keeps its own words', async () => {
  const problem = { ...describeFailure('execution_active', { why: 'e1 is active', place: webshop }), status: 409 };
  await expect(serving(409, problem).api.automate(webshop)).rejects.toMatchObject({
    status: 409,
    failure: { code: 'execution_active', why: 'e1 is active', place: webshop, next: problem.next },
  });
});

test.each([
  [500, 'not json', 'unexpected'],
  [404, {}, 'not_found'],
  [502, { code: 'of_a_newer_server', what: 'New' }, 'of_a_newer_server'],
])('an answer of %d with %j still has all four parts', async (status, body, code) => {
  const failure = await serving(status, body)
    .api.getProjects()
    .catch((error: { failure: Record<string, unknown> }) => error.failure);
  expect(failure).toMatchObject({
    code,
    what: expect.stringMatching(/./),
    why: expect.stringMatching(/./),
    next: expect.stringMatching(/./),
    tried: expect.any(Array),
  });
});

test('a 401 anywhere is told, but the sign-in’s own is only its answer', async () => {
  const one = serving(401, describeFailure('unauthorized'));
  await expect(one.api.getProjects()).rejects.toMatchObject({ failure: { code: 'unauthorized' } });
  expect(one.refused()).toBe(1);
  const other = serving(401, describeFailure('unauthorized'));
  await expect(other.api.signIn('wrong')).rejects.toMatchObject({ failure: { code: 'unauthorized' } });
  expect(other.refused()).toBe(0);
});

test('no answer at all is said in the same four parts', async () => {
  const api = createApiClient({ onUnauthorized: () => {}, fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
  await expect(api.getProjects()).rejects.toMatchObject({
    status: null,
    failure: { code: 'server_unreachable', evidence: 'Failed to fetch' },
  });
});

test('an answer of another form is refused with the place', async () => {
  await expect(serving(200, { projects: [{}] }).api.getProjects()).rejects.toMatchObject({
    failure: { code: 'unexpected', place: '/api/devteam/projects' },
  });
});
