import { Ollama } from 'ollama';
import { expect, onTestFinished, test } from 'vitest';
import { type FakeOllamaOptions, startFakeOllama } from './fake-ollama.ts';

/** The fake is held against the client that the makers of Ollama publish: what that understands, a real server may have said. */
async function start(options?: FakeOllamaOptions) {
  const server = await startFakeOllama(options);
  onTestFinished(() => server.close());
  return { server, client: new Ollama({ host: server.host }) };
}
const messages = [{ role: 'user', content: 'Hello' }];
const model = 'qwen3:8b';

test("Ollama's client sees version, models, what is loaded, and what a model can", async () => {
  const { client, server } = await start();
  expect(await client.version()).toEqual({ version: '0.32.15' });
  expect((await client.list()).models.map((each) => each.name)).toEqual([model]);
  expect((await client.ps()).models).toEqual([]);
  await client.chat({ model, messages: [] });
  expect((await client.ps()).models).toMatchObject([{ name: model, size: 5.2e9, size_vram: 5.2e9 }]);
  expect((await client.show({ model })).capabilities).toContain('thinking');
  await client.generate({ model, prompt: '', keep_alive: 0 });
  expect(server.loaded.size).toBe(0);
});

test("Ollama's client chats and generates, in one piece and in many", async () => {
  const { client } = await start({ answer: () => 'The answer is forty-two.' });
  expect((await client.chat({ model, messages })).message.content).toBe('The answer is forty-two.');
  expect((await client.generate({ model, prompt: 'Hello' })).response).toBe('The answer is forty-two.');
  const parts = await Array.fromAsync(await client.chat({ model, messages, stream: true }));
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.map((part) => part.message.content).join('')).toBe('The answer is forty-two.');
  expect(parts.at(-1)).toMatchObject({ done: true, done_reason: 'stop', eval_count: 45 });
  const pieces = await Array.fromAsync(await client.generate({ model, prompt: 'Hello', stream: true }));
  expect(pieces.map((part) => part.response).join('')).toBe('The answer is forty-two.');
});

test("Ollama's client pulls with progress, and learns what cannot be pulled", async () => {
  const { client, server } = await start({ models: [] });
  const lines = await Array.fromAsync(await client.pull({ model, stream: true }));
  expect(lines.filter((line) => line.digest === 'sha256:aa' && line.completed).map((line) => line.completed)).toEqual([1250, 2500, 5000]);
  expect(lines.at(-1)).toEqual({ status: 'success' });
  expect(server.models).toEqual(new Set([model]));
  await expect(async () => Array.fromAsync(await client.pull({ model: 'no such', stream: true }))).rejects.toThrow('file does not exist');
});

test("Ollama's client sees the errors of a real server", async () => {
  const { client, server } = await start();
  await expect(client.chat({ model: 'other:1b', messages })).rejects.toMatchObject({
    status_code: 404,
    error: expect.stringContaining('not found'),
  });
  server.next('busy', '500', 'without an end', 'error line');
  await expect(client.chat({ model, messages })).rejects.toMatchObject({ status_code: 503 });
  await expect(client.chat({ model, messages })).rejects.toMatchObject({ status_code: 500 });
  await expect(async () => Array.fromAsync(await client.chat({ model, messages, stream: true }))).rejects.toThrow('Did not receive done');
  await expect(async () => Array.fromAsync(await client.chat({ model, messages, stream: true }))).rejects.toThrow('no longer running');
});

test('it can be killed and come back at the same place, and forgets what was loaded', async () => {
  const { client, server } = await start();
  await client.chat({ model, messages: [] });
  await server.kill();
  await expect(client.version()).rejects.toThrow('fetch failed');
  await server.revive();
  expect((await client.ps()).models).toEqual([]);
});
