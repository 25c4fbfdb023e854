import { CustomerConfiguration, Problem, ProjectConfiguration } from '@devteam/api';
import { getProject } from '@devteam/engine/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addMember, at } from '../testing/members.ts';
import { addProject } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
const path = '/api/devteam/projects/acme/shop/configuration';

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  await addProject(database.pool, 'acme/shop');
});
afterAll(async () => {
  await server?.close();
  await database?.close();
});

const send = (method: string, to: string, body: unknown, headers: Record<string, string> = {}) =>
  server.ask(to, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
const read = async () => {
  const response = await server.ask(path);
  return { tag: response.headers.get('etag') ?? '', now: ProjectConfiguration.parse(await response.json()) };
};

test('what is named changes, the rest stays, and null is the usual again', async () => {
  const checks = [{ name: 'tests', command: 'npm test', timeoutSeconds: 60 }];
  const changed = await send('PATCH', path, {
    name: 'The shop',
    model: 'gpt-5',
    checks,
    maxAttempts: 2,
    priority: 3,
    slots: 2,
    push: false,
  });
  expect(ProjectConfiguration.parse(await changed.json())).toEqual((await read()).now);
  expect(changed.headers.get('etag')).toBe((await read()).tag);
  expect(await getProject(database.pool, 'acme/shop')).toMatchObject({
    name: 'The shop',
    settings: { model: 'gpt-5', checks, maxAttempts: 2, push: false },
  });
  await send('PATCH', path, { model: null, checks: null, maxAttempts: null, slots: null, push: true });
  expect((await read()).now).toMatchObject({ name: 'The shop', model: null, checks: null, slots: null, priority: 3 });
  expect((await getProject(database.pool, 'acme/shop')).settings).toEqual({ verdict: {} });
});

test('of edits that come together each knows what it changes: the later ones get what it is now', async () => {
  const { tag } = await read();
  const edits = Array.from({ length: 8 }, (_, at_) => send('PATCH', path, { name: `name ${at_}` }, { 'if-match': tag }));
  const answers = await Promise.all(edits);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(412)]);
  const refused = answers.find(({ status }) => status === 412);
  const problem = Problem.parse(await refused?.json());
  const { now, tag: newTag } = await read();
  expect(problem).toMatchObject({ code: 'edited_meanwhile', field: 'headers.if-match', current: now, currentTag: newTag });
  expect((await send('PATCH', path, { name: 'at last' }, { 'if-match': problem.currentTag ?? '' })).status).toBe(200);
});

test.each([
  [{ maxAttempts: 0 }, 'body.maxAttempts'],
  [{ branch: 'a\nb' }, 'body.branch'],
  [{ checks: [{ name: 'x', command: '', timeoutSeconds: 5 }] }, 'body.checks.0.command'],
  [{ repositoryUrl: 'https://example.test/other.git' }, 'body.repositoryUrl'],
  [{ recordings: '/etc' }, 'body.recordings'],
])('refuses %j by its field', async (body, field) => {
  expect(Problem.parse(await (await send('PATCH', path, body)).json())).toMatchObject({ status: 400, code: 'request_invalid', field });
});

test('a customer is renamed and limited, each edit by what was read', async () => {
  const customer = '/api/devteam/customers/acme';
  const tag = (await server.ask(customer)).headers.get('etag') ?? '';
  const changed = await send('PATCH', customer, { name: 'Acme Ltd', slots: 4 }, { 'if-match': tag });
  expect(CustomerConfiguration.parse(await changed.json())).toEqual({ customerId: 'acme', name: 'Acme Ltd', slots: 4 });
  expect((await send('PATCH', customer, { name: 'Other' }, { 'if-match': tag })).status).toBe(412);
  expect((await server.ask('/api/devteam/customers/none')).status).toBe(404);
});

test('a project is added once; paths of this machine only by its owner, new customers only by the installation', async () => {
  const about = { customerId: 'acme', name: 'Büro 2', executor: 'replay', sandbox: 'process', repositoryUrl: 'https://example.test/b.git' };
  const added = await send('POST', '/api/devteam/projects', about);
  expect([added.status, ProjectConfiguration.parse(await added.json()).projectId]).toEqual([201, 'acme/buro-2']);
  const again = await send('POST', '/api/devteam/projects', about);
  expect(Problem.parse(await again.json())).toMatchObject({ status: 409, code: 'project_exists' });
  const admin = await addMember(database.pool, [at('admin', 'acme')]);
  const asAdmin = { authorization: `Bearer ${admin.token}` };
  const ofPath = await send('POST', '/api/devteam/projects', { ...about, name: 'c', repositoryUrl: '/etc' }, asAdmin);
  expect(Problem.parse(await ofPath.json())).toMatchObject({ code: 'repository_url_refused' });
  expect((await send('POST', '/api/devteam/projects', { ...about, customerId: 'new-one' }, asAdmin)).status).toBe(404);
  expect((await send('POST', '/api/devteam/projects', { ...about, customerId: 'new-one' })).status).toBe(201);
});
