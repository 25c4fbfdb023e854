import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Ollama } from 'ollama';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type GatewayEvent,
  type GatewayOptions,
  type GatewayRunSpec,
  type ModelUpstream,
  type RequestFinished,
  openGateway,
} from './index.ts';
import { findUpstreamUrl } from './models/model-route.ts';
import { type Asked, ask } from './testing/ask.ts';
import { type SeenRequest, type Turn, openScriptedProvider } from './testing/scripted-provider.ts';

const realKey = 'sk-real-0123456789abcdefghij';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

type Form = 'chat' | 'responses' | 'messages' | 'ollama';
const forms: Record<Form, { path: string; protocol: ModelUpstream['protocol']; base: string; body: (extra?: object) => object }> = {
  chat: {
    path: '/openai/v1/chat/completions',
    protocol: 'openai',
    base: '/v1',
    body: (extra) => ({ model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }], ...extra }),
  },
  responses: {
    path: '/openai/v1/responses',
    protocol: 'openai',
    base: '/v1',
    body: (extra) => ({ model: 'gpt-5', input: 'Hi', ...extra }),
  },
  messages: {
    path: '/anthropic/v1/messages',
    protocol: 'anthropic',
    base: '',
    body: (extra) => ({ model: 'gpt-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }], ...extra }),
  },
  ollama: {
    path: '/ollama/api/chat',
    protocol: 'ollama',
    base: '',
    body: (extra) => ({ model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }], stream: false, ...extra }),
  },
};
const formNames = Object.keys(forms) as Form[];

interface Setting {
  form?: Form;
  turn: Turn | ((request: SeenRequest, number: number) => Turn);
  spec?: Partial<GatewayRunSpec>;
  model?: Partial<ModelUpstream>;
  gateway?: GatewayOptions;
}

async function stage({ form = 'chat', turn, spec, model, gateway: options }: Setting) {
  const provider = await openScriptedProvider(typeof turn === 'function' ? turn : () => turn);
  ends.push(provider.close);
  const directory = await mkdtemp(join(tmpdir(), 'devteam-gw-'));
  ends.push(() => rm(directory, { recursive: true }));
  const gateway = await openGateway(options);
  ends.push(() => gateway.close());
  const events: GatewayEvent[] = [];
  const { protocol, base, path, body } = forms[form];
  const upstream: ModelUpstream = {
    protocol,
    baseUrl: provider.url + base,
    key: () => realKey,
    price: { input: 1.25, cachedInput: 0.125, output: 10, source: 'the test', date: '2026-11-26' },
    ...model,
  };
  const run = await gateway.openRun({
    id: 'run-1',
    socketDirectory: directory,
    models: { 'gpt-5': upstream },
    deadlineAtMs: Date.now() + 60_000,
    onEvent: (event) => events.push(event),
    ...spec,
  });
  const post = (extra: object = {}, asked: Partial<Asked> = {}) => ask(run.socketPath, { path, key: run.key, body: body(extra), ...asked });
  const ended = async (count = 1): Promise<RequestFinished> => {
    const found = () => events.filter((event) => event.type === 'request_finished');
    await expect.poll(() => found().length, { timeout: 5000, interval: 5 }).toBeGreaterThanOrEqual(count);
    return found()[count - 1] as RequestFinished;
  };
  return { provider, gateway, run, events, post, ended, directory };
}

const answers = (extra: Partial<Extract<Turn, { does: 'answers' }>> = {}): Turn => ({
  does: 'answers',
  input: 1000,
  output: 56,
  cached: 200,
  ...extra,
});
const costOfOne = (800 * 1.25 + 200 * 0.125 + 56 * 10) / 1e6;
/** Ollama tells no cached tokens. */
const costIn = (form: Form) => (form === 'ollama' ? (1000 * 1.25 + 56 * 10) / 1e6 : costOfOne);

describe.each(formNames)('%s', (form) => {
  test('an answer as a whole goes through as it is; tokens and cost are those of the provider', async () => {
    const { provider, run, post, ended, events } = await stage({ form, turn: answers() });
    const answer = await post();
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Hello from here');
    expect(await ended()).toMatchObject({
      outcome: 'ok',
      model: 'gpt-5',
      status: 200,
      tokens: { inputTokens: provider.told.input, outputTokens: provider.told.output },
    });
    expect(run.usage().total).toMatchObject({ requests: 1, failed: 0, unknown: 0, inputTokens: 1000, outputTokens: 56 });
    expect(run.usage().total.costUsd).toBeCloseTo(costIn(form), 12);
    expect(run.usage().byProtocol[forms[form].protocol]?.requests).toBe(1);
    expect(run.failure()).toBeNull();
    expect(events.map(({ type }) => type)).toEqual(['request_started', 'request_finished']);
  });

  test('the real key goes out and the key of the run stays in', async () => {
    const { provider, run, post } = await stage({ form, turn: answers() });
    await post({}, { headers: { cookie: 'a=b', 'x-custom': 'carried' } });
    const { headers } = provider.seen[0] as SeenRequest;
    expect(form === 'messages' ? headers['x-api-key'] : headers.authorization).toBe(form === 'messages' ? realKey : `Bearer ${realKey}`);
    expect(JSON.stringify(headers)).not.toContain(run.key);
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('x-custom');
  });

  test('a stream goes through piece by piece while it comes, and is counted', async () => {
    const { provider, run, post, ended } = await stage({ form, turn: answers({ delayMs: 40, text: 'one two three four' }) });
    const answer = await post({ stream: true });
    expect(answer.isCut).toBe(false);
    for (const word of ['one ', 'two ', 'three ', 'four']) expect(answer.text).toContain(`"${word}"`);
    const [first = 0] = answer.pieceTimes;
    expect((answer.pieceTimes.at(-1) ?? 0) - first).toBeGreaterThan(80);
    expect((await ended()).tokens).toMatchObject({ inputTokens: provider.told.input, outputTokens: provider.told.output });
    expect(run.usage().total.costUsd).toBeCloseTo(costIn(form), 12);
  });

  test('a stream that is cut is cut for the client too, and what is not known is not guessed', async () => {
    for (const how of ['cut', 'too early'] as const) {
      const { run, post, ended } = await stage({ form, turn: { does: 'breaks off', how } });
      const answer = await post({ stream: true });
      expect(answer.isCut).toBe(true);
      const end = await ended();
      expect(end.outcome).toBe('cut_stream');
      expect(end.tokens.outputTokens).toBeNull();
      expect(end.costUsd).toBeNull();
      expect(run.usage().total).toMatchObject({ requests: 1, failed: 1, unknown: 1, unpriced: 1, outputTokens: 0 });
      expect(run.failure()).toMatchObject({ failureClass: 'cut_stream', code: 'provider_cut_off' });
    }
  });

  test('an answer without counts is unknown', async () => {
    for (const stream of [true, false]) {
      const { run, post, ended } = await stage({ form, turn: { does: 'tells no usage' } });
      expect((await post({ stream })).status).toBe(200);
      expect(await ended()).toMatchObject({ outcome: 'ok', tokens: { inputTokens: null, outputTokens: null }, costUsd: null });
      expect(run.usage().total).toMatchObject({ unknown: 1, inputTokens: 0, costUsd: 0 });
      expect(run.usage().charged.estimatedTokens).toBeGreaterThan(0);
    }
  });

  test.each([
    ['rate_limited', 429, { 'retry-after': '7' }, '{"error":{"message":"slow down","type":"rate_limit_error"}}', 7],
    ['quota', 429, {}, '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}', null],
    ['auth', 401, {}, '{"error":{"message":"bad key","type":"authentication_error"}}', null],
    ['provider_outage', 500, {}, '{"error":{"message":"internal","type":"server_error"}}', null],
    ['overloaded', 529, {}, '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', null],
    ['overloaded', 503, {}, '{"error":"server busy, please try again.  maximum pending requests exceeded"}', null],
    [
      'context_overflow',
      400,
      {},
      '{"error":{"message":"This model\'s maximum context length is 1000 tokens","code":"context_length_exceeded"}}',
      null,
    ],
    [
      'context_overflow',
      400,
      {},
      '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 220000 tokens > 200000 maximum"}}',
      null,
    ],
    ['model_missing', 404, {}, '{"error":"model \\"x\\" not found, try pulling it first"}', null],
    ['refused_by_policy', 400, {}, '{"error":{"message":"flagged","code":"content_policy_violation"}}', null],
    ['bad_request', 400, {}, '{"error":{"message":"Unknown parameter: x","type":"invalid_request_error"}}', null],
    ['provider_outage', 502, {}, '<html>Bad gateway</html>', null],
  ] as const)('%s: %i', async (outcome, status, headers, body, retryAfterSeconds) => {
    const { run, post, ended } = await stage({ form, turn: { does: 'says', status, body, headers } });
    const answer = await post();
    expect(answer.status).toBe(status);
    expect(answer.text).toBe(body);
    expect(answer.headers['retry-after']).toBe(retryAfterSeconds === null ? undefined : String(retryAfterSeconds));
    expect(await ended()).toMatchObject({ outcome, status, retryAfterSeconds, tokens: { inputTokens: 0, outputTokens: 0 }, costUsd: 0 });
    expect(run.failure()?.failureClass).toBe(outcome);
  });

  test('no answer at all, and silence within a stream, end in their time', async () => {
    const limits = { firstByteMs: 150, silenceMs: 150 };
    const before = await stage({ form, turn: { does: 'hangs', when: 'before the head' }, gateway: { limits } });
    const answer = await before.post();
    expect(answer.status).toBe(504);
    expect(answer.headers['x-devteam-code']).toBe('provider_timed_out');
    expect(await before.ended()).toMatchObject({ outcome: 'timeout', why: 'the first byte took more than 0.15 s' });
    const within = await stage({ form, turn: { does: 'hangs', when: 'in the stream' }, gateway: { limits } });
    expect((await within.post({ stream: true })).isCut).toBe(true);
    expect((await within.ended()).outcome).toBe('timeout');
  });

  test('what is no JSON is not passed on as an answer', async () => {
    const { post, ended } = await stage({ form, turn: { does: 'says', status: 200, body: '{"choices": [' } });
    const answer = await post();
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('provider_answer_unreadable');
    expect((await ended()).outcome).toBe('malformed');
  });

  test('a client that goes away ends the request at the provider', async () => {
    const { provider, run, post, ended } = await stage({ form, turn: { does: 'hangs', when: 'in the stream' } });
    const text = JSON.stringify(forms[form].body({ stream: true }));
    const sent = request({ socketPath: run.socketPath, method: 'POST', path: forms[form].path, headers: { 'x-api-key': run.key } });
    sent.on('error', () => undefined);
    sent.on('response', (answer) => answer.once('data', () => sent.destroy()).on('error', () => undefined));
    sent.end(text);
    expect(await ended()).toMatchObject({ outcome: 'canceled', why: 'the client went away' });
    await expect.poll(() => provider.state.open, { interval: 5 }).toBe(0);
    expect(run.failure()).toBeNull();
    expect(post).toBeDefined();
  });

  test('refusals have the form of the protocol', async () => {
    const { run, post } = await stage({ form, turn: answers() });
    const other = await post({ model: 'gpt-99' });
    expect(other.status).toBe(400);
    const message =
      form === 'ollama' ? (other.json as { error: string }).error : (other.json as { error: { message: string } }).error.message;
    expect(message).toMatch(/"gpt-99" is not one of "gpt-5".*\[model_not_allowed\]$/);
    expect((await post({}, { key: null })).status).toBe(401);
    expect((await post({}, { key: `${run.key}x` })).status).toBe(401);
    expect(run.refusals().map(({ code }) => code)).toEqual(['model_not_allowed', 'gateway_key_refused', 'gateway_key_refused']);
    expect(run.failure()?.code).toBe('model_not_allowed');
  });
});

describe('streams in pieces', () => {
  test.each(formNames)('%s: however it is cut, every byte comes through and is counted', async (form) => {
    for (const pieceBytes of [1, 3, 7, 50, 311]) {
      const { provider, post, ended } = await stage({ form, turn: answers({ text: 'é€ 😀 "x"\n data: y', pieceBytes }) });
      const asked = { stream: true, stream_options: { include_usage: true } };
      const direct = await fetch(
        provider.url + forms[form].base.replace('/v1', '') + forms[form].path.replace(/^\/(?:openai|anthropic|ollama)/, ''),
        { method: 'POST', body: JSON.stringify(forms[form].body(asked)) },
      );
      const answer = await post(asked);
      expect(answer.text).toBe(await direct.text());
      expect((await ended()).tokens).toMatchObject({ inputTokens: 1000, outputTokens: 56 });
    }
  });

  test('without the record that the client did not ask for, and with nothing else missing', async () => {
    for (const pieceBytes of [1, 7, 50, 311]) {
      const { post, ended } = await stage({ turn: answers({ text: 'é€ 😀 x', pieceBytes }) });
      const seen = await post({ stream: true });
      const whole = await stage({ turn: answers({ text: 'é€ 😀 x' }) });
      const all = (await whole.post({ stream: true, stream_options: { include_usage: true } })).text;
      expect(seen.text).toBe(
        all
          .split(/(?<=\n\n)/)
          .filter((record) => !record.includes('"choices":[]'))
          .join(''),
      );
      expect((await ended()).tokens.inputTokens).toBe(1000);
    }
  });
});

describe('answers that are packed although we ask for plain ones', () => {
  const body = JSON.stringify({
    object: 'chat.completion',
    choices: [{ finish_reason: 'stop', message: {} }],
    usage: { prompt_tokens: 3, completion_tokens: 4 },
  });
  test.each([
    ['gzip', gzipSync(body)],
    ['br', brotliCompressSync(body)],
    ['deflate', deflateSync(body)],
  ] as const)('%s is unpacked and counted', async (encoding, packed) => {
    const { post, ended } = await stage({ turn: { does: 'says', status: 200, body: packed, headers: { 'content-encoding': encoding } } });
    const answer = await post();
    expect([answer.text, answer.headers['content-encoding']]).toEqual([body, undefined]);
    expect((await ended()).tokens).toMatchObject({ inputTokens: 3, outputTokens: 4 });
  });

  test.each([
    ['compress', Buffer.from('x')],
    ['gzip', Buffer.from('no gzip at all')],
  ] as const)('%s that cannot be unpacked is no answer', async (encoding, packed) => {
    const { post, ended } = await stage({ turn: { does: 'says', status: 200, body: packed, headers: { 'content-encoding': encoding } } });
    expect((await post()).status).toBe(502);
    expect(['malformed', 'cut_stream']).toContain((await ended()).outcome);
  });

  test('a little that becomes a lot is ended', async () => {
    const { post, ended } = await stage({
      turn: { does: 'says', status: 200, body: gzipSync('x'.repeat(10_000_000)), headers: { 'content-encoding': 'gzip' } },
      gateway: { limits: { answerBytes: 1_000_000 } },
    });
    expect((await post()).status).toBe(502);
    expect(await ended()).toMatchObject({ outcome: 'malformed', why: expect.stringContaining('which is too much') });
  });
});

test('when a run is closed its usage is final', async () => {
  const { run, events, post } = await stage({ turn: { does: 'hangs', when: 'in the stream' } });
  // It may break off before anybody waits for it.
  const cut = post({ stream: true }).catch(() => undefined);
  await expect.poll(() => events.length, { interval: 5 }).toBe(1);
  await run.close();
  expect(run.usage().total).toMatchObject({ requests: 1, failed: 1, unknown: 1 });
  expect(events.at(-1)).toMatchObject({ type: 'request_finished', outcome: 'canceled' });
  await cut;
});

test('a client that goes away while it sends leaves nothing', async () => {
  const { provider, run, post } = await stage({ turn: answers(), gateway: { limits: { heldBytes: 3000 } } });
  for (let count = 0; count < 5; count++) {
    const sent = request({
      socketPath: run.socketPath,
      method: 'POST',
      path: forms.chat.path,
      headers: { authorization: `Bearer ${run.key}`, 'content-length': 100_000 },
    });
    sent.on('error', () => undefined);
    sent.write('x'.repeat(2000));
    await new Promise((resolve) => setTimeout(resolve, 10));
    sent.destroy();
  }
  await expect.poll(async () => (await post({ messages: 'x'.repeat(2000) })).status, { interval: 10 }).toBe(200);
  expect(provider.seen).toHaveLength(1);
});

describe('errors within a stream that began well', () => {
  test.each([
    ['chat', 'overloaded', 'data: {"error":{"message":"The server is overloaded","type":"server_error"}}\n\n'],
    [
      'responses',
      'rate_limited',
      'event: response.failed\ndata: {"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow"}}}\n\n',
    ],
    ['responses', 'context_overflow', 'data: {"type":"error","code":"context_length_exceeded","message":"too long"}\n\n'],
    ['messages', 'overloaded', 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'],
    ['ollama', 'provider_outage', '{"error":"llama runner process has terminated"}\n'],
    ['chat', 'malformed', 'data: {"choices": [\n\n'],
  ] as const)('%s: %s', async (form, outcome, body) => {
    const headers = { 'content-type': form === 'ollama' ? 'application/x-ndjson' : 'text/event-stream' };
    const { post, ended } = await stage({ form, turn: { does: 'says', status: 200, body, headers } });
    await post({ stream: true });
    expect((await ended()).outcome).toBe(outcome);
  });
});

describe('what is sent', () => {
  test('effort is forced, the name inside becomes the name of the provider, what the client says of both is overruled', async () => {
    for (const form of formNames) {
      const { provider, post, events } = await stage({ form, turn: answers(), model: { effort: 'medium', name: 'provider-name' } });
      await post({ reasoning_effort: 'high', reasoning: { effort: 'high', summary: 'auto' }, think: true });
      const { body } = provider.seen[0] as SeenRequest;
      expect(body['model']).toBe('provider-name');
      const effort = {
        chat: body['reasoning_effort'],
        responses: body['reasoning'],
        messages: body['output_config'],
        ollama: body['think'],
      }[form];
      expect(effort).toEqual(
        { chat: 'medium', responses: { effort: 'medium', summary: 'auto' }, messages: { effort: 'medium' }, ollama: 'medium' }[form],
      );
      expect(events[0]).toMatchObject({ changes: ['model gpt-5 became provider-name', 'effort set to medium'] });
    }
  });

  test('other models can become one of ours', async () => {
    const { provider, post } = await stage({ turn: answers(), spec: { otherModelsBecome: 'gpt-5' } });
    expect((await post({ model: 'gpt-5-nano' })).status).toBe(200);
    expect(provider.seen[0]?.body['model']).toBe('gpt-5');
  });

  test('a stream is asked for its usage; a client that did not ask for it does not see that record', async () => {
    const silent = await stage({ turn: answers() });
    const answer = await silent.post({ stream: true });
    expect(silent.provider.seen[0]?.body['stream_options']).toEqual({ include_usage: true });
    expect(answer.text).not.toContain('prompt_tokens');
    expect(answer.text).toContain('data: [DONE]');
    expect((await silent.ended()).tokens.inputTokens).toBe(1000);
    const asking = await stage({ turn: answers() });
    expect((await asking.post({ stream: true, stream_options: { include_usage: true } })).text).toContain('"prompt_tokens":1000');
  });

  test('one reading only: of two models in one body the last is checked and sent', async () => {
    const { provider, post } = await stage({ turn: answers() });
    expect((await post({}, { body: '{"model":"gpt-99","messages":[],"model":"gpt-5"}' })).status).toBe(200);
    expect(provider.seen[0]?.body).toEqual({ model: 'gpt-5', messages: [] });
  });

  test.each([
    [
      'chat',
      { web_search_options: {}, tools: [{ type: 'function', function: { name: 'a' } }] },
      ['web_search_options removed'],
      { tools: [{ type: 'function', function: { name: 'a' } }] },
    ],
    [
      'responses',
      {
        tools: [
          { type: 'web_search' },
          { type: 'mcp', server_url: 'https://evil.example' },
          { type: 'function', name: 'a' },
          { type: 'shell', environment: { type: 'container_auto' } },
        ],
      },
      ['tool web_search removed', 'tool mcp removed', 'tool shell removed'],
      { tools: [{ type: 'function', name: 'a' }] },
    ],
    [
      'messages',
      {
        mcp_servers: [{ url: 'https://evil.example' }],
        tools: [
          { name: 'own', input_schema: {} },
          { type: 'web_fetch_20250910', name: 'web_fetch' },
          { type: 'bash_20250124', name: 'bash' },
        ],
      },
      ['mcp_servers removed', 'tool web_fetch_20250910 removed'],
      {
        tools: [
          { name: 'own', input_schema: {} },
          { type: 'bash_20250124', name: 'bash' },
        ],
      },
    ],
    ['chat', { service_tier: 'priority' }, ['service_tier removed, because it has a price of its own'], {}],
  ] as const)('%s: what the provider would do by itself is taken out and told', async (form, extra, changes, left) => {
    const { provider, post, events } = await stage({ form, turn: answers() });
    expect((await post(extra)).status).toBe(200);
    expect(events[0]).toMatchObject({ type: 'request_started', changes });
    expect(provider.seen[0]?.body).toMatchObject(left);
    for (const name of ['web_search_options', 'mcp_servers', 'service_tier']) expect(provider.seen[0]?.body).not.toHaveProperty(name);
  });

  test.each([
    ['chat', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://evil.example/?q=secret' } }] }] }],
    ['responses', { input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'https://evil.example/x' }] }] }],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://evil.example/x' } }] }] }],
    ['responses', { background: true }],
  ] as const)('%s: an address that the provider would fetch is refused', async (form, extra) => {
    const { provider, post } = await stage({ form, turn: answers() });
    expect((await post(extra)).headers['x-devteam-code']).toBe('gateway_request_unusable');
    expect(provider.seen).toEqual([]);
  });

  test('addresses in texts and tool calls are nobody’s business', async () => {
    const { post } = await stage({ form: 'messages', turn: answers() });
    const messages = [
      { role: 'user', content: 'see https://example.org' },
      { role: 'assistant', content: [{ type: 'tool_use', id: '1', name: 'open', input: { url: 'https://example.org' } }] },
    ];
    expect((await post({ messages })).status).toBe(200);
  });

  test('a model of Ollama is reached by all three', async () => {
    for (const form of formNames) {
      const { provider, post } = await stage({ form, turn: answers(), model: { protocol: 'ollama', key: null } });
      expect((await post()).status).toBe(200);
      expect(provider.seen[0]?.path).toMatch(/^\/(?:v1\/(?:v1\/)?(?:chat\/completions|responses)|v1\/messages|api\/chat)$/);
      expect(provider.seen[0]?.headers).not.toHaveProperty('authorization');
    }
  });

  test('a model of one protocol is not reached by the address of another', async () => {
    const { post } = await stage({ form: 'messages', turn: answers(), model: { protocol: 'openai' } });
    expect((await post()).text).toContain('is reached by its openai address');
  });

  test('a query of the base stays, and of the client’s only that of beta forms goes along', async () => {
    const { provider, post } = await stage({ form: 'messages', turn: answers() });
    await post({}, { path: '/anthropic/v1/messages?beta=true' });
    await post({}, { path: '/anthropic/v1/messages?beta=true&leak=secret' });
    expect(provider.seen.map(({ path }) => path)).toEqual(['/v1/messages?beta=true', '/v1/messages']);
    expect(
      findUpstreamUrl('chat_completions', 'openai', { protocol: 'openai', baseUrl: 'https://x.example/openai/v1/?api-version=1' }),
    ).toBe('https://x.example/openai/v1/chat/completions?api-version=1');
  });

  test('a program that uses a proxy for everything finds us as well', async () => {
    const { run, post } = await stage({ turn: answers() });
    expect((await post({}, { path: 'http://127.0.0.1:3128/openai/v1/chat/completions' })).status).toBe(200);
    expect((await ask(run.socketPath, { method: 'GET', path: 'http://localhost/ollama/', key: run.key })).text).toBe('Ollama is running');
  });

  test('bodies that are no JSON, packed or too large are refused', async () => {
    const { provider, post } = await stage({ turn: answers(), gateway: { limits: { requestBytes: 2000 } } });
    expect((await post({}, { body: '{"model"' })).status).toBe(400);
    expect((await post({}, { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    const large = await post({ messages: 'x'.repeat(3000) });
    expect([large.status, large.headers['x-devteam-code']]).toEqual([413, 'gateway_request_too_large']);
    expect(provider.seen).toEqual([]);
  });

  test('all requests under way may hold only so much together', async () => {
    const { run, post } = await stage({
      turn: { does: 'hangs', when: 'before the head' },
      gateway: { limits: { heldBytes: 5000, firstByteMs: 500 } },
    });
    const first = post({ messages: 'x'.repeat(3000) });
    await expect.poll(() => run.usage().charged.requests, { interval: 5 }).toBeGreaterThan(0);
    const statuses = await Promise.all([first, ...Array.from({ length: 3 }, () => post({ messages: 'x'.repeat(3000) }))]);
    expect(statuses.map(({ status }) => status)).toEqual([504, 429, 429, 429]);
    expect((await post({ messages: 'x'.repeat(3000) })).status).toBe(504);
  });

  test('a body that is nested a million times ends nobody but itself', async () => {
    const { provider, post } = await stage({ form: 'messages', turn: answers() });
    const nested = await post({}, { body: `{"model":"gpt-5","messages":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}` });
    expect(nested.headers['x-devteam-code']).toBe('gateway_request_unusable');
    expect((await post()).status).toBe(200);
    expect(provider.seen).toHaveLength(1);
  });

  test('lists of models and signs of life are answered here', async () => {
    const { provider, run } = await stage({ turn: answers() });
    const get = (path: string) => ask(run.socketPath, { method: 'GET', path, key: run.key });
    expect((await get('/openai/v1/models')).json).toMatchObject({ data: [{ id: 'gpt-5' }] });
    expect((await get('/anthropic/v1/models')).json).toMatchObject({ data: [{ id: 'gpt-5' }] });
    expect((await get('/ollama/api/tags')).json).toMatchObject({ models: [{ name: 'gpt-5' }] });
    expect((await get('/ollama/api/version')).json).toHaveProperty('version');
    expect((await get('/ollama/')).text).toBe('Ollama is running');
    for (const path of ['/ollama/api/pull', '/openai/v1/files', '/openai/v1/embeddings', '/openai/v1/responses/r1', '/', '/../x'])
      expect((await get(path)).status).toBe(404);
    expect(provider.seen).toEqual([]);
  });
});

describe('limits', () => {
  test('budget of requests: a warning at four fifths, then refused with a code, in a way that ends an agent', async () => {
    const { run, post, events } = await stage({ turn: answers(), spec: { budget: { requests: 5 } } });
    for (let count = 1; count <= 5; count++) expect((await post()).status).toBe(200);
    const sixth = await post();
    expect(sixth.status).toBe(400);
    expect(sixth.json).toMatchObject({ error: { code: 'budget_used_up', message: expect.stringContaining('5 of 5 requests') } });
    expect(events.filter(({ type }) => type === 'budget_warning')).toMatchObject([{ kind: 'requests', spent: 4, limit: 5 }]);
    expect(run.failure()).toMatchObject({ failureClass: 'budget', code: 'budget_used_up' });
  });

  test('budgets of tokens and of dollars', async () => {
    const tokens = await stage({ turn: answers(), spec: { budget: { tokens: 2000 } } });
    expect([(await tokens.post()).status, (await tokens.post()).status, (await tokens.post()).status]).toEqual([200, 200, 400]);
    expect(tokens.run.usage().charged.tokens).toBe(2112);
    const dollars = await stage({ turn: answers(), spec: { budget: { costUsd: costOfOne * 1.5 } } });
    expect([(await dollars.post()).status, (await dollars.post()).status, (await dollars.post()).status]).toEqual([200, 200, 400]);
  });

  test('a provider that tells no counts cannot get past a budget', async () => {
    const { post } = await stage({ turn: { does: 'tells no usage' }, spec: { budget: { tokens: 100 } } });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) statuses.push((await post()).status);
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(400);
  });

  test('a budget in dollars needs prices', async () => {
    await expect(
      stage({ turn: answers(), model: { price: undefined, name: 'unheard-of' }, spec: { budget: { costUsd: 1 } } }),
    ).rejects.toMatchObject({
      code: 'gateway_settings_invalid',
      message: expect.stringContaining('"unheard-of"'),
    });
    const { post, ended } = await stage({ turn: answers(), model: { price: undefined, name: 'unheard-of' } });
    await post();
    expect(await ended()).toMatchObject({ outcome: 'ok', costUsd: null, tokens: { inputTokens: 1000 } });
  });

  test('after the deadline everything ends and nothing begins', async () => {
    const { run, post, ended } = await stage({ turn: { does: 'hangs', when: 'in the stream' }, spec: { deadlineAtMs: Date.now() + 200 } });
    expect((await post({ stream: true })).isCut).toBe(true);
    expect(await ended()).toMatchObject({ outcome: 'canceled', why: 'the run is over' });
    expect((await post()).headers['x-devteam-code']).toBe('run_over');
    expect(run.refusals().at(-1)?.code).toBe('run_over');
  });

  test('an answer over the limit is ended', async () => {
    const whole = await stage({ turn: answers({ text: 'x'.repeat(5000) }), gateway: { limits: { answerBytes: 2000 } } });
    expect((await whole.post()).status).toBe(502);
    expect((await whole.ended()).outcome).toBe('malformed');
    const record = await stage({ turn: answers({ text: 'x'.repeat(5000) }), gateway: { limits: { answerBytes: 2000 } } });
    expect((await record.post({ stream: true })).isCut).toBe(true);
  });

  test('a slow reader slows the provider down and is not waited for for ever', async () => {
    const { provider, run, ended } = await stage({
      turn: { does: 'streams for ever', pieceBytes: 65_536 },
      gateway: { limits: { silenceMs: 300 } },
    });
    const sent = request({
      socketPath: run.socketPath,
      method: 'POST',
      path: forms.chat.path,
      headers: { authorization: `Bearer ${run.key}` },
    });
    sent.on('error', () => undefined);
    sent.on('response', (answer) => answer.on('error', () => undefined).pause());
    sent.end(JSON.stringify(forms.chat.body({ stream: true })));
    expect(await ended()).toMatchObject({ outcome: 'canceled', why: 'the client took nothing for too long' });
    // What the kernel and the streams between hold, and not more.
    expect(provider.state.piecesWritten * 65_536).toBeLessThan(24_000_000);
    await expect.poll(() => provider.state.open, { interval: 5 }).toBe(0);
  });
});

describe('a provider that is down', () => {
  const breaker = { failures: 3, coolDownMs: 1000 };

  test('is left alone after some failures, then tried by one request, then used again', async () => {
    let nowMs = Date.parse('2026-11-26T10:00:00Z');
    let isDown = true;
    const down: Turn = { does: 'says', status: 500, body: '{"error":{"message":"broken"}}' };
    const { provider, run, gateway, post, events } = await stage({
      turn: () => (isDown ? down : answers()),
      gateway: { breaker, now: () => nowMs },
      spec: { deadlineAtMs: nowMs + 600_000 },
    });
    for (let count = 0; count < 3; count++) expect((await post()).status).toBe(500);
    const refused = await post();
    expect([refused.status, refused.headers['x-devteam-code'], refused.headers['retry-after']]).toEqual([400, 'provider_down', '1']);
    expect(provider.seen.length).toBe(3);
    expect(events.filter(({ type }) => type === 'provider_down')).toMatchObject([
      { provider: provider.url, untilMs: nowMs + 1000, why: 'broken' },
    ]);
    expect(run.failure()).toMatchObject({ code: 'provider_down', failureClass: 'provider_outage', retryAtMs: nowMs + 1000 });
    nowMs += 1001;
    expect((await post()).status).toBe(500);
    expect((await post()).status).toBe(400);
    nowMs += 2001;
    isDown = false;
    expect((await post()).status).toBe(200);
    expect(events.filter(({ type }) => type === 'provider_up')).toHaveLength(1);
    expect(run.failure()).toBeNull();
    expect(gateway.providers()).toMatchObject([{ provider: provider.url, state: 'up' }]);
    // What was refused did not count.
    expect(run.usage().charged.requests).toBe(provider.seen.length);
  });

  test('seen by one run alone it is down for that run only; by two, or by the network, for all', async () => {
    const { provider, gateway, post, directory } = await stage({ turn: { does: 'says', status: 500, body: '{}' }, gateway: { breaker } });
    for (let count = 0; count < 3; count++) await post();
    expect((await post()).status).toBe(400);
    const second = await gateway.openRun({
      id: 'run-2',
      socketDirectory: directory,
      models: { 'gpt-5': { protocol: 'openai', baseUrl: `${provider.url}/v1`, key: null } },
      deadlineAtMs: Date.now() + 60_000,
    });
    const postSecond = () => ask(second.socketPath, { path: forms.chat.path, key: second.key, body: forms.chat.body() });
    expect((await postSecond()).status).toBe(500);
    expect((await postSecond()).status).toBe(400);
    expect(gateway.providers()[0]?.state).toBe('down');
  });

  test('where nobody listens', async () => {
    const { gateway, run, post, ended } = await stage({
      turn: answers(),
      model: { baseUrl: 'http://127.0.0.1:1/v1' },
      gateway: { breaker },
    });
    const answer = await post();
    expect([answer.status, answer.headers['x-devteam-code']]).toEqual([502, 'provider_down']);
    expect(await ended()).toMatchObject({ outcome: 'provider_outage', status: null, tokens: { inputTokens: 0 } });
    await post();
    await post();
    expect(gateway.providers()[0]?.state).toBe('down');
    expect(run.failure()?.code).toBe('provider_down');
  });

  test('a key that was changed meanwhile is asked for once more', async () => {
    const keys = ['sk-old-0123456789abcdef', 'sk-new-0123456789abcdef', 'sk-newer-0123456789abcdef'];
    let asked = 0;
    const isNew = ({ headers }: SeenRequest) => headers.authorization === `Bearer ${keys[1]}`;
    const refused: Turn = { does: 'says', status: 401, body: '{"error":{"message":"expired"}}' };
    const { provider, post, events } = await stage({
      turn: (request) => (isNew(request) ? answers() : refused),
      model: { key: () => keys[asked++] ?? 'none' },
    });
    expect((await post()).status).toBe(200);
    expect([asked, provider.seen.length]).toEqual([2, 2]);
    expect(events.map(({ type }) => type)).toEqual(['request_started', 'request_finished']);
    const same = await stage({ turn: refused });
    expect((await same.post()).status).toBe(401);
    expect(same.provider.seen).toHaveLength(1);
  });

  test('a key that never comes is not waited for', async () => {
    const { post, ended } = await stage({
      turn: answers(),
      model: { key: () => new Promise(() => undefined) },
      gateway: { limits: { connectMs: 100 } },
    });
    expect((await post()).status).toBe(504);
    expect(await ended()).toMatchObject({ outcome: 'timeout', tokens: { inputTokens: 0 } });
  });

  test('a connection that a provider drops is no proof for other runs', async () => {
    const { gateway, run, post, ended } = await stage({ turn: { does: 'hangs up' }, gateway: { breaker } });
    for (let count = 0; count < 3; count++) expect((await post()).status).toBe(502);
    expect(await ended()).toMatchObject({ outcome: 'provider_outage', tokens: { inputTokens: null } });
    expect((await post()).status).toBe(400);
    expect(gateway.providers()[0]?.state).toBe('up');
    expect(run.failure()?.code).toBe('provider_down');
  });

  test('a key that cannot be had says nothing against the provider', async () => {
    const { gateway, post, events } = await stage({
      turn: answers(),
      model: { key: () => Promise.reject(new Error('the safe is locked')) },
      gateway: { breaker },
    });
    for (let count = 0; count < 4; count++) expect((await post()).headers['x-devteam-code']).toBe('provider_key_unavailable');
    expect(gateway.providers()[0]?.state).toBe('up');
    expect(events.at(-1)).toMatchObject({ outcome: 'auth', why: expect.stringContaining('the safe is locked') });
  });
});

test('no secret is in any event, log entry or answer, also if the provider repeats it', async () => {
  const body = JSON.stringify({
    error: { message: `Incorrect API key provided: ${realKey}`, type: 'invalid_request_error', code: 'invalid_api_key' },
  });
  const { run, post, events } = await stage({ turn: { does: 'says', status: 401, body }, spec: { secrets: ['hunter2-hunter2'] } });
  const answer = await post();
  expect(answer.text).toContain('Incorrect API key provided: [redacted]');
  await ask(run.socketPath, { method: 'GET', path: `/openai/v1/${run.key}?token=hunter2-hunter2&k=${realKey}`, key: run.key });
  await ask(run.socketPath, { method: 'GET', path: `/key/${run.key}/nowhere/hunter2-hunter2` });
  const seen = JSON.stringify([events, run.refusals(), run.passages(), run.failure(), run.usage()]);
  for (const secret of [realKey, run.key, 'hunter2-hunter2']) expect(seen).not.toContain(secret);
  expect(run.redact(`x ${run.key} y`)).toBe('x [redacted] y');
});

/** Thousands at full scale. */
const rounds = process.env['DEVTEAM_TEST_SCALE'] === 'full' ? 200 : 12;

test('hundreds of requests leave nothing behind', async () => {
  const { provider, run, post } = await stage({ turn: answers() });
  for (let round = 0; round < rounds; round++)
    await Promise.all(Array.from({ length: 25 }, (_, index) => post({ stream: index % 2 === 0 })));
  await expect.poll(() => run.usage().total.requests, { interval: 5 }).toBe(rounds * 25);
  expect(run.usage().total).toMatchObject({
    failed: 0,
    unknown: 0,
    inputTokens: provider.told.input,
    outputTokens: provider.told.output,
    cachedInputTokens: provider.told.cached,
  });
  expect(run.usage().total.costUsd).toBeCloseTo(costOfOne * rounds * 25, 9);
  expect(provider.state).toMatchObject({ open: 0, aborted: 0 });
});

test('a kept connection that turns out to be closed is replaced, once', async () => {
  const { provider, run, post } = await stage({
    turn: (_request, number) => (number === 2 || number > 4 ? { does: 'hangs up' } : answers()),
  });
  expect((await post()).status).toBe(200);
  expect((await post()).status).toBe(200);
  expect(provider.seen).toHaveLength(3);
  expect(run.usage().total.requests).toBe(2);
  expect((await post()).status).toBe(200);
  expect((await post()).status).toBe(502);
  expect(provider.seen).toHaveLength(6);
});

test('the client of Ollama itself works through it', async () => {
  const { run, provider } = await stage({ form: 'ollama', turn: answers({ text: 'a b c' }), spec: { listenOnTcp: true } });
  const client = new Ollama({ host: `${run.tcpUrl}/ollama`, headers: { Authorization: `Bearer ${run.key}` } });
  expect((await client.list()).models.map(({ name }) => name)).toEqual(['gpt-5']);
  const pieces: string[] = [];
  for await (const part of await client.chat({ model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }], stream: true }))
    pieces.push(part.message.content);
  expect(pieces.join('')).toBe('a b c');
  await expect(client.chat({ model: 'other', messages: [] })).rejects.toMatchObject({
    status_code: 400,
    error: expect.stringContaining('model_not_allowed'),
  });
  expect(run.usage().byProtocol.ollama).toMatchObject({
    requests: 1,
    inputTokens: provider.told.input,
    outputTokens: provider.told.output,
  });
});
