import { describe, expect, onTestFinished, test } from 'vitest';
import { type FakeOllama, startFakeOllama } from '../testing/fake-ollama.ts';
import { modelConformance } from './model.conformance.ts';
import { createOllamaClient } from './ollama-client.ts';
import { createOllamaModel } from './ollama-model.ts';
import { createOpenAiModel } from './openai-model.ts';

const patient = { firstWordSeconds: 20, silenceSeconds: 20, totalSeconds: 30 };
const impatient = { firstWordSeconds: 0.15, silenceSeconds: 0.12, totalSeconds: 0.3 };
const options = { model: 'qwen3:8b', contextTokens: 8192, answerTokens: 777, temperature: 0.1, topP: 0.9, patience: patient };

async function startServer(): Promise<FakeOllama> {
  const server = await startFakeOllama({ answer: () => '{"word":"yes"}' });
  onTestFinished(() => server.close());
  return server;
}
const drivers = {
  ollama: (server: FakeOllama, patience = patient) =>
    createOllamaModel(createOllamaClient(server.host), {
      ...options,
      patience,
      contextTokens: () => options.contextTokens,
      keepAliveSeconds: -1,
    }),
  'openai-compatible': (server: FakeOllama, patience = patient) =>
    createOpenAiModel({ ...options, patience, baseUrl: `${server.host}/v1/`, apiKey: 'sk-planted-key' }),
};

describe.each(Object.entries(drivers))('the %s model conforms', (_, create) => {
  test.for(modelConformance)('$name', async ({ run }) => {
    const server = await startServer();
    await expect(run({ server, model: create(server), impatient: create(server, impatient) })).resolves.toBeUndefined();
  });
});

describe('Ollama', () => {
  test('is asked without thoughts, with the context said, and without cutting the prompt in silence', async () => {
    const server = await startServer();
    await drivers.ollama(server).answer({ messages: [{ role: 'user', content: 'x' }], schema: {} }, new AbortController().signal);
    expect(server.requests).toEqual([
      expect.objectContaining({
        path: '/api/chat',
        body: expect.objectContaining({
          think: false,
          truncate: false,
          stream: true,
          keep_alive: -1,
          options: { num_ctx: 8192, num_predict: 777, temperature: 0.1, top_p: 0.9 },
        }),
      }),
    ]);
  });

  test('says that its memory is too small as such', async () => {
    const server = await startServer();
    server.next('out of memory');
    await expect(
      drivers.ollama(server).answer({ messages: [{ role: 'user', content: 'x' }], schema: {} }, new AbortController().signal),
    ).rejects.toMatchObject({ code: 'model_out_of_memory', message: expect.stringContaining('9.1 GiB') });
  });
});

describe('an OpenAI-compatible server', () => {
  test('gets the key, which stands in no error', async () => {
    const said: string[] = [];
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      said.push(String(request.headers.authorization));
      response.writeHead(401).end(JSON.stringify({ error: { message: `Incorrect API key provided: sk-planted-key` } }));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => void server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const model = createOpenAiModel({ ...options, baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: 'sk-planted-key' });
    const error = await model.answer({ messages: [], schema: {} }, new AbortController().signal).catch((reason: unknown) => reason);
    expect(said).toEqual(['Bearer sk-planted-key']);
    expect(error).toMatchObject({ code: 'model_refused', message: expect.stringContaining('Incorrect API key provided: [key]') });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('planted');
  });

  test('that knows no temperature, no max_tokens and no schemas is asked without them, from then on', async () => {
    const bodies: Record<string, unknown>[] = [];
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      void (async () => {
        let text = '';
        for await (const chunk of request) text += String(chunk);
        const body = JSON.parse(text) as Record<string, unknown>;
        bodies.push(body);
        const refused = ['temperature', 'max_tokens', 'response_format'].find((name) => name in body);
        if (refused)
          response
            .writeHead(400)
            .end(JSON.stringify({ error: { message: `Unsupported parameter: '${refused}'. Use 'max_completion_tokens' or none.` } }));
        else response.end('data: {"choices":[{"delta":{"content":"{}"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
      })();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => void server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const model = createOpenAiModel({ ...options, baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: null });
    const ask = () => model.answer({ messages: [], schema: {} }, new AbortController().signal);
    expect(await ask()).toEqual({ text: '{}', thoughts: '', inputTokens: null, outputTokens: null });
    expect(bodies).toHaveLength(4);
    expect(bodies.at(-1)).toEqual({
      model: 'qwen3:8b',
      messages: [],
      stream: true,
      stream_options: { include_usage: true },
      top_p: 0.9,
      max_completion_tokens: 777,
    });
    await ask();
    expect(bodies).toHaveLength(5);
  });
});
