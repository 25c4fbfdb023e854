import { request as httpRequest } from 'node:http';
import { Problem } from '@devteam/api';
import { findSession } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProject } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

const guest = 'https://crm.example.test';
let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database, { origins: [guest] });
  await addProject(database.pool, 'acme/shop');
});
afterAll(async () => {
  await server?.close();
  await database?.close();
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Unlike fetch it sends any header, and goes on writing whatever is answered. */
function ask(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const stop = '/api/devteam/projects/acme%2Fshop/stop';
const json = () => ({ authorization: `Bearer ${server.token}`, 'content-type': 'application/json' });

describe('a body', () => {
  test.each([
    ['of ten megabytes', `{"a":"${'x'.repeat(10_000_000)}"}`, 413, 'request_too_large', 'body'],
    ['that nests a hundred thousand deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400, 'request_invalid', 'body'],
    ['with __proto__', '{"__proto__":{"isOwner":true}}', 400, 'request_invalid', 'body'],
    ['with constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', 400, 'request_invalid', 'body'],
    ['that is half of one', '{"stopAfter":', 400, 'request_invalid', 'body'],
    ['with a field that nobody knows', '{"force":true}', 400, 'request_invalid', 'body.force'],
    ['that is a number', '7', 400, 'request_invalid', 'body'],
  ])('%s is refused with its code and field, and nothing else slows down', async (_name, body, status, code, field) => {
    const answer = await ask('POST', stop, json(), body);
    expect(Problem.parse(JSON.parse(answer.body))).toMatchObject({ status, code, field });
    const since = performance.now();
    expect((await ask('GET', '/api/devteam/projects', json())).status).toBe(200);
    expect(performance.now() - since).toBeLessThan(2000);
    expect(({} as { isOwner?: boolean }).isOwner).toBeUndefined();
  });
});

describe('a page of another origin', () => {
  const preflight = (origin: string) =>
    ask('OPTIONS', stop, {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'Authorization, X-Organization-ID, b@d',
    });

  test('that is named may ask with a token, and reads the answer, also a refusal', async () => {
    const asked = await preflight(guest);
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, guest]);
    expect(asked.headers['access-control-allow-headers']).toBe('authorization, x-organization-id');
    const done = await ask('POST', stop, { ...json(), origin: guest }, '{}');
    expect([done.status, done.headers['access-control-allow-origin'], done.headers['vary']]).toEqual([202, guest, 'origin']);
    const refused = await ask('GET', '/api/devteam/projects', { origin: guest });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, guest]);
    for (const { headers } of [asked, done, refused]) expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  test.each([
    'https://crm.example.test.evil.test',
    'https://evil.test',
    'http://crm.example.test',
    'https://crm.example.test:444',
    'null',
    '*',
  ])('that is not, may not: %s', async (origin) => {
    expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined();
    const read = await ask('GET', '/api/devteam/projects', { ...json(), origin });
    expect(read.headers['access-control-allow-origin']).toBeUndefined();
    expect((await ask('POST', stop, { ...json(), origin }, '{}')).status).toBe(403);
  });
});

test('the id of a session changes after an hour of use; the former one is good for a minute and then never again', async () => {
  const signedIn = await ask(
    'POST',
    '/api/devteam/session',
    { 'content-type': 'application/json' },
    JSON.stringify({ token: server.token }),
  );
  const cookieOf = ({ headers }: Answer) => headers['set-cookie']?.[0]?.split(';')[0];
  const first = cookieOf(signedIn) ?? '';
  const read = (cookie: string) => ask('GET', '/api/devteam/projects', { cookie });
  expect(cookieOf(await read(first))).toBeUndefined();
  await database.pool.query(`update access.session set rotated_at = now() - interval '2 hours'`);
  const rotated = await read(first);
  const second = cookieOf(rotated) ?? '';
  expect([rotated.status, second.length > 20, second === first]).toEqual([200, true, false]);
  expect(rotated.headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict/);
  expect([(await read(first)).status, (await read(second)).status]).toEqual([200, 200]);
  await database.pool.query(`update access.session set rotated_at = now() - interval '2 minutes'`);
  // Who was found a moment ago is remembered for three seconds.
  await expect.poll(async () => (await read(first)).status, { timeout: 8000, interval: 300 }).toBe(401);
  expect((await read(second)).status).toBe(200);
  expect(await findSession(database.pool, Buffer.alloc(32), Buffer.alloc(32))).toBeUndefined();
});
