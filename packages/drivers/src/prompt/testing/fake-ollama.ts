import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { schemaSample } from './schema-sample.ts';

/** What a server may do when it is asked to generate. */
export type Scenario =
  | 'fine'
  | 'prose'
  | 'broken json'
  | 'wrong schema'
  | 'empty'
  | 'fenced'
  | 'thinks aloud'
  | 'think tags'
  | 'only thinks'
  | 'cut off by length'
  | 'cut off by the line'
  | 'without an end'
  | 'error line'
  | 'silent'
  | 'silent in the middle'
  | 'drips'
  | 'busy'
  | '500'
  | 'out of memory'
  | 'refuses'
  | 'not ollama';

export interface FakeOllamaOptions {
  readonly port?: number;
  readonly models?: readonly string[];
  /** Of the machine, as the context that fits into it. */
  readonly memoryTokens?: number;
  /** How long the first answer of a model that is not loaded takes. */
  readonly loadMs?: number;
  /** What it answers where the scenario lets it; else the least that fits the schema. */
  readonly answer?: (request: GenerateRequest) => string;
}

export interface GenerateRequest {
  readonly model: string;
  readonly messages: readonly { role: string; content: string }[];
  readonly schema: unknown;
}

export interface FakeOllama {
  readonly host: string;
  readonly port: number;
  /** All requests with their bodies, in the order in which they came. */
  readonly requests: { path: string; body: Record<string, unknown>; at: number }[];
  readonly models: Set<string>;
  readonly loaded: Map<string, { gpuShare: number }>;
  /** How many answers were being made at once, at most. */
  mostAtOnce: number;
  /** These for the next requests to generate, one each; then `always`. */
  next(...scenarios: Scenario[]): void;
  always(scenario: Scenario): void;
  /** What becomes of each try to load a model; null: it is loaded. */
  failLoads(scenario: 'out of memory' | '500' | null): void;
  /** Takes connections, and answers nothing at all. */
  hang(hangs: boolean): void;
  /** Cuts all connections and listens no more. */
  kill(): Promise<void>;
  /** Listens on the same port again, with nothing loaded. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Speaks the protocol of Ollama as far as we and its own client use it, with all the ways in which a real one disappoints. Also its second tongue,
 * OpenAI's chat completions. It knows nothing of our driver.
 */
export async function startFakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const {
    answer = ({ schema }) => JSON.stringify(schemaSample(schema)),
    loadMs = 0,
    memoryTokens = Number.POSITIVE_INFINITY,
    models = ['qwen3:8b'],
  } = options;
  const queue: Scenario[] = [];
  let standing: Scenario = 'fine';
  let isHanging = false;
  let failedLoad: Scenario | null = null;
  let running = 0;
  let server: Server | undefined;

  const listen = async (port: number) => {
    server = createServer((request, response) => {
      void handle(request, response).catch(() => response.destroy());
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    const stopping = server;
    server = undefined;
    if (!stopping) return;
    const closed = once(stopping, 'close');
    stopping.close();
    stopping.closeAllConnections();
    await closed;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://fake').pathname;
    const body = await readBody(request);
    fake.requests.push({ path, body, at: performance.now() });
    if (isHanging) return;
    if (path === '/') return void response.end('Ollama is running');
    if (path === '/api/version') return json(response, 200, { version: '0.32.15' });
    if (path === '/api/tags') return json(response, 200, { models: [...fake.models].map(modelFacts) });
    if (path === '/api/ps')
      return json(response, 200, {
        models: Array.from(fake.loaded, ([name, { gpuShare }]) => ({
          ...modelFacts(name),
          size_vram: Math.round(modelBytes * gpuShare),
          expires_at: '2318-01-01T00:00:00Z',
        })),
      });
    if (path === '/api/show') return fake.models.has(String(body['model'])) ? json(response, 200, shown) : missing(response, body);
    if (path === '/api/pull') return pull(response, String(body['model'] ?? body['name']), body['stream'] !== false);
    const speech =
      path === '/api/chat'
        ? chatSpeech
        : path === '/api/generate'
          ? generateSpeech
          : path === '/v1/chat/completions'
            ? openAiSpeech
            : undefined;
    if (speech) return generate(response, body, speech);
    json(response, 404, { error: 'page not found' });
  };

  const missing = (response: ServerResponse, body: Record<string, unknown>) =>
    json(response, 404, { error: `model "${String(body['model'])}" not found, try pulling it first` });

  const pull = async (response: ServerResponse, model: string, stream: boolean) => {
    response.setHeader('content-type', 'application/x-ndjson');
    const say = (line: object) => stream && void response.write(`${JSON.stringify(line)}\n`);
    say({ status: 'pulling manifest' });
    if (!/^[a-z0-9.]+:[a-z0-9.]+$/.test(model)) {
      response.end(`${JSON.stringify({ error: 'pull model manifest: file does not exist' })}\n`);
      return;
    }
    const layers = [
      { digest: 'sha256:aa', total: 5000 },
      { digest: 'sha256:bb', total: 200 },
    ];
    for (const { digest, total } of layers) {
      for (const completed of [undefined, total / 4, total / 2, total]) {
        say({ status: `pulling ${digest.slice(7)}`, digest, total, ...(completed === undefined ? {} : { completed }) });
        await pause(2);
      }
    }
    for (const status of ['verifying sha256 digest', 'writing manifest']) say({ status });
    fake.models.add(model);
    response.end(`${JSON.stringify({ status: 'success' })}\n`);
  };

  const generate = async (response: ServerResponse, body: Record<string, unknown>, speech: Speech) => {
    const model = String(body['model']);
    if (!fake.models.has(model)) return missing(response, body);
    const request = speech.request(body);
    if (body['keep_alive'] === 0) {
      fake.loaded.delete(model);
      return json(response, 200, speech.whole({ model, text: '', thoughts: '', reason: 'unload' }));
    }
    const load = async () => {
      if (!fake.loaded.has(model)) await pause(loadMs);
      fake.loaded.set(model, { gpuShare: 1 });
    };
    const wantedTokens = (body['options'] as { num_ctx?: number } | undefined)?.num_ctx ?? 4096;
    const failedNow = wantedTokens > memoryTokens ? 'out of memory' : failedLoad;
    const failure = failedNow === null || fake.loaded.has(model) ? undefined : refusals[failedNow];
    if (failure) return json(response, failure.status, { error: failure.error });
    if (request.messages.length === 0) {
      await load();
      return json(response, 200, speech.whole({ model, text: '', thoughts: '', reason: 'load' }));
    }
    const scenario = queue.shift() ?? standing;
    const refusal = refusals[scenario];
    if (refusal) return json(response, refusal.status, { error: refusal.error });
    running += 1;
    fake.mostAtOnce = Math.max(fake.mostAtOnce, running);
    try {
      if (scenario === 'silent') return await untilClosed(response);
      await load();
      await play(response, scenario, { model, good: answer(request), stream: body['stream'] !== false && speech.streams(body), speech });
    } finally {
      running -= 1;
    }
  };

  const fake: FakeOllama = {
    host: '',
    port: 0,
    requests: [],
    models: new Set(models),
    loaded: new Map(),
    mostAtOnce: 0,
    next: (...scenarios) => void queue.push(...scenarios),
    always: (scenario) => {
      standing = scenario;
    },
    failLoads: (scenario) => {
      failedLoad = scenario;
    },
    hang: (hangs) => {
      isHanging = hangs;
    },
    kill: stop,
    revive: async () => {
      fake.loaded.clear();
      await listen(fake.port);
    },
    close: stop,
  };
  const port = await listen(options.port ?? 0);
  return Object.assign(fake, { host: `http://127.0.0.1:${port}`, port });
}

const modelBytes = 5_200_000_000;
const modelFacts = (name: string) => ({
  name,
  model: name,
  modified_at: '2026-11-01T00:00:00Z',
  size: modelBytes,
  digest: 'aa',
  details: { family: 'qwen3', parameter_size: '8.2B', quantization_level: 'Q4_K_M' },
});
const shown = { details: modelFacts('').details, model_info: { 'qwen3.context_length': 40_960 }, capabilities: ['completion', 'thinking'] };

const refusals: Partial<Record<Scenario, { status: number; error: string }>> = {
  busy: { status: 503, error: 'server busy, please try again.  maximum pending requests exceeded' },
  '500': { status: 500, error: 'llama runner process has terminated: exit status 2' },
  'out of memory': { status: 500, error: 'model requires more system memory (9.1 GiB) than is available (3.0 GiB)' },
  refuses: { status: 400, error: 'invalid options: num_ctx' },
};

/** The parts of an answer, as one protocol or the other writes them. */
interface Speech {
  request(body: Record<string, unknown>): GenerateRequest;
  streams(body: Record<string, unknown>): boolean;
  part(model: string, part: { text?: string; thoughts?: string }): string;
  end(model: string, reason: string): string;
  error(text: string): string;
  whole(answer: { model: string; text: string; thoughts: string; reason: string }): object;
}

const counts = {
  total_duration: 9e8,
  load_duration: 1e6,
  prompt_eval_count: 321,
  prompt_eval_duration: 4e8,
  eval_count: 45,
  eval_duration: 5e8,
};
const stamp = (model: string) => ({ model, created_at: '2026-11-01T00:00:00Z' });
const line = (value: object) => `${JSON.stringify(value)}\n`;

const chatSpeech: Speech = {
  request: (body) => ({
    model: String(body['model']),
    messages: (body['messages'] ?? []) as GenerateRequest['messages'],
    schema: body['format'],
  }),
  streams: () => true,
  part: (model, { text = '', thoughts }) =>
    line({ ...stamp(model), message: { role: 'assistant', content: text, ...(thoughts ? { thinking: thoughts } : {}) }, done: false }),
  end: (model, reason) =>
    line({ ...stamp(model), message: { role: 'assistant', content: '' }, done: true, done_reason: reason, ...counts }),
  error: (error) => line({ error }),
  whole: ({ model, reason, text, thoughts }) => ({
    ...stamp(model),
    message: { role: 'assistant', content: text, ...(thoughts ? { thinking: thoughts } : {}) },
    done: true,
    done_reason: reason,
    ...(reason === 'load' || reason === 'unload' ? {} : counts),
  }),
};

const generateSpeech: Speech = {
  ...chatSpeech,
  request: (body) => ({
    model: String(body['model']),
    messages: typeof body['prompt'] === 'string' && body['prompt'] !== '' ? [{ role: 'user', content: body['prompt'] }] : [],
    schema: body['format'],
  }),
  part: (model, { text = '', thoughts }) =>
    line({ ...stamp(model), response: text, ...(thoughts ? { thinking: thoughts } : {}), done: false }),
  end: (model, reason) => line({ ...stamp(model), response: '', done: true, done_reason: reason, ...counts }),
  whole: ({ model, reason, text }) => ({ ...stamp(model), response: text, done: true, done_reason: reason, ...counts }),
};

const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (model: string, delta: object, finish: string | null) =>
  event({ id: 'c1', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason: finish }] });
const openAiSpeech: Speech = {
  request: (body) => ({
    model: String(body['model']),
    messages: (body['messages'] ?? []) as GenerateRequest['messages'],
    schema: (body['response_format'] as { json_schema?: { schema?: unknown } } | undefined)?.json_schema?.schema,
  }),
  streams: (body) => body['stream'] === true,
  part: (model, { text = '', thoughts }) => chunk(model, { content: text, ...(thoughts ? { reasoning: thoughts } : {}) }, null),
  end: (model, reason) =>
    `${chunk(model, {}, reason)}${event({ id: 'c1', model, choices: [], usage: { prompt_tokens: 321, completion_tokens: 45 } })}data: [DONE]\n\n`,
  error: (message) => event({ error: { message, type: 'api_error' } }),
  whole: ({ model, reason, text }) => ({
    id: 'c1',
    object: 'chat.completion',
    model,
    choices: [{ index: 0, finish_reason: reason, message: { role: 'assistant', content: text } }],
    usage: { prompt_tokens: 321, completion_tokens: 45 },
  }),
};

async function play(
  response: ServerResponse,
  scenario: Scenario,
  { good, model, speech, stream }: { good: string; model: string; speech: Speech; stream: boolean },
): Promise<void> {
  const half = good.slice(0, good.length / 2);
  const texts: Partial<Record<Scenario, string>> = {
    prose: 'Certainly! First I would look at the code, and then change what has to be changed.',
    'broken json': `${half}\n… and so on`,
    'wrong schema': '{"something":"else"}',
    empty: '',
    fenced: `Here it is:\n\n\`\`\`json\n${good}\n\`\`\`\nI hope that it helps {you}.`,
    'think tags': `<think>\nWhat do they want? {"focus": 1}\n</think>\n\n${good}`,
    'only thinks': '',
    'cut off by length': half,
    'not ollama': '<html>login</html>',
  };
  const text = texts[scenario] ?? good;
  const thoughts = scenario === 'thinks aloud' || scenario === 'only thinks' ? 'Hm. Perhaps {"focus": "nothing"}.' : '';
  const reason = scenario === 'cut off by length' ? 'length' : 'stop';
  if (scenario === 'not ollama') return void response.end(text);
  if (!stream) return json(response, 200, speech.whole({ model, text, thoughts, reason }));

  response.setHeader('content-type', 'application/x-ndjson');
  if (thoughts) response.write(speech.part(model, { thoughts }));
  const parts = text.match(/[^]{1,12}/g) ?? [];
  const interrupted = ['cut off by the line', 'without an end', 'error line', 'silent in the middle', 'drips'].includes(scenario);
  for (const part of interrupted ? parts.slice(0, Math.ceil(parts.length / 2)) : parts) response.write(speech.part(model, { text: part }));
  if (scenario === 'drips')
    while (!response.destroyed) {
      response.write(speech.part(model, { text: ' ' }));
      await pause(20);
    }
  else if (scenario === 'cut off by the line') {
    await pause(5);
    response.destroy();
  } else if (scenario === 'error line') response.end(speech.error('llama runner process no longer running'));
  else if (scenario === 'silent in the middle') await untilClosed(response);
  else if (scenario === 'without an end') response.end();
  else response.end(speech.end(model, reason));
}

const untilClosed = async (response: ServerResponse) => void (response.destroyed || (await once(response, 'close')));

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

// As a program of its own, for what starts and ends processes: `fake-ollama.ts PORT [hang|empty]`.
if (import.meta.main) {
  const how = process.argv[3];
  const fake = await startFakeOllama({ port: Number(process.argv[2]), models: how === 'empty' ? [] : ['qwen3:8b'] });
  if (how === 'hang') fake.hang(true);
}
