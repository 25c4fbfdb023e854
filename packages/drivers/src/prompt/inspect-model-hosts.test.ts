import { expect, onTestFinished, test } from 'vitest';
import { inspectModelHosts, pullPromptModel, readModelSettings } from './index.ts';
import { startFakeOllama } from './testing/fake-ollama.ts';

const { signal } = new AbortController();

async function start(models: readonly string[] = ['qwen3:8b']) {
  const server = await startFakeOllama({ models });
  onTestFinished(() => server.close());
  return server;
}

test('each host and the server to fall back to are looked at once', async () => {
  const [good, without, gone] = [await start(), await start([]), await start()];
  await gone.kill();
  const settings = (baseUrl: string) =>
    readModelSettings({ hosts: [good.host, without.host, gone.host], fallback: { baseUrl, model: 'other', apiKey: 'sk-planted' } });
  const reports = await inspectModelHosts(settings(`${good.host}/v1`), signal);
  expect(reports.map(({ state }) => state)).toEqual(['ready', 'model_missing', 'unreachable', 'ready']);
  const [, , , failing] = await inspectModelHosts(settings(`${gone.host}/v1`), signal);
  expect(failing).toMatchObject({
    model: 'other',
    state: 'failing',
    code: 'model_unreachable',
    next: expect.stringContaining('FALLBACK_URL'),
  });
  expect(JSON.stringify(reports)).not.toContain('planted');
});

test('the model comes to the first host', async () => {
  const [first, second] = [await start([]), await start([])];
  let last = 0;
  await pullPromptModel(readModelSettings({ hosts: [first.host, second.host] }), ({ completedBytes }) => (last = completedBytes), signal);
  expect([last, first.models.size, second.models.size]).toEqual([5200, 1, 0]);
});
