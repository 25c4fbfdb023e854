import { RequestProblem, createClient } from '@devteam/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addProject } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  await addProject(database.pool, 'acme/shop');
});
afterAll(async () => {
  await server?.close();
  await database?.close();
});

test('the typed client sends what it signs, repeats by key, and rejects with the four parts', async () => {
  const signed: string[] = [];
  const client = createClient({
    baseUrl: server.address,
    headers: (method, url, body) => {
      signed.push(`${method} ${new URL(url).pathname} ${body}`);
      return Promise.resolve({ authorization: `Bearer ${server.token}` });
    },
  });
  const request = { params: { projectId: 'acme/shop' }, body: { stopAfter: ['1'] } };
  const first = await client.call('automateProject', request, { key: 'once' });
  expect(await client.call('automateProject', request, { key: 'once' })).toEqual(first);
  expect(signed[0]).toBe('POST /api/devteam/projects/acme%2Fshop/automate {"stopAfter":["1"]}');
  const other = client.call('automateProject', { ...request, body: {} }, { key: 'once' });
  await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused', problem: { status: 409 } });
  await expect(client.call('findProject', { params: { projectId: 'acme/none' } })).rejects.toThrow(RequestProblem);
  expect((await client.call('listProjects', {})).projects.map(({ projectId }) => projectId)).toEqual(['acme/shop']);
  expect(await client.call('probe', {})).toMatch(/up|degraded/);
});
