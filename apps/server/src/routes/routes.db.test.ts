import { request as httpRequest } from 'node:http';
import { Event, Health, Problem, ProjectDetail, ProjectView } from '@devteam/api';
import { addWorker, saveService } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addProject, addWorkingProject, append } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, builtPage, startTestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  await addWorkingProject(database.pool, 'acme/shop', 'execution-1');
  await addProject(database.pool, 'acme/quiet');
  await append(database.pool, 'acme/shop', ['a', 'b', 'c', 'd', 'e']);
});

afterAll(async () => {
  await server?.close();
  await database?.close();
});

const json = (method: string, body: unknown): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = z.strictObject(Problem.shape).parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('projects', () => {
  test('are listed with their execution and the server time', async () => {
    const response = await server.ask('/api/projects');
    expect(response.status).toBe(200);
    const body = z.strictObject({ projects: ProjectView.array(), serverTime: z.iso.datetime() }).parse(await response.json());
    const shop = body.projects.find((project) => project.projectId === 'acme/shop');
    expect(shop).toMatchObject({ seq: 5, totals: { completed: 0, total: 2 }, currentTask: { key: 'T-1' } });
    expect(shop?.execution?.status).toBe('initializing');
    expect(shop?.sandbox).toEqual({ name: 'process', label: 'process, not isolated' });
  });

  test.each(['/api/projects/acme%2Fshop', '/api/projects/acme/shop', '/api/projects/acme%2fshop'])('one is shown: %s', async (path) => {
    const response = await server.ask(path);
    const detail = ProjectDetail.parse(await response.json());
    expect(detail.projectId).toBe('acme/shop');
    expect(detail.tasks.map((task) => task.key)).toEqual(['T-1', 'T-2']);
  });

  test.each(['/api/projects/acme/none', '/api/projects/acme%2Fnone', '/api/projects/acme/none/events', '/api/projects/acme%2Fnone/events'])(
    'that are not there: %s',
    async (path) => {
      const problem = await problemOf(await server.ask(path));
      expect(problem).toMatchObject({ status: 404, code: 'project_not_found', place: 'acme/none' });
    },
  );

  test('an unknown field of the query is refused by name', async () => {
    const problem = await problemOf(await server.ask('/api/projects?page=2'));
    expect(problem).toMatchObject({ status: 400, field: 'query.page' });
  });
});

describe('events', () => {
  const read = async (query: string, path = '/api/projects/acme%2Fshop/events') => {
    const response = await server.ask(`${path}${query}`);
    expect(response.status).toBe(200);
    const body = z.strictObject({ events: Event.array(), next: z.number().nullable() }).parse(await response.json());
    return { seqs: body.events.map((event) => event.seq), next: body.next };
  };

  test('pages forward', async () => {
    expect(await read('?limit=2')).toEqual({ seqs: [1, 2], next: 2 });
    expect(await read('?after=2&limit=2')).toEqual({ seqs: [3, 4], next: 4 });
    expect(await read('?after=4&limit=2')).toEqual({ seqs: [5], next: null });
    expect(await read('?after=5')).toEqual({ seqs: [], next: null });
  });

  test('pages back, oldest first', async () => {
    expect(await read('?before=6&limit=3')).toEqual({ seqs: [3, 4, 5], next: 3 });
    expect(await read('?before=3&limit=2')).toEqual({ seqs: [1, 2], next: null });
    expect(await read('?before=1')).toEqual({ seqs: [], next: null });
  });

  test('narrows by type', async () => {
    expect(await read('?type=execution-log&after=3')).toEqual({ seqs: [4, 5], next: null });
    expect(await read('?type=completion')).toEqual({ seqs: [], next: null });
  });

  test('takes the raw id', async () => {
    expect(await read('?after=3', '/api/projects/acme/shop/events')).toEqual({ seqs: [4, 5], next: null });
  });

  test('a project without events has none', async () => {
    expect(await read('', '/api/projects/acme/quiet/events')).toEqual({ seqs: [], next: null });
  });

  test.each([
    ['?limit=0', 'query.limit'],
    ['?limit=1001', 'query.limit'],
    ['?limit=ten', 'query.limit'],
    ['?limit=1&limit=2', 'query.limit'],
    ['?after=-1', 'query.after'],
    ['?after=', 'query.after'],
    ['?after=1e3', 'query.after'],
    ['?after=99999999999999999999', 'query.after'],
    ['?type=other', 'query.type'],
    ['?since=3', 'query.since'],
    ['?after=1&before=3', 'query.before'],
  ])('refuses %s', async (query, field) => {
    const problem = await problemOf(await server.ask(`/api/projects/acme%2Fshop/events${query}`));
    expect(problem).toMatchObject({ status: 400, code: 'request_invalid', field });
  });
});

describe('commands', () => {
  test('automate starts, a second one is refused, stop ends it', async () => {
    await addProject(database.pool, 'beta/app');
    const started = await server.ask('/api/projects/beta%2Fapp/automate', json('POST', { stopAfter: ['T-2'] }));
    expect(started.status).toBe(202);
    z.strictObject({ executionId: z.string().min(1) }).parse(await started.json());
    const view = ProjectDetail.parse(await (await server.ask('/api/projects/beta/app')).json());
    expect(view.execution).toMatchObject({ status: 'initializing', stopAfter: ['T-2'] });

    const problem = await problemOf(await server.ask('/api/projects/beta/app/automate', json('POST', {})));
    expect(problem).toMatchObject({ status: 409, code: 'execution_active', place: 'beta/app' });

    expect((await server.ask('/api/projects/beta/app/stop', json('POST', {}))).status).toBe(202);
    const stopped = ProjectDetail.parse(await (await server.ask('/api/projects/beta/app')).json());
    expect(stopped.execution?.status).toBe('stopped');
  });

  test('need no body', async () => {
    await addProject(database.pool, 'beta/bare');
    expect((await server.ask('/api/projects/beta%2Fbare/automate', { method: 'POST' })).status).toBe(202);
    const empty = { method: 'POST', headers: { 'content-type': 'application/json' } };
    expect((await server.ask('/api/projects/beta%2Fbare/stop', empty)).status).toBe(202);
  });

  test.each(['automate', 'stop'])('%s of a project that is not there', async (action) => {
    const problem = await problemOf(await server.ask(`/api/projects/acme%2Fnone/${action}`, json('POST', {})));
    expect(problem).toMatchObject({ status: 404, code: 'project_not_found' });
  });

  test.each([
    [{ stopafter: [] }, 'body.stopafter'],
    [{ stopAfter: 'T-1' }, 'body.stopAfter'],
    [{ stopAfter: ['ok', 3] }, 'body.stopAfter.1'],
    [{ stopAfter: ['\0'] }, 'body.stopAfter.0'],
    [[], 'body'],
  ])('refuse %j', async (body, field) => {
    const problem = await problemOf(await server.ask('/api/projects/acme%2Fshop/automate', json('POST', body)));
    expect(problem).toMatchObject({ status: 400, code: 'request_invalid', field });
  });

  test('refuse what is no JSON, what is no object and what is too large', async () => {
    const path = '/api/projects/acme%2Fshop/stop';
    const post = (body: string, type: string) => server.ask(path, { method: 'POST', body, headers: { 'content-type': type } });
    expect((await problemOf(await post('{"a":', 'application/json'))).status).toBe(400);
    expect((await problemOf(await post('{"__proto__":{}}', 'application/json'))).status).toBe(400);
    expect((await problemOf(await post('{}', 'text/plain'))).status).toBe(415);
    expect((await problemOf(await post('a=b', 'application/x-www-form-urlencoded'))).status).toBe(415);
    expect((await problemOf(await post(`{"a":"${'x'.repeat(65_536)}"}`, 'application/json'))).status).toBe(413);
  });
});

describe('health', () => {
  test('says everything to who has access, one word to all others', async () => {
    const without = Health.parse(await (await server.ask('/api/health')).json());
    expect(without.services.map(({ service, status }) => [service, status])).toEqual([
      ['database', 'up'],
      ['worker', 'down'],
      ['dashboard', 'up'],
    ]);
    expect(without.status).toBe('degraded');
    expect(without.version).toBe('0.0.0-test');

    await addWorker(database.pool, { id: 'worker-1', host: 'here', pid: 1, slots: 5 });
    await expect.poll(async () => Health.parse(await (await server.ask('/api/health')).json()).status).toBe('up');
    for (const path of ['/healthz', '/health']) {
      const word = await fetch(`${server.address}${path}`);
      expect([word.status, await word.text()]).toEqual([200, 'up']);
    }

    const since = new Date('2026-11-22T10:31:00Z');
    await saveService(database.pool, 'worker-1', {
      name: 'model host',
      state: 'down',
      since,
      why: 'nobody answers',
      next: 'it is looked at again',
    });
    await expect
      .poll(async () => Health.parse(await (await server.ask('/api/health')).json()).services.find((each) => each.service === 'model host'))
      .toEqual({ service: 'model host', status: 'down', detail: 'since 2026-11-22T10:31:00.000Z; nobody answers; it is looked at again' });
  });
});

describe('page', () => {
  test('is served with a strict policy and is never kept', async () => {
    const { host } = new URL(server.address);
    const response = await fetch(`${server.address}/`);
    expect(await response.text()).toBe(builtPage);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'; script-src 'self';");
    expect(policy).toContain(`connect-src 'self' ws://${host} wss://${host};`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|\*/);
  });

  test('hashed files are kept for ever, others not', async () => {
    const script = await fetch(`${server.address}/assets/app-1a2b3c.js`);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    expect((await fetch(`${server.address}/favicon.svg`)).headers.get('cache-control')).toBe('no-cache');
  });

  test('answers for addresses of its own', async () => {
    for (const path of ['/projects/acme/shop', '/anything?x=1']) expect(await (await fetch(server.address + path)).text()).toBe(builtPage);
  });

  test.each(['/assets/old-000000.js', '/robots.txt', '/api/none', '/ws/none', '/%61pi/none', '/api'])('%s is not there', async (path) => {
    expect(await problemOf(await server.ask(path))).toMatchObject({ status: 404, code: 'not_found' });
  });

  test.each(['/../package.json', '/..%2f..%2fpackage.json', '/assets/..%2f..%2ftoken', '/.building-1/x.js', '/%2e%2e/token'])(
    'nothing outside of the build is served: %s',
    async (path) => {
      // fetch would tidy the path.
      const { hostname, port } = new URL(server.address);
      const body = await new Promise<string>((resolve, reject) => {
        httpRequest({ hostname, port, path }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve(text));
        })
          .on('error', reject)
          .end();
      });
      expect(body).not.toContain(server.token);
      expect(body === builtPage || body.includes('"code":')).toBe(true);
    },
  );
});

test('an address with a broken escape or a NUL is refused, with the four parts', async () => {
  expect(await problemOf(await server.ask('/api/projects/a%00b'))).toMatchObject({ status: 400, field: 'params.projectId' });
  expect((await problemOf(await server.ask('/api/projects/%zz'))).status).toBe(400);
});

test('methods that an address does not have are not there', async () => {
  expect((await problemOf(await server.ask('/api/projects', json('PUT', {})))).status).toBe(404);
  expect((await problemOf(await server.ask('/api/projects', { method: 'OPTIONS' }))).status).toBe(404);
});
