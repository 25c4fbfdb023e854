import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findExecution, readTasks } from '@devteam/engine/store';
import { type Database, openDatabase } from '@devteam/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngineClient } from '../packages/drivers/src/sandbox/docker/engine-client.ts';
import { type PrivateEngine, canOpenPrivateEngine, openPrivateEngine } from '../packages/drivers/src/sandbox/testing/private-engine.ts';
import { available } from '../tooling/available.ts';
import { type ModelServer, openModelServer } from './acceptance/model-server/open-model-server.ts';
import { readHistory } from './support/branch-history.ts';
import { findNodeFaults } from './support/event-log-faults.ts';
import { describeProject, findRestless, untilNoneMoves } from './support/executions.ts';
import { type KeptWorker, keepWorker } from './support/kept-worker.ts';
import { findLeftovers, installationOf } from './support/leftovers.ts';
import { type OllamaProcess, openOllamaProcess } from './support/ollama-process.ts';
import { killPostgres } from './support/postgres-processes.ts';
import { openRandom } from './support/random.ts';
import { atScale } from './support/scale.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';
import { type SmallProject, makeSmallProject } from './support/small-project.ts';

/**
 * Everything that an execution stands on is killed under it: five projects, an agent that asks a model by the gateway, sandboxes of a real container engine, prompts
 * by a model host. The gateway is a part of the worker, so it dies with that, in the middle of a request.
 */
const isThere = available('docker', canOpenPrivateEngine());
const random = openRandom('kill parts');
const rounds = atScale(1, 2);
const tasks = atScale(2, 4);
const leftoversWithinMs = 60_000;

let engine: PrivateEngine;
let model: ModelServer;
let ollama: OllamaProcess;
let scratch: ScratchDirectory;
let home = '';
let worker: KeptWorker;
let database: Database;
let projects: SmallProject[] = [];
let socketBefore: string | undefined;

beforeAll(async () => {
  if (!isThere) return;
  engine = await openPrivateEngine();
  socketBefore = process.env['DEVTEAM_ENGINE_SOCKET'];
  process.env['DEVTEAM_ENGINE_SOCKET'] = engine.socket;
  model = await openModelServer(() => ({ does: 'reply', reply: { text: 'done', calls: [], finish: 'stop' }, afterMs: 300 }));
  ollama = await openOllamaProcess();
  scratch = await makeScratchDirectory('kill-parts');
  home = join(scratch.path, 'home');
  worker = keepWorker({
    home,
    slots: 5,
    environment: { OLLAMA_HOST: ollama.host, DEVTEAM_MODEL_URL: `${model.url}/v1`, DEVTEAM_MODEL_KEY: 'sk-key' },
  });
  const { databaseUrl } = await worker.current().ready;
  const opened = await openDatabase({ home, databaseUrl, create: false });
  if (!opened) throw new Error('The worker is ready and its database is not there');
  database = opened;
});

afterAll(async () => {
  await database?.close();
  await worker?.close();
  if (home) killPostgres(home);
  await ollama?.close();
  await model?.close();
  await engine?.close();
  if (socketBefore === undefined) delete process.env['DEVTEAM_ENGINE_SOCKET'];
  else process.env['DEVTEAM_ENGINE_SOCKET'] = socketBefore;
  await scratch?.remove();
});

async function addProject(number: number): Promise<SmallProject> {
  const agent = readFileSync(join(import.meta.dirname, 'support/asking-agent.cjs'), 'utf8');
  const keys = Array.from({ length: tasks }, (_, index) => index + 1);
  const list = [
    '# Parts',
    '',
    ...keys.map((key) => `### 1.${key} Write part ${key}\n- **Description**: write part-${key}.txt\n- **Status**: pending\n`),
  ];
  const small = await makeSmallProject({
    directory: scratch.path,
    id: `parts-${number}`,
    files: { 'task_lists.md': list.join('\n'), 'README.md': '# Parts\n' },
    recordings: {},
    settings: {
      checks: [{ name: 'parts', command: 'sleep 0.5; cat part-*.txt && ! grep -v done part-*.txt', timeoutSeconds: 60 }],
      acpCommand: ['node', '-e', agent],
      executorTimeoutSeconds: 60,
    },
  });
  const customer = { id: `customer-${number}`, name: `Customer ${number}` };
  await worker.tell({ do: 'saveProject', project: { ...small.project, customer, executor: 'acp', sandbox: 'docker' } });
  await worker.tell({ do: 'automate', projectId: small.project.id });
  return small;
}

interface Container {
  Id: string;
}
const containers = () => createEngineClient(engine.socket).call<Container[]>('GET', '/containers/json');

/** What is killed, and comes back as it would at a customer's. */
const blows = {
  'the worker': () => worker.kill(),
  'the gateway, while it is asked': async () => {
    const { asked } = model;
    const before = asked.length;
    for (let tries = 0; tries < 60 && asked.length === before; tries += 1) await sleep(50);
    await worker.kill();
  },
  'a container': async () => {
    const running = await containers();
    if (running.length === 0) return 'none was there';
    const { Id } = running[random.between(0, running.length - 1)] ?? { Id: '' };
    // It may just have ended by itself.
    await createEngineClient(engine.socket)
      .call('POST', `/containers/${Id}/kill`)
      .catch(() => undefined);
  },
  'the container engine': async () => {
    await engine.kill();
    await sleep(random.between(0, 300));
    await engine.start();
  },
  'the model host': () => ollama.killAndStart(),
  'the model host hangs': async () => {
    ollama.hang(true);
    await sleep(random.between(500, 2000));
    ollama.hang(false);
  },
  'the model host tells broken JSON': async () => {
    ollama.garble(true);
    await sleep(random.between(500, 2000));
    ollama.garble(false);
  },
} satisfies Record<string, () => Promise<string | void>>;

async function leftBehind(): Promise<string[]> {
  const client = createEngineClient(engine.socket);
  const all = await client.call<Container[]>('GET', '/containers/json?all=1');
  const { Volumes } = await client.call<{ Volumes: { Name: string }[] | null }>('GET', '/volumes');
  const sockets = await readdir(join(home, 'gateway')).catch(() => []);
  const states = await Promise.all(['docker', 'bubblewrap'].map((driver) => readdir(join('/run/devteam', driver)).catch(() => [])));
  return [
    ...(await findLeftovers(home)),
    ...all.map(({ Id }) => `container ${Id}`),
    ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ...sockets.map((name) => `socket ${name}`),
    ...states
      .flat()
      .filter((name) => name.startsWith(installationOf(home)))
      .map((name) => `folder of sockets ${name}`),
  ];
}

describe.runIf(isThere)('whatever dies under five executions', () => {
  test('their lists come to their end, each task lands once, and nothing is left', { timeout: 600_000 }, async () => {
    projects = await Promise.all([1, 2, 3, 4, 5].map(addProject));
    const ids = projects.map(({ project }) => project.id);
    const struck: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const order = Object.keys(blows).toSorted(() => random.next() - 0.5) as (keyof typeof blows)[];
      for (const name of order) {
        if ((await findRestless(database.pool, ids).catch(() => ids)).length === 0) break;
        await worker.current().ready.catch(() => undefined);
        await sleep(random.between(300, 2500));
        struck.push(`${name}${(await blows[name]()) ?? ''}`);
      }
    }
    console.log(`killed: ${struck.join(', ')}`);
    await untilNoneMoves(database.pool, ids).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${worker.current().said.slice(-40).join('\n')}`, { cause: error });
    });
    for (const { branch, firstCommit, project, remote } of projects) {
      const execution = await findExecution(database.pool, project.id);
      const story = execution?.status === 'completed' ? '' : await describeProject(database.pool, project.id);
      expect([execution?.status, execution?.reason, story]).toEqual(['completed', null, '']);
      // Nothing that died was the work's fault.
      const attempts = execution ? (await readTasks(database.pool, execution.id)).map(({ attempt }) => attempt) : [];
      expect(new Set(attempts)).toEqual(new Set([1]));
      const history = await readHistory(remote, { from: firstCommit, to: branch });
      expect(history.map(({ trailers }) => trailers.get('DevTeam-Task') ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual(
        Array.from({ length: tasks }, (_, index) => `1.${index + 1}`),
      );
    }
    expect(worker.surprises).toEqual([]);
    expect(await findNodeFaults(database.pool)).toEqual([]);
    const since = performance.now();
    let left = await leftBehind();
    while (left.length > 0 && performance.now() - since < leftoversWithinMs) {
      await sleep(500);
      left = await leftBehind();
    }
    console.log(`nothing left after ${((performance.now() - since) / 1000).toFixed(1)} s`);
    expect(left).toEqual([]);
  });
});
