import { createHash } from 'node:crypto';
import { RequestProblem, createClient } from '@devteam/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { saveBaseline, saveBudget } from '@devteam/engine/store';
import { addMember, at } from '../testing/members.ts';
import { addLandedReceipt, addProject } from '../testing/rows.ts';
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

  const shop = { params: { projectId: 'acme/shop' } };
  const { answer, tag } = await client.callTagged('readConfiguration', shop);
  expect(tag).toMatch(/^"/);
  const renamed = await client.callTagged('changeConfiguration', { ...shop, body: { name: 'Shop 2' } }, { ifMatch: tag ?? '' });
  expect(renamed.answer).toEqual({ ...answer, name: 'Shop 2' });
  const late = client.call('changeConfiguration', { ...shop, body: { name: 'Shop 3' } }, { ifMatch: tag ?? '' });
  await expect(late).rejects.toMatchObject({ problem: { status: 412, current: renamed.answer, currentTag: renamed.tag } });
});

test('an edit names what was read by its tag, and is refused once somebody changed that', async () => {
  const client = createClient({ baseUrl: server.address, headers: () => ({ authorization: `Bearer ${server.token}` }) });
  const { code } = await client.call('inviteUser', { body: { grants: [{ role: 'viewer' }] } });
  const body = { code, name: 'Ana', email: 'ana@example.test', password: 'correct horse battery' };
  const { userId } = await client.call('acceptInvitation', { body });
  const { tag } = await client.callTagged('findUser', { params: { userId } });
  const change = (name: string) => client.call('changeUser', { params: { userId }, body: { name } }, { ifMatch: tag ?? '' });
  expect(await change('Ana B')).toMatchObject({ name: 'Ana B' });
  await expect(change('Ana C')).rejects.toMatchObject({ code: 'edited_meanwhile', problem: { status: 412 } });
});

test('a receipt is found by its hash alone, with those tests only that its digest binds', async () => {
  const client = createClient({ baseUrl: server.address, headers: () => ({ authorization: `Bearer ${server.token}` }) });
  const report = {
    format: 'junit',
    lists: 'all',
    complete: true,
    why: null,
    tests: [{ name: 'adds', status: 'passed', ran: 1, failed: 0, message: null }],
  };
  const digest = 'sha256:' + createHash('sha256').update('["adds","passed",1,0]').digest('hex');
  const place = { projectId: 'acme/shop', executionId: 'e1', why: 'all is well' };
  const tests = { format: 'junit', complete: true, passed: 1, failed: 0, skipped: 0 };
  const receiptId = await addLandedReceipt(database.pool, { ...place, tests: { ...tests, digest } });
  const other = await addLandedReceipt(database.pool, { ...place, tests: { ...tests, digest: 'sha256:' + '0'.repeat(64) } });
  const runs = gzipSync(JSON.stringify([{ kind: 'test', evidence: { name: 'test', outcome: 'passed', report, signature: null } }]));
  await saveBaseline(database.pool, { projectId: 'acme/shop', key: 'k', tree: 'a'.repeat(40), runs });

  const found = await client.call('findReceipt', { params: { receiptId } });
  expect(found).toMatchObject({ receiptId, projectId: 'acme/shop', taskKey: 'T-1' });
  expect(await client.call('findReceipt', { params: { receiptId: found.commit.slice(0, 9) } })).toEqual(found);
  const shown = [{ name: 'adds', status: 'passed', message: null }];
  expect(await client.call('listReceiptTests', { params: { receiptId } })).toEqual({ items: [{ check: 'test', tests: shown }] });
  expect(await client.call('listReceiptTests', { params: { receiptId: other } })).toEqual({ items: [{ check: 'test', tests: null }] });
  await expect(client.call('findReceipt', { params: { receiptId: 'T-1' } })).rejects.toMatchObject({ code: 'receipt_unknown' });
});

test('budgets of a customer are seen by whoever reads their metrics, and by nobody of another', async () => {
  const asOwner = createClient({ baseUrl: server.address, headers: () => ({ authorization: `Bearer ${server.token}` }) });
  await addProject(database.pool, 'beta/shop');
  for (const customerId of ['acme', 'beta'])
    await saveBudget(database.pool, { scope: { kind: 'customer', id: customerId }, customerId, limits: { dollars: 5 }, by: 'ana' });
  const scopes = (items: { scope: { id: string } }[]) => items.map(({ scope }) => scope.id);
  expect(scopes((await asOwner.call('listBudgets', {})).items)).toEqual(['acme', 'beta']);
  const { token } = await addMember(database.pool, [at('viewer', 'acme')]);
  const asViewer = createClient({ baseUrl: server.address, headers: () => ({ authorization: `Bearer ${token}` }) });
  expect(scopes((await asViewer.call('listBudgets', {})).items)).toEqual(['acme']);
  expect((await asViewer.call('readUse', {})).projects.map(({ projectId }) => projectId)).toEqual(['acme/shop']);
});
