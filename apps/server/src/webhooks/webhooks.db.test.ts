import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Problem, createClient, describeFailure } from '@devteam/api';
import { type NewEvent, addWebhook, appendEvents, findWebhook, inProject, listDeliveries } from '@devteam/engine/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addProject, logEvent } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';
import { mostFailures } from './delay.ts';
import { type PostNotice, createPostNotice } from './post-notice.ts';
import { signatureOf } from './signature.ts';
import { startWebhookSender } from './webhook-sender.ts';

interface Received {
  path: string;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

let database: TestDatabase;
let server: TestServer;
let receiver: HttpServer;
let origin = '';
const received: Received[] = [];
/** `slowly`: a word of what is taken in only after a while. */
const answers = new Map<string, { status: number; location?: string; slowly?: string }>();

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database, { webhookHosts: ['127.0.0.1'] });
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', async () => {
      const path = request.url ?? '';
      const { location, slowly = '', status } = answers.get(path) ?? { status: 204 };
      if (slowly !== '' && body.includes(slowly)) await sleep(300);
      received.push({ path, body, headers: request.headers });
      response.writeHead(status, location === undefined ? {} : { location }).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, () => resolve()));
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  await addProject(database.pool, 'acme/shop');
  await addProject(database.pool, 'beta/app');
});
afterAll(async () => {
  await server?.close();
  receiver?.close();
  await database?.close();
});

const client = () => createClient({ baseUrl: server.address, headers: () => ({ authorization: `Bearer ${server.token}` }) });
const failed = (why: string): NewEvent => ({
  type: 'error',
  payload: { executionId: 'e', taskKey: '1', failure: describeFailure('check_failed', { why }) },
});
const happen = (projectId: string, events: readonly NewEvent[]) =>
  inProject(database.pool, projectId, (db) => appendEvents(db, projectId, events));
const at = (path: string) => received.filter((each) => each.path === path);
const whyOf = ({ body }: Received) => (JSON.parse(body) as { text: string }).text;

test('what happens from now on is told in order, signed, of the customer’s projects alone, also of one that comes later', async () => {
  answers.set('/a', { status: 204, slowly: 'first' });
  await happen('acme/shop', [failed('before it was there')]);
  const about = { name: 'ours', url: `${origin}/a`, kinds: ['error' as const], customerId: 'acme' };
  const { secret, webhookId } = await client().call('addWebhook', { body: about });
  await happen('acme/shop', [failed('first'), logEvent('nothing to tell'), failed('second')]);
  await happen('beta/app', [failed('of others')]);
  await addProject(database.pool, 'acme/later');
  await happen('acme/later', [failed('third')]);
  await expect.poll(() => at('/a').length, { timeout: 8000 }).toBe(3);
  expect(at('/a').map(whyOf).toSorted()).toEqual(['first', 'second', 'third']);
  expect(
    at('/a')
      .map(whyOf)
      .filter((why) => why !== 'third'),
  ).toEqual(['first', 'second']);
  for (const { body, headers } of at('/a')) {
    const given = String(headers['devteam-signature']);
    expect(given).toBe(signatureOf(secret, body, Number(/t=(\d+)/.exec(given)?.[1]) * 1000));
    expect(headers['devteam-event']).toBe('error');
  }
  const { items } = await client().call('listDeliveries', { params: { webhookId }, query: { status: 'delivered' } });
  expect(items.map(({ projectId }) => projectId).toSorted()).toEqual(['acme/later', 'acme/shop', 'acme/shop']);
  const view = await client().call('findWebhook', { params: { webhookId } });
  expect([view.failures, view.waiting, JSON.stringify(view).includes(secret)]).toEqual([0, 0, false]);
});

test('one that does not answer well is tried again later, told why, and sent again when a person says so', async () => {
  answers.set('/b', { status: 503 });
  const about = { name: 'ill', url: `${origin}/b`, kinds: ['error' as const], projectId: 'beta/app', customerId: null };
  const { webhookId } = await client().call('addWebhook', { body: about });
  await happen('beta/app', [failed('x')]);
  const deliveries = async () => (await client().call('listDeliveries', { params: { webhookId } })).items;
  await expect.poll(async () => (await deliveries())[0]?.tries, { timeout: 8000 }).toBe(1);
  await expect.poll(async () => (await deliveries())[0]?.answered).toBe(503);
  const [waiting] = await deliveries();
  expect(waiting).toMatchObject({ status: 'waiting', why: 'it answered 503' });
  expect(Date.parse(waiting?.nextAt ?? '') - Date.now()).toBeGreaterThan(4000);
  answers.delete('/b');
  await client().call('redeliver', { params: { webhookId, deliveryId: waiting?.deliveryId ?? '' } });
  await expect.poll(async () => (await deliveries())[0]?.status, { timeout: 8000 }).toBe('delivered');
  expect(at('/b')).toHaveLength(2);
  expect((await client().call('findWebhook', { params: { webhookId } })).failures).toBe(0);
});

test('one that says 410 is disabled with the reason, misses nothing, and goes on when it is enabled', async () => {
  answers.set('/c', { status: 410 });
  const about = { name: 'gone', url: `${origin}/c`, kinds: ['error' as const], projectId: 'beta/app', customerId: null };
  const { webhookId } = await client().call('addWebhook', { body: about });
  const find = () => client().callTagged('findWebhook', { params: { webhookId } });
  await happen('beta/app', [failed('one')]);
  await expect.poll(async () => (await find()).answer.enabled, { timeout: 8000 }).toBe(false);
  expect((await find()).answer.disabledWhy).toMatch(/410/);
  await happen('beta/app', [failed('two')]);
  answers.delete('/c');
  await client().call('changeWebhook', { params: { webhookId }, body: { enabled: true } }, { ifMatch: (await find()).tag ?? '' });
  await expect.poll(() => at('/c').map(whyOf), { timeout: 8000 }).toContain('two');
});

test('a redirection is not followed, and a test says what came of it', async () => {
  answers.set('/d', { status: 302, location: `${origin}/a-secret-place` });
  const about = { name: 'chat', url: `${origin}/d`, kinds: ['error' as const], customerId: 'acme', format: 'slack' as const };
  const { webhookId } = await client().call('addWebhook', { body: about });
  const tried = await client().call('testWebhook', { params: { webhookId } });
  expect(tried).toMatchObject({ delivered: false, answered: 302, why: 'it points elsewhere, and that is not followed' });
  expect(at('/a-secret-place')).toEqual([]);
  expect(JSON.parse(at('/d')[0]?.body ?? '')).toEqual({ text: expect.stringContaining('This is a test') });
});

test.each([
  'http://10.0.0.1/x',
  'http://169.254.169.254/latest',
  'http://localhost:1/',
  'http://[::1]/',
  'ftp://example.test/',
  'http://a:b@example.test/',
])('nothing is set up for %s', async (url) => {
  const asked = client().call('addWebhook', { body: { name: 'x', url, kinds: ['error'], customerId: 'acme' } });
  const { problem } = (await asked.catch((error: unknown) => error)) as { problem: Problem };
  expect([400, 422]).toContain(problem.status);
  expect(problem.field).toBe('body.url');
});

test('a name that stands for a private address is not connected to', async () => {
  const { port } = receiver.address() as AddressInfo;
  const before = received.length;
  const posted = await createPostNotice({ privateHosts: new Set() })(`http://${hostname()}:${port}/name`, '{}', {});
  expect(posted).toMatchObject({ delivered: false, answered: null });
  expect(received).toHaveLength(before);
});

test('several processes tell each thing once; after too many failures in a row nothing more is sent', async () => {
  await server.close();
  const sent: string[] = [];
  const post: PostNotice = async (_url, body) => {
    const { text, webhookId } = JSON.parse(body) as { text: string; webhookId: string };
    if (webhookId === 'many') sent.push(text);
    return { delivered: false, answered: 500, why: 'it answered 500', durationMs: 1 };
  };
  const about = { webhookId: 'many', customerId: null, projectId: 'beta/app', name: 'many', madeBy: 'me', secret: 's', format: 'devteam' };
  await addWebhook(database.pool, { ...about, format: 'devteam', url: `${origin}/e`, kinds: ['error'] });
  const senders = [1, 2, 3].map(() => startWebhookSender({ pool: database.pool, post, log: () => undefined }));
  const whys = Array.from({ length: mostFailures + 10 }, (_, number) => `number ${number}`);
  await happen('beta/app', whys.slice(0, 5).map(failed));
  await expect.poll(() => sent.length, { timeout: 8000 }).toBe(5);
  expect(sent.toSorted()).toEqual(whys.slice(0, 5));
  await happen('beta/app', whys.slice(5).map(failed));
  await expect
    .poll(async () => (await findWebhook(database.pool, 'many'))?.disabledWhy, { timeout: 8000 })
    .toBe(`${mostFailures} tries in a row failed`);
  await Promise.all(senders.map((sender) => sender.close()));
  expect(new Set(sent).size).toBe(sent.length);
  const left = await listDeliveries(database.pool, 'many', { status: 'waiting', before: null, limit: 100 });
  expect(left).toHaveLength(whys.length);
}, 30_000);
