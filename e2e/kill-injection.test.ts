import { Pool } from 'pg';
import { listInjections } from '@devteam/engine/store';
import { parse } from '@devteam/task-list';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilNoneMoves } from './support/executions.ts';
import { git, gitBytes } from './support/git.ts';
import { type HeldStep, holdSteps } from './support/hold-steps.ts';
import { listPath, listText } from './support/list-by-hand.ts';
import { creates } from './support/patch-text.ts';
import { killPostgres } from './support/postgres-processes.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';
import { type SmallProject, makeSmallProject, writeRecordings } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';
import { type WorkerProcess, startWorker } from './support/worker-process.ts';

/** Where each injection stands when its worker is killed. */
const points: readonly HeldStep[] = (
  [
    ['validate', 'begin'],
    ['readList', 'end'],
    ['place', 'begin'],
    ['strategy', 'end'],
    ['stopRunning', 'begin'],
    ['stopRunning', 'end'],
    ['changeList', 'begin'],
    ['changeList', 'end'],
    ['notify', 'end'],
  ] as const
).map(([step, at]) => ({ key: `${step}-${at}`, step, at }));

let scratch: ScratchDirectory;
let home = '';
let worker: WorkerProcess | undefined;
let pool: Pool | undefined;

beforeAll(async () => {
  scratch = await makeScratchDirectory('kill-injection');
  home = `${scratch.path}/home`;
});
afterAll(async () => {
  await pool?.end();
  await worker?.close();
  killPostgres(home);
  await scratch?.remove();
});

const recordingOf = (key: string, delaySeconds: number) => [{ patch: creates(`${key}.txt`, `${key}\n`), delaySeconds }];

async function makeProject(id: string): Promise<SmallProject> {
  const files = {
    [listPath]: listText('headings', [
      { id: '1.1', title: 'Slow' },
      { id: '1.2', title: 'Quick' },
    ]),
  };
  const recordings = {
    '1.1': recordingOf('1.1', 300),
    '1.0.5': recordingOf('1.0.5', 0),
    '1.1.5': recordingOf('1.1.5', 0),
    '1.2': recordingOf('1.2', 0),
  };
  const small = await makeSmallProject({ directory: scratch.path, id, files, recordings });
  // Of a customer of its own each: a customer has so many slots.
  return { ...small, project: { ...small.project, customer: { id, name: id } } };
}

test(
  'a worker that is killed in any step of an injection leaves one that goes on: once in the list, and every task once',
  { timeout: 240_000 },
  async () => {
    worker = startWorker({ home, slots: points.length });
    const { databaseUrl } = await worker.ready;
    pool = new Pool({ connectionString: databaseUrl });
    const projects = new Map<string, SmallProject>();
    for (const point of points) {
      const project = await makeProject(point.key);
      projects.set(project.project.id, project);
      await worker.tell({ do: 'saveProject', project: project.project });
      await worker.tell({ do: 'automate', projectId: project.project.id });
    }
    const database = pool;
    await waitUntil(
      async () => {
        const { rows } = await database.query(`select 1 from engine.node where name = 'codeExecution' and status = 'running'`);
        return rows.length === points.length;
      },
      { withinMs: 120_000, what: 'all slow tasks run' },
    );
    const held = await holdSteps(databaseUrl, points);
    for (const id of projects.keys()) {
      const injection = { key: id, mode: 'priority' as const, task: { title: 'Urgent' }, reason: 'It burns', by: 'Ana' };
      await worker.tell({ do: 'inject', projectId: id, injection });
    }
    await waitUntil(async () => (await held.count()) === points.length, { withinMs: 60_000, what: 'each injection stands at its step' });
    worker.kill('SIGKILL');
    await worker.ended;
    for (const { recordings } of projects.values()) await writeRecordings(recordings, { '1.1': recordingOf('1.1', 0) });
    await held.drop();
    worker = startWorker({ home, slots: 4 });
    await worker.ready;
    await untilNoneMoves(database, [...projects.keys()]);

    for (const [id, { remote }] of projects) {
      const [injection, ...more] = await listInjections(database, id);
      expect([id, injection?.status, more.length]).toEqual([id, 'done', 0]);
      const edits = (await git(remote, 'log', '--format=%(trailers:key=DevTeam-Edit,valueonly)', 'main')).split('\n').filter(Boolean);
      expect([id, edits]).toEqual([id, [`injection/${injection?.injectionId}`]]);
      const landed = (await git(remote, 'log', '--format=%(trailers:key=DevTeam-Task,valueonly)', 'main')).split('\n').filter(Boolean);
      expect([id, landed.toSorted()]).toEqual([id, ['1.1', '1.2', injection?.taskKey ?? ''].toSorted()]);
      const list = parse(await gitBytes(remote, ['show', `main:${listPath}`]));
      expect([id, list.tasks.map(({ status }) => status)]).toEqual([id, ['completed', 'completed', 'completed']]);
    }
  },
);
