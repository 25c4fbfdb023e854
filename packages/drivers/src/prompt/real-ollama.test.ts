import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../../tooling/available.ts';
import { inspectModelHosts, readModelSettings } from './index.ts';
import { createOllamaClient } from './model/ollama-client.ts';
import { createOllamaModel } from './model/ollama-model.ts';
import { tinyModel } from './testing/tiny-model.ts';

/** The fake is held against the makers' client; here the driver meets the makers' server, with a model of random weights. */
const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'ollama'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
const isThere = available('ollama', program !== undefined);
const model = 'qwen3:8b';
const { signal } = new AbortController();

let folder = '';
let host = '';
let server: ChildProcess | undefined;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

const environment = () => ({ PATH: process.env['PATH'], HOME: folder, OLLAMA_HOST: host, OLLAMA_MODELS: join(folder, 'models') });
const look = async () => (await inspectModelHosts(readModelSettings({ hosts: [host], lookSeconds: 1 }), signal))[0];
const stateOf = async () => (await look())?.state;

async function start(): Promise<void> {
  server = spawn(program ?? '', ['serve'], { env: environment(), stdio: 'ignore', detached: true });
  for (let tries = 0; (await stateOf()) === 'unreachable'; tries += 1) {
    if (tries > 100) throw new Error(`${program} does not listen on ${host}`);
    await sleep(100);
  }
}

/** With the process that holds the model. */
function send(signalName: NodeJS.Signals): void {
  if (server?.pid !== undefined) process.kill(-server.pid, signalName);
}

beforeAll(async () => {
  if (!isThere) return;
  folder = await mkdtemp(join(tmpdir(), 'devteam-ollama-'));
  host = `http://127.0.0.1:${await freePort()}`;
  await start();
}, 30_000);
afterAll(async () => {
  if (!isThere) return;
  send('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(isThere)('a real Ollama', { timeout: 60_000 }, () => {
  test('is seen without its model, then with it and really answering', async () => {
    expect(await stateOf()).toBe('model_missing');
    await writeFile(join(folder, 'tiny.gguf'), tinyModel());
    await writeFile(
      join(folder, 'Modelfile'),
      `FROM ${join(folder, 'tiny.gguf')}\nTEMPLATE """{{ range .Messages }}{{ .Content }}{{ end }}"""\n`,
    );
    await promisify(execFile)(program ?? '', ['create', model, '-f', join(folder, 'Modelfile')], { env: environment() });
    expect(await look()).toMatchObject({ state: 'ready', isPresent: true, isLoaded: true, answersInMs: expect.any(Number), why: null });
  });

  test('answers in the form that a schema asks for, and counts its tokens', async () => {
    const asked = createOllamaModel(createOllamaClient(host, 5), {
      model,
      contextTokens: () => 2048,
      answerTokens: 200,
      temperature: 0.1,
      topP: 0.9,
      keepAliveSeconds: 60,
      patience: { firstWordSeconds: 30, silenceSeconds: 30, totalSeconds: 50 },
    });
    const schema = { type: 'object', properties: { yes: { type: 'boolean' } }, required: ['yes'], additionalProperties: false };
    const answer = await asked.answer({ messages: [{ role: 'user', content: 'Yes or no?' }], schema }, signal);
    expect(JSON.parse(answer.text)).toEqual({ yes: expect.any(Boolean) });
    expect(answer.inputTokens).toBeGreaterThan(5);
    expect(answer.outputTokens).toBeGreaterThan(3);
  });

  test('that hangs, goes on, is killed and comes back is told apart', async () => {
    send('SIGSTOP');
    expect(await stateOf()).toBe('hung');
    send('SIGCONT');
    await expect.poll(stateOf, { timeout: 20_000 }).toBe('ready');
    send('SIGKILL');
    await expect.poll(stateOf, { timeout: 10_000 }).toBe('unreachable');
    await start();
    expect(await stateOf()).toBe('ready');
  });
});
