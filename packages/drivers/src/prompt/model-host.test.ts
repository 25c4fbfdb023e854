import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ServiceRestarter } from './health/restart/restart-port.ts';
import type { ServiceHealth } from './health/service-health.ts';
import { openModelHost } from './model-host.ts';
import { readModelSettings } from './model-settings.ts';
import { sampleContext } from './prompt.conformance.ts';
import { type FakeOllamaOptions, startFakeOllama } from './testing/fake-ollama.ts';

const signal = new AbortController().signal;

async function open(fake: FakeOllamaOptions = {}, settings: object = {}, restarter: ServiceRestarter | null = null) {
  const server = await startFakeOllama(fake);
  const changes: ServiceHealth[] = [];
  const host = openModelHost({
    host: server.host,
    settings: readModelSettings({ firstWordSeconds: 20, silenceSeconds: 20, deadlineSeconds: 30, lookSeconds: 10, ...settings }),
    restarter,
    now: Date.now,
    onChange: (health) => changes.push(health),
  });
  onTestFinished(async () => {
    await host.close();
    await server.close();
  });
  return { host, server, changes };
}

describe('a look at the host tells apart', () => {
  test('what answers, and how quickly', async () => {
    const { host, server } = await open();
    server.loaded.set('qwen3:8b', { gpuShare: 0.5 });
    expect(await host.inspect(signal)).toMatchObject({
      state: 'ready',
      version: '0.32.15',
      isPresent: true,
      isLoaded: true,
      shareOnGpu: 0.5,
      answersInMs: expect.any(Number),
      why: null,
      next: null,
    });
  });

  test('a model that is missing', async () => {
    const { host } = await open({ models: ['other:1b'] });
    expect(await host.inspect(signal)).toMatchObject({
      state: 'model_missing',
      version: '0.32.15',
      isPresent: false,
      code: 'model_missing',
      next: expect.stringContaining('devteam doctor --pull-model'),
    });
  });

  test('a model that is being loaded', async () => {
    const { host } = await open({ loadMs: 2000 }, { firstWordSeconds: 0.3 });
    expect(await host.inspect(signal)).toMatchObject({ state: 'loading', isPresent: true, isLoaded: false, code: null });
  });

  test('a model that is loaded and does not answer, and one that breaks', async () => {
    const { host, server } = await open({}, { firstWordSeconds: 0.3 });
    // Its own watch would take one of the scenarios.
    await host.watch.close();
    server.loaded.set('qwen3:8b', { gpuShare: 1 });
    server.next('silent', '500', 'out of memory');
    expect(await host.inspect(signal)).toMatchObject({ state: 'hung', version: '0.32.15', next: expect.stringContaining('Restart') });
    expect(await host.inspect(signal)).toMatchObject({ state: 'failing', code: 'model_failed' });
    expect(await host.inspect(signal)).toMatchObject({
      state: 'failing',
      code: 'model_out_of_memory',
      next: expect.stringContaining('DEVTEAM_PROMPT_CONTEXT'),
    });
  });

  test('a host that is not there', async () => {
    const { host, server } = await open();
    await server.kill();
    expect(await host.inspect(signal)).toMatchObject({
      state: 'unreachable',
      version: null,
      why: expect.stringContaining('nothing listens there'),
      next: expect.stringContaining('ollama serve'),
    });
  });
});

describe('the watch over it', () => {
  test('loads the model before it is needed, proves that it answers, then only looks', async () => {
    const { changes, host, server } = await open({ loadMs: 40 });
    expect((await host.watch.look()).state).toBe('degraded');
    await vi.waitUntil(() => server.loaded.size > 0, { timeout: 8000 });
    await vi.waitFor(async () => expect((await host.watch.look()).state).toBe('up'), { timeout: 8000 });
    const generated = () => server.requests.filter(({ body }) => (body['messages'] as unknown[] | undefined)?.length === 1).length;
    const proofs = generated();
    expect(proofs).toBe(1);
    await host.watch.look();
    await host.watch.look();
    expect(generated()).toBe(proofs);
    expect(changes.map(({ state }) => state)).toEqual(['degraded', 'up']);
  });

  test('a host that hung while it loaded is asked to load again when it is back', async () => {
    const { host, server } = await open({ loadMs: 60_000 }, { lookSeconds: 0.5 });
    await host.watch.look();
    await vi.waitUntil(() => server.requests.some(({ path }) => path === '/api/chat'), { timeout: 8000 });
    server.hang(true);
    await vi.waitFor(async () => expect((await host.watch.look()).state).toBe('down'), { timeout: 8000 });
    server.hang(false);
    server.loaded.set('qwen3:8b', { gpuShare: 1 });
    await vi.waitFor(async () => expect((await host.watch.look()).state).toBe('up'), { timeout: 8000 });
  });

  test('a model that cannot be loaded makes the host one that is down, and is not tried without a pause', async () => {
    const { host, server } = await open();
    server.failLoads('out of memory');
    await host.watch.look();
    await vi.waitFor(async () => expect((await host.watch.look()).state).toBe('down'), { timeout: 8000 });
    expect(host.watch.health).toMatchObject({ code: 'model_out_of_memory' });
    const loads = () => server.requests.filter(({ path }) => path === '/api/chat').length;
    const before = loads();
    await pause(150);
    expect(loads() - before).toBeLessThanOrEqual(1);
  });

  test('a host with too little memory is asked for less at a time, and people are told', async () => {
    const { host, server } = await open({ memoryTokens: 9000 }, { contextTokens: 32_768 });
    await vi.waitFor(
      async () =>
        expect(await host.watch.look()).toMatchObject({
          state: 'degraded',
          why: 'its memory is enough for a context of 8192 tokens, not for 32768',
        }),
      { timeout: 8000 },
    );
    expect(host.watch.isWorthAsking).toBe(true);
    const made = await host.constructor.construct(sampleContext, { signal });
    expect(made.constructedBy).toBe('ollama');
    expect(server.requests.at(-1)?.body['options']).toMatchObject({ num_ctx: 8192 });
  });

  test('downloads a missing model if it is told to, and not otherwise', async () => {
    const { host, server } = await open({ models: [] });
    expect(await host.watch.look()).toMatchObject({ state: 'down', code: 'model_missing', next: { do: 'probe' } });
    expect(server.requests.map(({ path }) => path)).not.toContain('/api/pull');
    const other = await open({ models: [] }, { pullMissing: true });
    await other.host.watch.look();
    await vi.waitUntil(() => other.server.models.has('qwen3:8b'), { timeout: 8000 });
    await vi.waitFor(async () => expect((await other.host.watch.look()).state).toBe('up'), { timeout: 8000, interval: 100 });
  });

  test('restarts a host that is gone, which is up again then', async () => {
    let restarts = 0;
    const opened = await open(
      {},
      {},
      {
        label: 'test',
        restart: async () => {
          restarts += 1;
          await opened.server.revive();
        },
        close: async () => {},
      },
    );
    const { host, server } = opened;
    await vi.waitFor(async () => expect((await host.watch.look()).state).toBe('up'), { timeout: 8000 });
    await server.kill();
    // Down, and restarted by the same watch without anybody looking.
    expect((await host.watch.look()).state).toBe('down');
    await vi.waitFor(() => expect(restarts).toBe(1), { timeout: 8000 });
    await vi.waitFor(async () => expect((await host.watch.look()).state).toBe('up'), { timeout: 8000, interval: 100 });
    expect(host.watch.health.restarts).toHaveLength(1);
  });

  test('tells of a restart that failed, and does not try for ever', async () => {
    const { host, server } = await open(
      {},
      {},
      { label: 'test', restart: () => Promise.reject(new Error('no right to')), close: async () => {} },
    );
    await server.kill();
    await vi.waitFor(() => expect(host.watch.health.why).toBe('its restart failed: no right to'), { timeout: 8000 });
    expect(host.watch.health).toMatchObject({ state: 'down', restarts: [expect.any(Number)] });
  });
});

test('a download tells how far it is, in bytes of all its parts, and never goes back', async () => {
  const { host, server } = await open({ models: [] });
  const seen: { status: string; completedBytes: number; totalBytes: number }[] = [];
  await host.pull((progress) => seen.push(progress), signal);
  expect(server.models.has('qwen3:8b')).toBe(true);
  expect(seen.at(-1)).toEqual({ status: 'success', completedBytes: 5200, totalBytes: 5200 });
  const bytes = seen.map((progress) => progress.completedBytes);
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  expect(new Set(bytes).size).toBeGreaterThan(4);
});
