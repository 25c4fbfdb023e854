import { UserView } from '@devteam/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';
import { inviteFirstOwner } from './first-owner.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
});
afterAll(async () => {
  await server?.close();
  await database?.close();
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(server.address + path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

test('the first owner comes in by a link, once, and then by a password', async () => {
  const first = await inviteFirstOwner(database.pool);
  const code = await inviteFirstOwner(database.pool);
  const person = { name: 'Ada', email: 'Ada@example.test', password: 'correct horse battery' };
  const accept = (given: string | undefined) => post('/api/devteam/invitations/accept', { code: given, ...person });
  expect((await accept(first)).status).toBe(401);
  const joined = await accept(code);
  expect(UserView.parse(await joined.json()).grants).toEqual([{ role: 'owner', customerId: null, projectId: null }]);
  expect((await accept(code)).status).toBe(401);
  expect(await inviteFirstOwner(database.pool)).toBeUndefined();

  const { rows } = await database.pool.query<{ hash: string }>(
    `select password_hash as hash from access.user where email = 'ada@example.test'`,
  );
  expect(rows[0]?.hash).toMatch(/^\$argon2id\$/);
  const wrong = await post('/api/devteam/session', { email: person.email, password: 'correct horse batterx' });
  const nobody = await post('/api/devteam/session', { email: 'eve@example.test', password: person.password });
  expect([wrong.status, nobody.status]).toEqual([401, 401]);
  const signedIn = await post('/api/devteam/session', { email: person.email, password: person.password });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const me = await fetch(`${server.address}/api/devteam/me`, { headers: { cookie } });
  expect(await me.json()).toMatchObject({ name: 'Ada', signedInBy: 'session' });
});
