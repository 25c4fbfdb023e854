import { createClient } from '@devteam/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRowEngine } from '../testing/row-engine.ts';
import { addMember, at } from '../testing/members.ts';
import { addProject, addWorkingProject } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { auditedEngine } from './audited-engine.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  await addWorkingProject(database.pool, 'acme/shop', 'execution-1');
  await addProject(database.pool, 'beta/app');
});
afterAll(async () => {
  await server?.close();
  await database?.close();
});

const clientOf = (token: string) => createClient({ baseUrl: server.address, headers: () => ({ authorization: `Bearer ${token}` }) });

test('whoever asks for a change is found: who, what, where, how it was answered, and what an edit changed', async () => {
  const developer = await addMember(database.pool, [at('developer', 'acme')]);
  const [owner, dev] = [clientOf(server.token), clientOf(developer.token)];
  const shop = { params: { projectId: 'acme/shop' } };
  await owner.call('changeConfiguration', { ...shop, body: { name: 'New name' } });
  await dev.call('controlProject', { ...shop, body: { command: 'pause_now' } }, { key: 'once' });
  await dev.call('controlProject', { ...shop, body: { command: 'pause_now' } }, { key: 'once' });
  await expect(dev.call('changeConfiguration', { ...shop, body: { name: 'x' } })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(dev.call('stopProject', { params: { projectId: 'beta/app' } })).rejects.toMatchObject({ code: 'project_not_found' });
  await owner.call('makeToken', { body: { name: 'ci', permissions: ['project.read'] } });
  const { items } = await owner.call('listAudit', {});
  expect(items.map(({ action, outcome, person }) => [action, outcome, person === developer.userId])).toEqual([
    ['makeToken', 'done', false],
    ['stopProject', 'project_not_found', true],
    ['changeConfiguration', 'forbidden', true],
    ['controlProject', 'done', true],
    ['changeConfiguration', 'done', false],
  ]);
  expect(items.at(-1)).toMatchObject({
    kind: 'project',
    via: 'local',
    customerId: 'acme',
    projectId: 'acme/shop',
    request: { name: 'New name' },
    before: { name: 'shop' },
    after: { name: 'New name' },
  });
});

test('what the command line asks on the machine itself is found beside it', async () => {
  const engine = auditedEngine(createRowEngine(database.pool, database.url), 'ana');
  await engine.control('acme/shop', { command: 'pause_now', by: 'ana' });
  await expect(engine.automate('acme/shop', {})).rejects.toMatchObject({ code: 'execution_active' });
  const { items } = await clientOf(server.token).call('listAudit', { query: { person: 'ana' } });
  expect(items).toMatchObject([
    { action: 'automateProject', outcome: 'execution_active', via: 'command line' },
    { action: 'controlProject', outcome: 'done', customerId: 'acme', projectId: 'acme/shop', request: { command: 'pause_now' } },
  ]);
});

test('it is filtered, comes page by page, and shows managers their own customer only', async () => {
  const manager = await addMember(database.pool, [at('manager', 'acme')]);
  const client = clientOf(manager.token);
  await client.call('setStopPoints', { params: { projectId: 'acme/shop' }, body: { stopPoints: [] } });
  await clientOf(server.token).call('stopProject', { params: { projectId: 'beta/app' } });
  const all = await client.call('listAudit', {});
  expect(new Set(all.items.map(({ customerId }) => customerId))).toEqual(new Set(['acme']));
  const mine = await client.call('listAudit', { query: { person: manager.userId, kind: 'automation', projectId: 'acme/shop' } });
  expect(mine.items.map(({ action }) => action)).toEqual(['setStopPoints']);
  const paged: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await client.call('listAudit', { query: { limit: '1', ...(cursor === undefined ? {} : { cursor }) } });
    paged.push(...items.map(({ auditId }) => auditId));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  expect(paged).toEqual(all.items.map(({ auditId }) => auditId));
  const reviewer = await addMember(database.pool, [at('reviewer', 'acme')]);
  await expect(clientOf(reviewer.token).call('listAudit', {})).rejects.toMatchObject({ code: 'forbidden' });
});

test('a sign-in is kept with the name that was given, and without its secret', async () => {
  const signIn = (body: object) =>
    fetch(`${server.address}/api/devteam/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await signIn({ email: 'ana@example.test', password: 'a wrong password' });
  await signIn({ token: server.token });
  const { items } = await clientOf(server.token).call('listAudit', { query: { action: 'signIn' } });
  expect(items.map(({ outcome, person }) => [person, outcome])).toEqual([
    ['somebody with the token of this machine or a link', 'done'],
    ['ana@example.test', 'sign_in_refused'],
  ]);
  expect(JSON.stringify(items)).not.toMatch(new RegExp(`a wrong password|${server.token}`));
});
