import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { findExecution, listWorkers, readTasks } from '@devteam/engine/store';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilNoneMoves } from './support/executions.ts';
import { git } from './support/git.ts';
import { findLeftovers } from './support/leftovers.ts';
import { listPath, listText } from './support/list-by-hand.ts';
import { creates } from './support/patch-text.ts';
import { killPostgres } from './support/postgres-processes.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';
import { type SmallProject, makeSmallProject, writeRecordings } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';
import { type WorkerProcess, startWorker } from './support/worker-process.ts';

/** How a person left each when the worker was killed. */
const ids = ['paused', 'pausing', 'stopped', 'stopping', 'before-merge'] as const;
/** Longer than a worker takes to look for whatever stands still. */
const quietMs = 7000;
const by = 'Maria';

let scratch: ScratchDirectory;
let home = '';
let worker: WorkerProcess | undefined;
let pool: Pool | undefined;

beforeAll(async () => {
  scratch = await makeScratchDirectory('kill-steered');
  home = `${scratch.path}/home`;
});
afterAll(async () => {
  await pool?.end();
  await worker?.close();
  killPostgres(home);
  await scratch?.remove();
});

const recordingOf = (key: string, delaySeconds: number) => [{ patch: creates(`${key}.txt`, `${key}\n`), delaySeconds }];

async function makeProject(id: (typeof ids)[number]): Promise<SmallProject> {
  const files = {
    [listPath]: listText('headings', [
      { id: '1.1', title: 'First' },
      { id: '1.2', title: 'Second' },
    ]),
  };
  const recordings = { '1.1': recordingOf('1.1', id === 'stopping' || id === 'before-merge' ? 0 : 300), '1.2': recordingOf('1.2', 0) };
  const small = await makeSmallProject({ directory: scratch.path, id, files, recordings });
  return { ...small, project: { ...small.project, customer: { id, name: id } } };
}

/** A remote that takes no push before this file is gone. */
async function holdPushes(remote: string): Promise<string> {
  const flag = `${scratch.path}/held`;
  await writeFile(flag, '');
  await mkdir(`${remote}/hooks`, { recursive: true });
  await writeFile(`${remote}/hooks/pre-receive`, `#!/bin/sh\nwhile test -e ${flag}; do sleep 0.1; done\n`);
  await chmod(`${remote}/hooks/pre-receive`, 0o755);
  return flag;
}

test(
  'a worker that is killed leaves everything as the person left it: nothing runs, nothing lands, and a resume goes on with the same task',
  { timeout: 240_000 },
  async () => {
    worker = startWorker({ home, slots: ids.length });
    const { databaseUrl } = await worker.ready;
    const database = new Pool({ connectionString: databaseUrl });
    database.on('error', () => undefined);
    pool = database;
    const projects = new Map<string, SmallProject>();
    for (const id of ids) {
      const project = await makeProject(id);
      projects.set(id, project);
      await worker.tell({ do: 'saveProject', project: project.project });
    }
    const flag = await holdPushes(projects.get('stopping')?.remote ?? '');
    const ask = (projectId: string, command: 'pause_now' | 'pause_after_node' | 'resume' | 'stop_keep_work' | 'stop_discard') =>
      worker?.tell({ do: 'control', projectId, request: { command, by } });
    for (const id of ids)
      await worker.tell({
        do: 'automate',
        projectId: id,
        stopPoints: id === 'before-merge' ? [{ when: 'before_merge', target: '1.2' }] : [],
      });

    const runs = async (id: string, node: string) => {
      const { rows } = await database.query(`select 1 from engine.node where project_id = $1 and name = $2 and status = 'running'`, [
        id,
        node,
      ]);
      return rows.length === 1;
    };
    const statusOf = async (id: string) => (await findExecution(database, id))?.status;
    const within = (what: string) => ({ withinMs: 60_000, what });
    for (const id of ['paused', 'pausing', 'stopped'])
      await waitUntil(() => runs(id, 'codeExecution'), within(`the first task of ${id} runs`));
    await waitUntil(() => runs('stopping', 'push'), within('the push waits at the remote'));
    await waitUntil(async () => (await statusOf('before-merge')) === 'paused', within('it waits before the merge'));
    await ask('paused', 'pause_now');
    await ask('pausing', 'pause_after_node');
    await ask('stopped', 'stop_keep_work');
    await ask('stopping', 'stop_discard');
    const dead = worker;
    dead.kill('SIGKILL');
    await dead.ended;
    for (const id of ids) await writeRecordings(projects.get(id)?.recordings ?? '', { '1.1': recordingOf('1.1', 0) });
    const before = new Map<string, string>();
    for (const [id, { remote }] of projects) before.set(id, await git(remote, 'rev-parse', 'main'));

    worker = startWorker({ home, slots: ids.length });
    await worker.ready;
    await waitUntil(
      async () => (await listWorkers(database, { staleAfterSeconds: 6 })).length === 1,
      within('the dead worker is forgotten'),
    );
    await waitUntil(async () => (await statusOf('pausing')) === 'paused', within('the pause that was wanted has come'));
    await sleep(quietMs);
    const statuses = { paused: 'paused', pausing: 'paused', stopped: 'stopped', stopping: 'running', 'before-merge': 'paused' };
    for (const id of ids) {
      expect([id, await statusOf(id)]).toEqual([id, statuses[id]]);
      expect([id, await git(projects.get(id)?.remote ?? '', 'rev-parse', 'main')]).toEqual([id, before.get(id)]);
    }
    // The push goes on, as it is never cut off; nothing else runs, and nothing of the dead worker is left.
    const { rows: running } = await database.query<{ node: string; claim: string }>(
      `select project_id || ' ' || name as node, claim from engine.node where status = 'running'`,
    );
    expect(running.map(({ node }) => node)).toEqual(['stopping push']);
    const left = (await findLeftovers(home)).filter((each) => /^(workspaces|container|warm)/.test(each));
    expect(left).toEqual(running.map(({ claim }) => `workspaces/${claim}`));

    await rm(flag);
    for (const id of ['paused', 'pausing', 'before-merge']) await ask(id, 'resume');
    await untilNoneMoves(database, [...ids]);
    const landed = { paused: ['1.1', '1.2'], pausing: ['1.1', '1.2'], stopped: [], stopping: ['1.1'], 'before-merge': ['1.1', '1.2'] };
    const ends = { paused: 'completed', pausing: 'completed', stopped: 'stopped', stopping: 'stopped', 'before-merge': 'completed' };
    for (const [id, { remote }] of projects) {
      const name = id as (typeof ids)[number];
      const trailers = await git(remote, 'log', '--reverse', '--format=%(trailers:key=DevTeam-Task,valueonly)', 'main');
      expect([id, trailers.split('\n').filter(Boolean)]).toEqual([id, landed[name]]);
      expect([id, await statusOf(id)]).toEqual([id, ends[name]]);
      const execution = await findExecution(database, id);
      const tasks = await readTasks(database, execution?.id ?? '');
      // The same task went on where it was: the same selection, the same attempt.
      expect([id, tasks.map(({ attempt, selections }) => [attempt, selections])]).toEqual([id, tasks.map(() => [1, 1])]);
    }
  },
);
