import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProject } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let cookie = '';

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  await addProject(database.pool, 'acme/shop');
  cookie = await signIn();
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

/** Unlike fetch it sends any header there is. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const setCookie = (answer: Answer): string => answer.headers['set-cookie']?.[0] ?? '';
async function signIn(): Promise<string> {
  const answer = await ask('POST', '/api/session', json, JSON.stringify({ token: server.token }));
  expect(answer.status).toBe(204);
  return setCookie(answer).split(';')[0] ?? '';
}

const closed: [string, string][] = [
  ['GET', '/api/projects'],
  ['HEAD', '/api/projects'],
  ['GET', '/api/projects/acme%2Fshop'],
  ['GET', '/api/projects/acme/shop/events'],
  ['GET', '/%61pi/devteam/projects'],
  ['POST', '/api/projects/acme%2Fshop/automate'],
  ['POST', '/api/projects/acme/shop/stop'],
  ['GET', '/api/health'],
  ['DELETE', '/api/session'],
  ['PUT', '/api/none'],
];

describe.each(closed)('%s %s', (method, path) => {
  const body = method === 'POST' ? '{}' : undefined;
  const own = () => (method === 'GET' || method === 'HEAD' ? {} : { origin: server.address });

  test.each([
    ['nothing', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: 'Basic d3Jvbmc=' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['a made-up cookie', { cookie: 'devteam_00000000=made-up' }],
  ])('refuses %s', async (_name, headers: Record<string, string>) => {
    const answer = await ask(method, path, { ...json, ...own(), ...headers }, body);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatch(method === 'HEAD' ? /^$/ : /"code":"unauthorized"/);
  });

  test('refuses the token as a cookie, and the cookie as a token', async () => {
    const name = cookie.split('=')[0] ?? '';
    expect((await ask(method, path, { ...json, ...own(), cookie: `${name}=${server.token}` }, body)).status).toBe(401);
    const authorization = `Bearer ${cookie.slice(name.length + 1)}`;
    expect((await ask(method, path, { ...json, ...own(), authorization }, body)).status).toBe(401);
  });

  test('refuses other names for this machine, with the right token', async () => {
    const authorization = `Bearer ${server.token}`;
    for (const host of ['evil.test', 'evil.test:4310', 'localhost.evil.test', '127.0.0.1.nip.io', 'build-machine', '10.0.0.1', 'a b'])
      expect((await ask(method, path, { ...json, authorization, host }, body)).status).toBe(403);
  });
});

describe('what changes something', () => {
  const stop = (headers: Record<string, string>) => ask('POST', '/api/projects/acme%2Fshop/stop', { ...json, ...headers }, '{}');

  test('takes the token from a program, and the cookie from our own page', async () => {
    expect((await stop({ authorization: `Bearer ${server.token}` })).status).toBe(202);
    expect((await stop({ authorization: `bearer ${server.token}` })).status).toBe(202);
    expect((await stop({ cookie, origin: server.address })).status).toBe(202);
  });

  test('is refused to the page of another origin, whatever it brings', async () => {
    const { port } = new URL(server.address);
    const others = [
      'http://evil.test',
      'null',
      'http://127.0.0.1',
      `http://127.0.0.1:${Number(port) + 1}`,
      `http://localhost:${port}`,
      'file://',
    ];
    for (const origin of others) {
      expect((await stop({ cookie, origin })).status).toBe(403);
      expect((await stop({ authorization: `Bearer ${server.token}`, origin })).status).toBe(403);
    }
  });

  test('is refused to a cookie without an origin', async () => {
    expect((await stop({ cookie })).status).toBe(403);
    expect((await ask('DELETE', '/api/session', { cookie })).status).toBe(403);
  });

  test('is refused in the forms that a foreign page can send unasked', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { cookie, origin: server.address, 'content-type': type };
      expect((await ask('POST', '/api/projects/acme%2Fshop/stop', headers, '{}')).status).toBe(415);
    }
    const override = { cookie, 'x-http-method-override': 'POST' };
    expect((await ask('GET', '/api/projects/acme%2Fshop/stop', override)).status).toBe(404);
  });

  test('a foreign page cannot sign anybody in', async () => {
    const answer = await ask('POST', '/api/session', { ...json, origin: 'http://evil.test' }, JSON.stringify({ token: server.token }));
    expect([answer.status, setCookie(answer)]).toEqual([403, '']);
  });
});

describe('a session', () => {
  test('reads, by any of our names', async () => {
    const { port } = new URL(server.address);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'localhost', `[::1]:${port}`, 'LOCALHOST'])
      expect((await ask('GET', '/api/projects', { cookie, host })).status).toBe(200);
  });

  test('is a cookie that no script and no other site can use, and is not the token', async () => {
    const answer = await ask('POST', '/api/session', json, JSON.stringify({ token: server.token }));
    expect(setCookie(answer)).toMatch(/^devteam_[\da-f]{8}=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(setCookie(answer)).not.toContain(server.token);
    const { rows } = await database.pool.query('select to_jsonb(s) as row from access.session s');
    const stored = JSON.stringify(rows);
    expect(stored).toContain('local');
    expect(stored).not.toContain(setCookie(answer).split(/[=;]/)[1]);
    expect(stored).not.toContain(server.token);
  });

  test('ends where it is signed out, and only that one', async () => {
    const [mine, other] = [await signIn(), await signIn()];
    const answer = await ask('DELETE', '/api/session', { cookie: mine, origin: server.address });
    expect(answer.status).toBe(204);
    expect(setCookie(answer)).toMatch(/Max-Age=0|Expires=Thu, 01 Jan 1970/);
    expect((await ask('GET', '/api/projects', { cookie: mine })).status).toBe(401);
    expect((await ask('GET', '/api/projects', { cookie: other })).status).toBe(200);
  });

  test.each([[{}], [{ token: 3 }], [{ token: '' }], [{ token: 'x', more: 1 }], [[]], ['token']])('is not opened by %j', async (body) => {
    const answer = await ask('POST', '/api/session', json, JSON.stringify(body));
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('"field":"body');
  });
});

test('what is open needs nothing, and says nothing', async () => {
  for (const path of ['/', '/projects/acme/shop', '/assets/app-1a2b3c.js']) expect((await ask('GET', path)).status).toBe(200);
  for (const path of ['/healthz', '/health']) {
    const answer = await ask('GET', path, { host: 'probe.internal' });
    expect(answer.body).toMatch(/^(up|degraded)$/);
  }
  expect((await ask('GET', '/', { host: 'evil.test' })).status).toBe(403);
});

test('after a few wrong tokens sign-in has to wait, and whoever is in stays in', async () => {
  const attempt = (token: string) => ask('POST', '/api/session', json, JSON.stringify({ token }));
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries += 1) statuses.push((await attempt(`wrong ${tries}`)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const late = await attempt(server.token);
  expect([late.status, late.headers['retry-after']]).toEqual([429, '1']);
  expect((await ask('GET', '/api/projects', { cookie })).status).toBe(200);
  await expect.poll(async () => (await attempt(server.token)).status, { timeout: 3000, interval: 200 }).toBe(204);
});

test('no answer holds the token or a stack', async () => {
  const answers = await Promise.all([
    ask('GET', '/'),
    ask('GET', '/api/projects', { authorization: `Bearer ${server.token}` }),
    ask('GET', '/api/projects/%00', { authorization: `Bearer ${server.token}` }),
    ask('GET', `/${'x'.repeat(5000)}`),
  ]);
  for (const { body, headers } of answers) {
    expect(JSON.stringify(headers) + body).not.toContain(server.token);
    expect(body).not.toMatch(/\bat .+:\d+:\d+/);
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  }
});
