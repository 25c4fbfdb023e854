import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.ts';
import { endNode, findExecution, findNode, findTask, inProject, readEvents, readOpenNodes, readTaskNodes } from '../store/index.ts';
import { type Engine, startEngine } from './index.ts';
import { interruptTask } from './interrupt-task.ts';
import { type RecordedProject, git, makeRecordedProject } from './testing/recorded-project.ts';
import { until } from './testing/until.ts';

let home = '';
let postgres: EmbeddedPostgres;
let engine: Engine;
const said: string[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-interrupt-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: join(home, 'postgres') });
  engine = await startEngine({
    databaseUrl: postgres.url,
    home,
    slots: 3,
    log: (level, message) => void (level === 'info' || said.push(`${level}: ${message}`)),
    onFenced: () => undefined,
  });
});

afterAll(async () => {
  await engine?.close();
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function startOne(id: string, delaySeconds: number): Promise<RecordedProject & { executionId: string }> {
  const made = makeRecordedProject(home, id, { tasks: [{ id: '1.1', title: 'The first', delaySeconds }] });
  await engine.saveProject(made.project);
  const { executionId } = await engine.automate(id);
  await until('the executor is at work', async () => {
    const nodes = await readOpenNodes(engine.pool, executionId, '1.1');
    return nodes.some((node) => node.name === 'codeExecution' && node.status === 'running');
  });
  return { ...made, executionId };
}

const workspaces = () => readdirSync(join(home, 'workspaces'));

test('a task is cut off at once, a late result changes nothing, and the same attempt begins anew', async () => {
  const { executionId, project, remote } = await startOne('acme/cut', 4);
  const before = git(remote, 'rev-parse', 'main');
  const running = (await readTaskNodes(engine.pool, executionId, '1.1')).find((node) => node.status === 'running');
  if (!running?.claim) throw new Error('Nothing runs');
  await until('its folder is there', () => workspaces().includes(running.claim ?? ''));

  const cut = await inProject(engine.pool, project.id, (db) =>
    interruptTask(db, { executionId, key: '1.1', work: 'discard', why: 'for the test' }),
  );
  const cutAt = performance.now();
  expect(cut).toMatchObject({
    outcome: 'interrupted',
    task: { phase: 'SELECT', outcome: 'canceled', claim: null, attempt: 1, interruptions: 1 },
  });
  await until('its folder is gone', () => !workspaces().includes(running.claim ?? ''));
  expect(performance.now() - cutAt).toBeLessThan(2000);

  // The worker that was cut off brings its result all the same.
  const late = {
    id: running.id,
    claim: running.claim,
    status: 'completed',
    output: { work: before },
    failure: null,
    retryable: null,
  } as const;
  expect(await inProject(engine.pool, project.id, (db) => endNode(db, late))).toBeUndefined();
  expect(await findNode(engine.pool, running.id)).toMatchObject({ status: 'canceled', claim: null, output: null });
  expect(git(remote, 'rev-parse', 'main')).toBe(before);

  await until('it is done', async () => (await findExecution(engine.pool, project.id))?.status === 'completed');
  expect(await findTask(engine.pool, executionId, '1.1')).toMatchObject({ outcome: 'landed', attempt: 1, maxAttempts: 3, selections: 2 });
  expect(git(remote, 'rev-list', '--count', 'main')).toBe('2');
  const events = await readEvents(engine.pool, project.id, { after: 0, limit: 1000 });
  const canceled = events.filter((event) => event.type === 'node-update' && event.payload.node.status === 'canceled');
  expect(canceled).toHaveLength(1);
  expect(git(join(home, 'mirrors', readdirSync(join(home, 'mirrors'))[0] ?? ''), 'for-each-ref', 'refs/heads/task')).toBe('');
}, 60_000);

test('what shall be kept stays on the branch of the task, never on the target', async () => {
  const { executionId, project, remote } = await startOne('acme/kept', 60);
  const before = git(remote, 'rev-parse', 'main');
  const [running] = await readOpenNodes(engine.pool, executionId, '1.1');
  const folder = join(home, 'workspaces', running?.claim ?? '', 'work');
  await until('its folder is there', () => existsSync(join(folder, 'README.md')));
  execFileSync('sh', ['-c', 'echo half > half.txt'], { cwd: folder });
  await inProject(engine.pool, project.id, (db) => interruptTask(db, { executionId, key: '1.1', work: 'keep', why: 'for the test' }));
  const mirror = join(home, 'mirrors', readdirSync(join(home, 'mirrors')).find((name) => name.includes('kept')) ?? '');
  await until('the work is kept', () => git(mirror, 'for-each-ref', 'refs/heads/task') !== '');
  const [ref = ''] = git(mirror, 'for-each-ref', '--format=%(refname)', 'refs/heads/task').split('\n');
  expect(git(mirror, 'show', '--stat', '--format=%s', ref)).toMatch(/^Unfinished work on task 1\.1[\s\S]*half\.txt/);
  expect(git(remote, 'rev-parse', 'main')).toBe(before);
  await engine.stop(project.id);
  await until('it stops', async () => (await findExecution(engine.pool, project.id))?.status === 'stopped');
  expect(said.filter((line) => line.startsWith('error'))).toEqual([]);
}, 60_000);
