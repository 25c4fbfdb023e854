import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, startEngine } from '@devteam/engine/durable';
import { startEmbeddedPostgres } from '@devteam/engine/embedded';
import { readEvents } from '@devteam/engine/store';
import type { Material, Remote } from './projects.ts';
import { branch } from './projects.ts';
import { listPath } from './project-files.ts';

/** An engine in this process over an embedded PostgreSQL, as `devteam up` puts it together, without its HTTP server. */
export interface RunningEngine {
  engine: Engine;
  postgresPid: number;
  close(): Promise<void>;
}

export interface EngineRun {
  /** From the command to the end of the last execution. */
  seconds: number;
  executionIds: string[];
}

/** Short against a run of many seconds, and seldom enough to cost the engine nothing. */
const lookAgainMs = 50;

export async function openEngine(home: string): Promise<RunningEngine> {
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const postgres = await startEmbeddedPostgres({ directory: join(home, 'postgres') });
  try {
    const engine = await startEngine({
      databaseUrl: postgres.url,
      home,
      slots: 5,
      log: (level, message) => {
        if (level !== 'info') console.error(`${level}: ${message}`);
      },
      onFenced: () => {
        throw new Error('The engine was declared dead: this machine stood still for too long to measure anything on it');
      },
    });
    const close = async () => {
      await engine.close();
      await postgres.stop();
    };
    return { engine, postgresPid: postgres.pid, close };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Works through the lists of these remotes at once, each the project of a customer of its own. `name` must be new. */
export async function runEngine(
  { engine }: RunningEngine,
  material: Material,
  remotes: readonly Remote[],
  name: string,
  signal: AbortSignal,
): Promise<EngineRun> {
  const ids = remotes.map((_, index) => `${name}-${index + 1}/unit-desk`);
  for (const [index, { path }] of remotes.entries()) {
    const id = ids[index] ?? '';
    await engine.saveProject({
      id,
      customer: { id: id.replace(/\/.*/, ''), name: id },
      name: 'Unit desk',
      repositoryUrl: path,
      branch,
      taskListPath: listPath,
      executor: 'replay',
      sandbox: 'process',
      settings: { recordings: material.recordings, speed: 0 },
    });
  }
  const since = performance.now();
  const started = await Promise.all(ids.map((id) => engine.automate(id)));
  const executionIds = started.map(({ executionId }) => executionId);
  await untilCompleted(engine, executionIds, signal);
  return { seconds: (performance.now() - since) / 1000, executionIds };
}

async function untilCompleted(engine: Engine, executionIds: readonly string[], signal: AbortSignal): Promise<void> {
  const moving = new Set(['initializing', 'running']);
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await engine.pool.query<{ status: string; projectId: string }>(
      'select status, project_id as "projectId" from engine.execution where id = any($1)',
      [executionIds],
    );
    const broken = rows.find(({ status }) => status !== 'completed' && !moving.has(status));
    if (broken) throw new Error(`${broken.projectId} is ${broken.status}\n${await storyOf(engine, broken.projectId)}`);
    if (rows.length === executionIds.length && rows.every(({ status }) => status === 'completed')) return;
    await sleep(lookAgainMs);
  }
}

/** The last that was said about a project, and its reason to stop. */
async function storyOf(engine: Engine, projectId: string): Promise<string> {
  const events = await readEvents(engine.pool, projectId, { after: 0, limit: 10_000 });
  return events
    .flatMap((event) => {
      if (event.type === 'execution-log') return event.payload.lines;
      return event.type === 'completion' || event.type === 'error' ? [JSON.stringify(event.payload, undefined, 2)] : [];
    })
    .slice(-60)
    .join('\n');
}
