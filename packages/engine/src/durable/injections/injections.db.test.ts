import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InjectionView } from '@devteam/api';
import { parse } from '@devteam/task-list';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilAtRest } from '../../../../../e2e/support/executions.ts';
import { git, gitBytes } from '../../../../../e2e/support/git.ts';
import { holdSteps } from '../../../../../e2e/support/hold-steps.ts';
import { type LocalEngine, startLocalEngine } from '../../../../../e2e/support/local-engine.ts';
import { creates } from '../../../../../e2e/support/patch-text.ts';
import { type SmallProject, makeSmallProject, writeRecordings } from '../../../../../e2e/support/small-project.ts';
import { atScale } from '../../../../../e2e/support/scale.ts';
import { waitUntil } from '../../../../../e2e/support/wait-until.ts';
import type { InjectionRequest } from '../../decisions/injection/injection-request.ts';
import { planPlacement } from '../../decisions/injection/plan-injection.ts';
import { findInjection, findTaskList, listInjections, readEvents } from '../../store/index.ts';
import type { NewInjection } from './new-injection.ts';

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('injections', { slots: 4 });
});
afterAll(() => local?.close());

const task = (id: string, title: string, fields = '') => `### ${id} ${title}\r\n- **Status**: pending\r\n${fields}\r\n`;
const text = `# Work  \r\n\r\n## 1. All\t\r\n\r\n${task('1.1', 'First')}${task('1.2', 'Second')}${task('1.3', 'Third', '- **Dependencies**: 1.2\r\n')}${task('1.4', 'Fourth')}the end, without a line end`;

/** Tasks land at once, except the slow ones. New ones find their recordings by the ids that they will get. */
async function makeProject(id: string, { list = text, settings = {}, slow = [] as string[] } = {}): Promise<SmallProject> {
  const keys = ['1.1', '1.0.5', '1.1.5', '1.2', '1.2.5', '1.3', '1.3.5', '1.4', '1.5', '2'];
  const recordings = keys.map((key) => [key, [recordingOf(key, slow.includes(key) ? 60 : 0)]]);
  const project = await makeSmallProject({
    directory: local.scratch,
    id,
    files: { 'task_lists.md': list, 'other.txt': 'stays\n' },
    recordings: Object.fromEntries(recordings),
    settings,
  });
  await local.engine.saveProject(project.project);
  return project;
}

const recordingOf = (key: string, delaySeconds: number) => ({
  patch: creates(`done/${key}.txt`, `${key}\n`),
  delaySeconds,
  stdout: `at work on ${key}\n`,
});

/** From here on the task takes no time. */
const speedUp = ({ recordings }: SmallProject, key: string) => writeRecordings(recordings, { [key]: [recordingOf(key, 0)] });

const urgent: NewInjection = { mode: 'priority', task: { title: 'Urgent' }, reason: 'A customer waits', by: 'Ana' };
const later: NewInjection = { ...urgent, mode: 'positional', place: 'after:1.3', task: { title: 'Later' } };

const untilSettled = (projectId: string, { injectionId }: InjectionView): Promise<InjectionView> =>
  waitUntil(
    async () => {
      const view = await findInjection(local.engine.pool, projectId, injectionId);
      return view?.endedAt ? view : undefined;
    },
    { withinMs: 60_000, what: `injection ${injectionId} ends` },
  );
const inject = async (projectId: string, wanted: NewInjection) => untilSettled(projectId, await local.engine.inject(projectId, wanted));
const listOf = (remote: string, commit = 'main') => gitBytes(remote, ['show', `${commit}:task_lists.md`]);
const statusesOf = async (remote: string) => Object.fromEntries(parse(await listOf(remote)).tasks.map(({ key, status }) => [key, status]));

/** Starts, and waits until the sandbox of this task runs. */
async function startInto(projectId: string, key: string): Promise<void> {
  await local.engine.automate(projectId);
  await untilRuns(projectId, key);
}
const untilRuns = (projectId: string, key: string) =>
  waitUntil(async () => (await runningNodes(projectId)).includes(`${key} codeExecution`), {
    withinMs: 60_000,
    everyMs: 20,
    what: `the sandbox of ${key} runs`,
    describe: async () => JSON.stringify([await runningNodes(projectId), await listInjections(local.engine.pool, projectId)]),
  });
async function runningNodes(projectId: string): Promise<string[]> {
  const { rows } = await local.engine.pool.query<{ node: string }>(
    `select task_key || ' ' || name as node from engine.node where project_id = $1 and status = 'running'`,
    [projectId],
  );
  return rows.map((row) => row.node);
}
const tasksOf = async (projectId: string) =>
  (
    await local.engine.pool.query<{ key: string; attempt: number; outcome: string }>(
      `select key, attempt, outcome from engine.task where project_id = $1 order by key`,
      [projectId],
    )
  ).rows;
/** How each run of this node ended, in order. */
const nodesOf = async (projectId: string, key: string, name: string) =>
  (
    await local.engine.pool.query<{ status: string }>(
      `select status from engine.node where project_id = $1 and task_key = $2 and name = $3 order by created_at`,
      [projectId, key, name],
    )
  ).rows.map((row) => row.status);
/** When the executor of this task printed something. */
async function saidBy(projectId: string, key: string): Promise<string[]> {
  const events = await readEvents(local.engine.pool, projectId, { after: 0, limit: 10_000 });
  return events.flatMap(({ payload, ts, type }) =>
    type === 'execution-log' && payload.taskKey === key && payload.stream === 'stdout' ? [ts] : [],
  );
}
const landedOf = async (remote: string) =>
  (await git(remote, 'log', '--reverse', '--format=%(trailers:key=DevTeam-Task,valueonly)', 'main')).split('\n').filter(Boolean);

describe('nothing runs', () => {
  test('priority: before what comes next; every other byte stays, and it is selected first', async () => {
    const { firstCommit, remote } = await makeProject('idle-priority');
    const done = await inject('idle-priority', urgent);
    expect(done).toMatchObject({ status: 'done', taskKey: '1.0.5', interrupted: null, replaced: null });
    expect(done.newOrder.map(({ key }) => key)).toEqual(['1.0.5', '1.1', '1.2', '1.3', '1.4']);
    expect(await git(remote, 'log', '--format=%H', `${firstCommit}..main`)).toBe(done.commit);
    const [before, after] = [(await listOf(remote, firstCommit)).toString(), (await listOf(remote)).toString()];
    const from = after.indexOf('### 1.0.5');
    expect(after.slice(0, from) + after.slice(after.indexOf('### 1.1 '))).toBe(before);
    expect(after.slice(from)).toMatch(/^### 1\.0\.5 Urgent \(INJECTED\)\r\n/);
    await local.engine.automate('idle-priority');
    await untilAtRest(local.engine.pool, 'idle-priority');
    expect(await landedOf(remote)).toEqual(['1.0.5', '1.1', '1.2', '1.3', '1.4']);
  });

  test('replace: the addressed task is marked, and the new one is done in its place', async () => {
    const { remote } = await makeProject('idle-replace');
    const done = await inject('idle-replace', { ...urgent, mode: 'replace', place: '1.2' });
    expect(done).toMatchObject({ status: 'done', taskKey: '1.2.5', replaced: '1.2', interrupted: null });
    await local.engine.automate('idle-replace');
    await untilAtRest(local.engine.pool, 'idle-replace');
    expect(await landedOf(remote)).toEqual(['1.1', '1.2.5', '1.3', '1.4']);
    expect(await statusesOf(remote)).toMatchObject({ '1.2': 'replaced', '1.2.5': 'completed' });
    // The file says who, when, why, and in whose place; what was replaced keeps its words.
    const { tasks } = parse(await listOf(remote));
    expect(tasks.find(({ key }) => key === '1.2.5')?.injection).toMatchObject({ by: 'Ana', type: 'replace', reason: 'A customer waits' });
    expect(tasks.find(({ key }) => key === '1.2.5')?.injection?.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
    expect((await listOf(remote)).toString()).toMatch(
      /### 1\.2 Second \(REPLACED\)\r\n[^#]*replaced by 1\.2\.5[\s\S]*Replaced: 1\.2 Second/,
    );
  });

  test('positional: where it was asked for, also in a list that nothing is pushed from', async () => {
    const { firstCommit, remote } = await makeProject('idle-place', { settings: { push: false } });
    const done = await inject('idle-place', later);
    expect(done).toMatchObject({ status: 'done', taskKey: '1.3.5' });
    expect(await git(remote, 'rev-parse', 'main')).toBe(firstCommit);
    expect((await findTaskList(local.engine.pool, 'idle-place'))?.commit).toBe(done.commit);
  });
});

describe('a task runs', () => {
  test('priority: it is interrupted and rolled back, the new one runs within 3 s, then the old one again', async () => {
    const project = await makeProject('run-priority', { slow: ['1.2'] });
    const { remote } = project;
    await startInto('run-priority', '1.2');
    const before = await git(remote, 'rev-parse', 'main');
    const mirrors = await readdir(join(local.home, 'mirrors'));
    const mirror = join(local.home, 'mirrors', mirrors.find((name) => name.includes('run-priority')) ?? '');
    const [workspace = ''] = await readdir(join(local.home, 'workspaces'));
    const done = await inject('run-priority', urgent);
    await speedUp(project, '1.2');
    expect(done).toMatchObject({ status: 'done', taskKey: '1.1.5', interrupted: { key: '1.2', work: 'roll_back' } });
    expect(done.oldOrder.map(({ key }) => key)).toEqual(['1.2', '1.3', '1.4']);
    expect(done.newOrder.map(({ key }) => key)).toEqual(['1.1.5', '1.2', '1.3', '1.4']);
    // What the branch has more than before the task is the new line of the list, and nothing else.
    expect(await git(remote, 'rev-parse', `${done.commit}^`)).toBe(before);
    expect(await git(remote, 'diff', '--name-only', before, done.commit ?? '')).toBe('task_lists.md');

    const execution = await untilAtRest(local.engine.pool, 'run-priority');
    expect(execution.status).toBe('completed');
    expect(await landedOf(remote)).toEqual(['1.1', '1.1.5', '1.2', '1.3', '1.4']);
    const [began] = await saidBy('run-priority', '1.1.5');
    const seconds = (Date.parse(began ?? '') - Date.parse(done.requestedAt)) / 1000;
    process.stderr.write(`the sandbox of the new task ran ${seconds.toFixed(2)} s after the request\n`);
    expect(seconds).toBeLessThan(3);
    // Nothing of the first time is left: no folder, no branch, and its second time was its first attempt.
    expect(workspace).not.toBe('');
    expect(await readdir(join(local.home, 'workspaces'))).not.toContain(workspace);
    expect(await git(mirror, 'for-each-ref', 'refs/heads/task')).toBe('');
    expect(await tasksOf('run-priority')).toContainEqual({ key: '1.2', attempt: 1, outcome: 'landed' });
    expect(await nodesOf('run-priority', '1.2', 'codeExecution')).toEqual(['canceled', 'completed']);
  });

  test('replace: it is stopped, marked, its work is dropped, and the new one is done in its place', async () => {
    const { remote } = await makeProject('run-replace', { slow: ['1.2'] });
    await startInto('run-replace', '1.2');
    const done = await inject('run-replace', { ...urgent, mode: 'replace' });
    expect(done).toMatchObject({ status: 'done', taskKey: '1.2.5', replaced: '1.2', interrupted: { key: '1.2', work: 'drop' } });
    expect((await untilAtRest(local.engine.pool, 'run-replace')).status).toBe('completed');
    expect(await landedOf(remote)).toEqual(['1.1', '1.2.5', '1.3', '1.4']);
    expect(await statusesOf(remote)).toMatchObject({ '1.2': 'replaced', '1.2.5': 'completed' });
    expect(await git(remote, 'ls-tree', '-r', '--name-only', 'main', 'done/')).not.toContain('1.2.txt');
  });

  test('replace of another one that waits: what runs is not touched', async () => {
    const project = await makeProject('run-replace-queued', { slow: ['1.2'], settings: { speed: 20 } });
    await startInto('run-replace-queued', '1.2');
    const done = await inject('run-replace-queued', { ...urgent, mode: 'replace', place: '1.4' });
    expect(done).toMatchObject({ status: 'done', taskKey: '1.5', replaced: '1.4', interrupted: null });
    await untilAtRest(local.engine.pool, 'run-replace-queued');
    expect(await landedOf(project.remote)).toEqual(['1.1', '1.2', '1.3', '1.5']);
    expect(await nodesOf('run-replace-queued', '1.2', 'codeExecution')).toEqual(['completed']);
  });

  test('positional: it is not touched, lands on top of the new list, and the new one is met when reached', async () => {
    const { remote } = await makeProject('run-place', { slow: ['1.2'], settings: { speed: 20 } });
    await startInto('run-place', '1.2');
    const done = await inject('run-place', later);
    expect(done).toMatchObject({ status: 'done', taskKey: '1.3.5', interrupted: null });
    await untilAtRest(local.engine.pool, 'run-place');
    expect(await landedOf(remote)).toEqual(['1.1', '1.2', '1.3', '1.3.5', '1.4']);
    expect(await nodesOf('run-place', '1.2', 'codeExecution')).toEqual(['completed']);
    expect(await nodesOf('run-place', '1.2', 'push')).toEqual(['completed', 'completed']);
  });

  test('a preview says what would be stopped, and nothing happens', async () => {
    const { remote } = await makeProject('preview', { slow: ['1.2'] });
    await startInto('preview', '1.2');
    const tip = await git(remote, 'rev-parse', 'main');
    const events = await readEvents(local.engine.pool, 'preview', { after: 0, limit: 1000 });
    const preview = await local.engine.previewInjection('preview', { ...urgent, task: { title: 'Urgent', estimatedDuration: 30 } });
    expect(preview).toMatchObject({ problem: null, taskKey: '1.1.5', startsAs: 1, delayMinutes: 30, needsApproval: false });
    expect(preview.interrupts).toEqual({ key: '1.2', title: 'Second', work: 'roll_back' });
    const circle = { ...urgent, mode: 'replace', task: { title: 'N', dependencies: ['1.3'] } } as const;
    expect((await local.engine.previewInjection('preview', circle)).problem).toMatchObject({ code: 'injection_cycle' });
    expect(await git(remote, 'rev-parse', 'main')).toBe(tip);
    expect(await readEvents(local.engine.pool, 'preview', { after: 0, limit: 1000 })).toEqual(events);
    expect(await runningNodes('preview')).toEqual(['1.2 codeExecution']);
    await local.engine.stop('preview');
    await untilAtRest(local.engine.pool, 'preview');
  });

  test('another project goes on as if nothing had happened', async () => {
    await makeProject('other', { slow: ['1.2'], settings: { speed: 12 } });
    await makeProject('disturbed', { slow: ['1.2'] });
    await startInto('disturbed', '1.2');
    await startInto('other', '1.2');
    await inject('disturbed', urgent);
    await inject('disturbed', { ...urgent, mode: 'replace', place: '1.2' });
    expect((await untilAtRest(local.engine.pool, 'other')).status).toBe('completed');
    const events = await readEvents(local.engine.pool, 'other', { after: 0, limit: 10_000 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const { rows } = await local.engine.pool.query<{ fault: string }>(
      `select id as fault from engine.node where project_id = 'other' and (status not in ('completed', 'skipped') or node_attempt > 1 or round > 0)`,
    );
    expect(rows).toEqual([]);
    // The one that ran through all of it ran once, from before the first injection to after the last.
    const { rows: spans } = await local.engine.pool.query<{ through: boolean }>(
      `select bool_and(n.started_at < i.requested_at and n.ended_at > i.ended_at) as through from engine.node n, engine.injection i
        where n.project_id = 'other' and n.task_key = '1.2' and n.name = 'codeExecution' and i.project_id = 'disturbed'`,
    );
    expect(spans).toEqual([{ through: true }]);
    expect((await untilAtRest(local.engine.pool, 'disturbed')).status).toBe('completed');
  });
});

describe('other states', () => {
  test('stopped: the list is changed, and the next start begins with it', async () => {
    const { remote } = await makeProject('stopped', { slow: ['1.2'] });
    await startInto('stopped', '1.2');
    await local.engine.stop('stopped');
    await untilAtRest(local.engine.pool, 'stopped');
    expect(await inject('stopped', urgent)).toMatchObject({ status: 'done', taskKey: '1.1.5', interrupted: null });
    await local.engine.automate('stopped', { stopAfter: ['1.1.5'] });
    await untilAtRest(local.engine.pool, 'stopped');
    expect(await landedOf(remote)).toEqual(['1.1', '1.1.5']);
  });

  test('paused: a held task is given back for the new one, it stays paused, and goes on in the new order', async () => {
    const project = await makeProject('paused', { slow: ['1.2'] });
    await startInto('paused', '1.2');
    await local.engine.control('paused', { command: 'pause_now', by: 'Bob' });
    expect((await untilAtRest(local.engine.pool, 'paused')).status).toBe('paused');
    expect(await inject('paused', urgent)).toMatchObject({ status: 'done', taskKey: '1.1.5', interrupted: { key: '1.2' } });
    expect((await untilAtRest(local.engine.pool, 'paused')).status).toBe('paused');
    expect(await landedOf(project.remote)).toEqual(['1.1']);
    await speedUp(project, '1.2');
    await local.engine.control('paused', { command: 'resume', by: 'Bob' });
    expect((await untilAtRest(local.engine.pool, 'paused')).status).toBe('completed');
    expect(await landedOf(project.remote)).toEqual(['1.1', '1.1.5', '1.2', '1.3', '1.4']);
  });

  test('a person is asked: the list is changed, and the question stays', async () => {
    const { recordings, remote } = await makeProject('asked');
    await rm(join(recordings, '1.2'), { recursive: true });
    await local.engine.automate('asked');
    expect((await untilAtRest(local.engine.pool, 'asked')).status).toBe('waiting_for_human');
    const replacing = local.engine.inject('asked', { ...urgent, mode: 'replace', place: '1.2' });
    await expect(replacing).rejects.toMatchObject({ code: 'review_pending' });
    expect(await inject('asked', urgent)).toMatchObject({ status: 'done', taskKey: '1.1.5' });
    expect((await untilAtRest(local.engine.pool, 'asked')).status).toBe('waiting_for_human');
    expect(await landedOf(remote)).toEqual(['1.1']);
  });

  test('approval: nothing happens before somebody has said yes, and only once', async () => {
    const { firstCommit, remote } = await makeProject('approval', { settings: { injectionApproval: ['priority'] } });
    const asked = await local.engine.inject('approval', { ...urgent, key: 'a' });
    const taken = await local.engine.inject('approval', { ...urgent, key: 'b' });
    expect([asked.status, taken.status]).toEqual(['approval', 'approval']);
    expect(await local.engine.cancelInjection('approval', taken.injectionId, 'Bob')).toMatchObject({
      status: 'canceled',
      settledBy: 'Bob',
    });
    expect(await git(remote, 'rev-parse', 'main')).toBe(firstCommit);
    await local.engine.approveInjection('approval', asked.injectionId, 'Eve');
    expect(await untilSettled('approval', asked)).toMatchObject({ status: 'done', settledBy: 'Eve', by: 'Ana' });
    const settled = { code: 'injection_settled' };
    await expect(local.engine.cancelInjection('approval', asked.injectionId, 'Bob')).rejects.toMatchObject(settled);
    await expect(local.engine.approveInjection('approval', taken.injectionId, 'Eve')).rejects.toMatchObject(settled);
    await expect(local.engine.cancelInjection('approval', 'nothing', 'Bob')).rejects.toMatchObject({ code: 'injection_not_found' });
    const places = await local.engine.inject('approval', { ...later, key: 'c' });
    expect(await untilSettled('approval', places)).toMatchObject({ status: 'done' });
    expect(await inject('approval', { ...urgent, mayApprove: true })).toMatchObject({ status: 'done' });
  });

  test('people close the whole list in the very moment: rolled back, what was interrupted goes on, the list stays theirs', async () => {
    const list = `# L\n\n${task('1.1', 'First')}${task('1.2', 'Second')}`.replaceAll('\r', '');
    const { remote } = await makeProject('rolled-back', { list, slow: ['1.2'] });
    await startInto('rolled-back', '1.2');
    const held = await holdSteps(local.engine.databaseUrl, [{ key: 'rb', step: 'changeList', at: 'begin' }]);
    const asked = await local.engine.inject('rolled-back', { ...urgent, key: 'rb' });
    await waitUntil(async () => (await held.count()) === 1, { withinMs: 30_000, what: 'it stands before the change' });
    const person = join(local.scratch, 'person');
    await git(local.scratch, 'clone', '-q', remote, person);
    await writeFile(join(person, 'task_lists.md'), (await listOf(remote)).toString().replace('pending', 'completed'));
    await git(person, 'commit', '-q', '-a', '-m', 'All done by hand');
    await git(person, 'push', '-q');
    const theirs = await git(remote, 'rev-parse', 'main');
    await held.release();
    expect(await untilSettled('rolled-back', asked)).toMatchObject({
      status: 'rolled_back',
      interrupted: { key: '1.2' },
      failure: { code: 'injection_list_finished' },
    });
    expect((await untilAtRest(local.engine.pool, 'rolled-back')).status).toBe('completed');
    expect(await git(remote, 'rev-parse', 'main')).toBe(theirs);
  });
});

describe('what the remote refuses', () => {
  test('file and state are as before, and what was stopped for it goes on', async () => {
    const project = await makeProject('push-refused', { slow: ['1.2'] });
    const { remote } = project;
    await startInto('push-refused', '1.2');
    const hook = join(remote, 'hooks', 'pre-receive');
    const script = `#!/bin/sh\nwhile read -r old new ref; do git log --format=%s "$old..$new" | grep -q '^Add task' && exit 1; done\nexit 0\n`;
    await writeFile(hook, script, { mode: 0o755 });
    const before = await listOf(remote);
    const tip = await git(remote, 'rev-parse', 'main');
    expect(await inject('push-refused', urgent)).toMatchObject({
      status: 'rolled_back',
      interrupted: { key: '1.2' },
      commit: null,
      failure: { code: 'push_refused' },
    });
    expect(await git(remote, 'rev-parse', 'main')).toBe(tip);
    expect(await listOf(remote)).toEqual(before);
    await untilRuns('push-refused', '1.2');
    await local.engine.control('push-refused', { command: 'pause_now', by: 'Bob' });
    await speedUp(project, '1.2');
    await local.engine.control('push-refused', { command: 'resume', by: 'Bob' });
    expect((await untilAtRest(local.engine.pool, 'push-refused')).status).toBe('completed');
    expect(await landedOf(remote)).toEqual(['1.1', '1.2', '1.3', '1.4']);

    const idle = await makeProject('push-refused-idle');
    await writeFile(join(idle.remote, 'hooks', 'pre-receive'), script, { mode: 0o755 });
    expect(await inject('push-refused-idle', later)).toMatchObject({
      status: 'refused',
      failure: { code: 'push_refused' },
    });
    expect((await findTaskList(local.engine.pool, 'push-refused-idle'))?.content).toEqual(await listOf(idle.remote));
  });
});

describe('what is refused leaves no trace', () => {
  test.each<[string, Partial<NewInjection>, string]>([
    ['an empty title', { task: { title: ' ' } }, 'injection_invalid'],
    ['a title that makes a task of its own', { task: { title: 'Nice\n### 9.9 Evil' } }, 'injection_invalid'],
    ['no reason', { reason: '' }, 'injection_invalid'],
    ['a place that does not exist', { mode: 'positional', place: 'after:7.7' }, 'injection_place_unknown'],
    ['nothing to replace', { mode: 'replace' }, 'injection_place_unknown'],
    ['a taken id', { mode: 'positional', place: 'after:1.2', id: '1.4' }, 'injection_id_taken'],
    ['a circle', { mode: 'replace', place: '1.2', task: { title: 'N', dependencies: ['1.3'] } }, 'injection_cycle'],
    ['a dependency that is not there', { task: { title: 'N', dependencies: ['8'] } }, 'injection_invalid'],
  ])('%s', async (name, change, code) => {
    const id = `refused-${name.replaceAll(' ', '-')}`;
    const { firstCommit, remote } = await makeProject(id);
    await expect(local.engine.inject(id, { ...urgent, ...change })).rejects.toMatchObject({ code });
    expect(await git(remote, 'rev-parse', 'main')).toBe(firstCommit);
    expect(await listInjections(local.engine.pool, id)).toEqual([]);
    expect(await readEvents(local.engine.pool, id, { after: 0, limit: 10 })).toEqual([]);
  });

  test('a finished list, and one key with other content', async () => {
    const { firstCommit, remote } = await makeProject('finished', { list: '# L\n\n- [x] 1.1 Done\n' });
    await expect(local.engine.inject('finished', urgent)).rejects.toMatchObject({ code: 'injection_list_finished' });
    expect(await git(remote, 'rev-parse', 'main')).toBe(firstCommit);
    await makeProject('keys');
    const keyed = { ...urgent, key: 'k1' };
    const both = await Promise.all([local.engine.inject('keys', keyed), local.engine.inject('keys', keyed)]);
    expect(both[0].injectionId).toBe(both[1].injectionId);
    const other = local.engine.inject('keys', { ...keyed, task: { title: 'Other' } });
    await expect(other).rejects.toMatchObject({ code: 'injection_key_reused' });
    await untilSettled('keys', both[0]);
    expect(await listInjections(local.engine.pool, 'keys')).toHaveLength(1);
  });
});

describe('many at once', () => {
  const place = fc.oneof(
    fc.constant({ mode: 'priority' as const }),
    fc.record({ mode: fc.constant('replace' as const), place: fc.constantFrom('1.1', '1.2', '1.3', '1.4', '1.5') }),
    fc.record({
      mode: fc.constant('positional' as const),
      place: fc.constantFrom('after:1.1', 'before:1.3', 'last:1', 'first:1', '1.7', 'after:9'),
    }),
  );
  const wanted = fc.record({ place, dependsOn: fc.option(fc.constantFrom('1.1', '1.3', '1.4')), key: fc.nat(5) });

  test('whatever comes at once is done one after the other, as if it had been done by hand, or refused', async () => {
    let runs = 0;
    const run = async (all: readonly { place: Partial<NewInjection>; dependsOn: string | null; key: number }[]) => {
      runs += 1;
      const id = `many-${runs}`;
      const { firstCommit, remote } = await makeProject(id);
      const asked = await Promise.allSettled(
        all.map(({ dependsOn, key, place: where }, index) =>
          local.engine.inject(id, {
            ...urgent,
            ...where,
            key: `key ${key}`,
            task: { title: `New ${index}`, ...(dependsOn === null ? {} : { dependencies: [dependsOn] }) },
          }),
        ),
      );
      for (const each of asked) if (each.status === 'fulfilled') await untilSettled(id, each.value);
      const views = await listInjections(local.engine.pool, id);
      expect(views.map(({ status }) => status).filter((status) => status !== 'done' && status !== 'refused')).toEqual([]);

      // In the order of the branch, by the decision alone.
      const { rows } = await local.engine.pool.query<{ id: string; request: InjectionRequest }>(
        `select id, request from engine.injection where project_id = $1`,
        [id],
      );
      const order = (await git(remote, 'log', '--reverse', '--format=%(trailers:key=DevTeam-Edit,valueonly)', `${firstCommit}..main`))
        .split('\n')
        .filter(Boolean);
      const byHand = order.reduce(
        (list, edit) => {
          const request = rows.find((row) => edit === `injection/${row.id}`)?.request;
          if (!request) throw new Error(`${edit} is of nobody`);
          const planned = planPlacement({ ...idle, list, path: 'task_lists.md' }, request);
          if (planned.outcome !== 'accepted') throw new Error(`${edit} should have been refused: ${JSON.stringify(planned)}`);
          return planned.plan.list;
        },
        parse(await listOf(remote, firstCommit), { path: 'task_lists.md' }),
      );
      expect((await listOf(remote)).toString()).toBe(Buffer.from(byHand.bytes).toString());
      expect((await findTaskList(local.engine.pool, id))?.content).toEqual(await listOf(remote));
      expect(order).toHaveLength(views.filter(({ status }) => status === 'done').length);
    };
    await fc.assert(fc.asyncProperty(fc.array(wanted, { minLength: 2, maxLength: 6 }), run), {
      numRuns: atScale(4, 40),
      endOnFailure: true,
    });
  }, 600_000);
});

const idle = {
  execution: null,
  running: null,
  injections: [],
  openReviews: [],
  policy: { priority: 'auto', replace: 'auto', positional: 'auto' },
} as const;
