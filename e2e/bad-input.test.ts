import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCatalogue } from '@devteam/api';
import type { ErrorCode } from '@devteam/api';
import { type ExecutionRow, readTasks, readTaskNodes } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHistory } from './support/branch-history.ts';
import { findLogFaults, readWholeLog } from './support/event-log-faults.ts';
import { untilAtRest } from './support/executions.ts';
import { git, gitBytes } from './support/git.ts';
import { findLeftovers } from './support/leftovers.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { creates, replaces } from './support/patch-text.ts';
import { type SmallProject, type SmallProjectPlan, makeSmallProject, writeFiles, writeRecordings } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('bad-input');
});
afterAll(() => local?.close());

const twoTasks = '# Two tasks\n\n- [ ] 1.1 First thing\n- [ ] 1.2 Second thing\n';
const twoRecordings = { '1.1': [{ patch: creates('one.txt', 'one\n') }], '1.2': [{ patch: creates('two.txt', 'two\n') }] };

const make = async (id: string, changed: Partial<SmallProjectPlan> = {}): Promise<SmallProject> => {
  const files = { 'task_lists.md': twoTasks };
  const small = await makeSmallProject({ directory: local.scratch, id, files, recordings: twoRecordings, ...changed });
  await local.engine.saveProject(small.project);
  return small;
};

async function run({ project }: SmallProject, options: { stopAfter?: string[] } = {}): Promise<ExecutionRow> {
  await local.engine.automate(project.id, options);
  return untilAtRest(local.engine.pool, project.id);
}

interface Said {
  status: string;
  code: ErrorCode;
  place?: unknown;
  evidence?: unknown;
  why?: unknown;
}

/** How it ended, and that what is said has all its parts: what, why, where, what it looked like, what was tried, what to do now. */
async function expectEnd(small: SmallProject, execution: ExecutionRow, said: Said): Promise<void> {
  const { code, status, ...known } = said;
  const entry = errorCatalogue[code];
  expect([execution.status, execution.reason]).toMatchObject([
    status,
    { code, what: entry.what, next: entry.next, class: entry.class, ...known },
  ]);
  expect(execution.reason?.why).not.toBe('');
  expect(execution.reason?.next).not.toBe('');
  const events = await readWholeLog(local.engine.pool, small.project.id);
  expect(findLogFaults(events)).toEqual([]);
  // The same words reach who follows the events.
  expect(events.findLast((event) => event.type === 'completion')?.payload).toMatchObject({ status, reason: { code } });
  expect(events.some((event) => event.type === 'error' && event.payload.failure.code === code) || ending.has(code)).toBe(true);
}
/** Ends that are no errors of a task: the list itself has no next one. */
const ending = new Set<ErrorCode>(['tasks_blocked', 'task_list_invalid']);

const landed = async ({ branch, firstCommit, remote }: SmallProject): Promise<string[]> =>
  (await readHistory(remote, { from: firstCommit, to: branch })).flatMap((commit) => commit.trailers.get('DevTeam-Task') ?? []);

/** After the cause is gone a new start goes on, to the end. */
async function expectGoesOn(small: SmallProject, keys: string[]): Promise<void> {
  const execution = await run(small);
  expect([execution.status, execution.reason]).toEqual(['completed', null]);
  expect(await landed(small)).toEqual(keys);
  expect(findLogFaults(await readWholeLog(local.engine.pool, small.project.id))).toEqual([]);
}

/** A person's commit. */
async function pushFiles({ branch, remote }: SmallProject, files: Record<string, string>): Promise<void> {
  const clone = join(remote, '..', `clone-${performance.now()}`);
  await git(join(remote, '..'), 'clone', '-q', '--branch', branch, remote, clone);
  await writeFiles(clone, files);
  await git(clone, 'add', '-A');
  await git(clone, 'commit', '-q', '-m', 'By hand');
  await git(clone, 'push', '-q', 'origin', `HEAD:${branch}`);
  await rm(clone, { recursive: true });
}

const change = (small: SmallProject, changed: Partial<SmallProject['project']>) =>
  local.engine.saveProject({ ...small.project, ...changed });
const settings = (small: SmallProject, changed: NonNullable<SmallProject['project']['settings']>) =>
  change(small, { settings: { ...small.project.settings, ...changed } });

describe.concurrent('the repository', () => {
  test('that nobody answers for: tried again, then said, and all goes on with the right address', async () => {
    const small = await make('unreachable');
    const url = 'https://127.0.0.1:1/nowhere.git';
    await change(small, { repositoryUrl: url });
    await expectEnd(small, await run(small), { status: 'error', code: 'repository_unreachable', place: url });
    const { rows } = await local.engine.pool.query(`select status from engine.node where project_id = $1 order by node_attempt`, [
      small.project.id,
    ]);
    expect(rows.map((row: { status: string }) => row.status)).toEqual(['failed', 'failed', 'failed']);
    await change(small, {});
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that is not there', async () => {
    const small = await make('not-there');
    await change(small, { repositoryUrl: join(local.scratch, 'nothing-here.git') });
    await expectEnd(small, await run(small), {
      status: 'error',
      code: 'repository_not_found',
      place: join(local.scratch, 'nothing-here.git'),
    });
    expect(await landed(small)).toEqual([]);
    await change(small, {});
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('without a commit', async () => {
    const small = await make('empty');
    const remote = join(local.scratch, 'empty-remote.git');
    await git(local.scratch, 'init', '-q', '--bare', '-b', 'main', remote);
    await change(small, { repositoryUrl: remote });
    await expectEnd(small, await run(small), { status: 'error', code: 'repository_empty' });
    expect(await git(remote, 'for-each-ref')).toBe('');
    await git(small.remote, 'push', '-q', remote, 'main');
    await expectGoesOn({ ...small, remote }, ['1.1', '1.2']);
  });

  test('without that branch: the nearest names are given', async () => {
    const small = await make('branch');
    await change(small, { branch: 'mian' });
    await expectEnd(small, await run(small), {
      status: 'error',
      code: 'branch_not_found',
      place: 'mian',
      evidence: expect.stringContaining('main'),
    });
    await change(small, { branch: 'main' });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test.for(['cut short', 'altered'] as const)(
    'whose local copy is damaged between two runs, its files %s: it is mended, and that is said',
    async (how, { expect }) => {
      const small = await make(`damaged-${how.replace(' ', '-')}`);
      expect((await run(small, { stopAfter: ['1.1'] })).status).toBe('stopped');
      const objects = join(await mirrorOf(small), 'objects');
      const names = (await readdir(objects, { recursive: true })).filter((name) => /^[0-9a-f]{2}\/|\.pack$/.test(name));
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        await chmod(join(objects, name), 0o600);
        const bytes = await readFile(join(objects, name));
        const middle = Math.floor(bytes.length / 2);
        if (how === 'altered') bytes[middle] = 255 - (bytes[middle] ?? 0);
        await writeFile(join(objects, name), how === 'altered' ? bytes : bytes.subarray(0, 20));
      }
      await expectGoesOn(small, ['1.1', '1.2']);
      expect(await linesOf(small)).toContain('the local copy was damaged and has been cloned again');
      expect(await git(await mirrorOf(small), 'fsck', '--full', '--no-dangling')).toBe('');
    },
  );

  test('that refuses the push: the work does not land, the remote is quoted', async () => {
    const small = await make('protected');
    const hook = join(small.remote, 'hooks', 'pre-receive');
    await mkdir(join(hook, '..'), { recursive: true });
    await writeFile(hook, '#!/bin/sh\necho "this branch is protected" >&2\nexit 1\n', { mode: 0o755 });
    const evidence = expect.stringContaining('this branch is protected');
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'push_refused', place: 'main', evidence });
    expect(await landed(small)).toEqual([]);
    await rm(hook);
    await expectGoesOn(small, ['1.1', '1.2']);
  });
});

describe.concurrent('the task list', () => {
  test('that is missing: said with the places that were looked at', async () => {
    const small = await make('no-list', { files: { 'README.md': 'No list.\n' } });
    const why = expect.stringContaining('task_lists.md');
    await expectEnd(small, await run(small), { status: 'error', code: 'task_list_missing', place: 'main', why });
    expect(await landed(small)).toEqual([]);
    await pushFiles(small, { 'task_lists.md': twoTasks });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that is missing and may be made: the default list is committed, its second task waits for a person', async () => {
    const small = await make('made-list', { files: { 'README.md': 'No list.\n' }, settings: { createTaskList: true } });
    const evidence = expect.stringContaining('2.1: is marked blocked');
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'tasks_blocked', evidence });
    const commits = await readHistory(small.remote, { from: small.firstCommit, to: 'main' });
    expect(commits.map((commit) => commit.message.split('\n')[0])).toEqual(['Add a task list', 'Task 1.1: Verify the build']);
    const list = await git(small.remote, 'show', 'main:task_lists.md');
    await writeRecordings(small.recordings, { '2.1': [{ patch: creates('three.txt', 'three\n') }] });
    await pushFiles(small, { 'task_lists.md': `${list.replace(/blocked — .*/, 'pending')}\n` });
    await expectGoesOn(small, ['1.1', '2.1']);
  });

  test('that cannot be read', async () => {
    const small = await make('unreadable', { files: { 'task_lists.md': `---\nstop-after: 1.1\n\n${twoTasks}` } });
    const evidence = expect.stringMatching(/task_lists\.md:\d+:\d+: .*E003/);
    await expectEnd(small, await run(small), { status: 'error', code: 'task_list_unreadable', place: 'task_lists.md', evidence });
    expect(await landed(small)).toEqual([]);
    await pushFiles(small, { 'task_lists.md': twoTasks });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that has an id twice: what can be identified is done, the rest is shown with its lines', async () => {
    const small = await make('twice', { files: { 'task_lists.md': `${twoTasks}- [ ] 1.2 Second thing, again\n` } });
    const evidence = expect.stringMatching(/5:\d+: E101[^\n]*4:\d+/);
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'task_list_invalid', evidence });
    expect(await landed(small)).toEqual(['1.1']);
    const list = await git(small.remote, 'show', 'main:task_lists.md');
    await pushFiles(small, { 'task_lists.md': `${list.split('\n').slice(0, -1).join('\n')}\n` });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('with a dependency that is not there', async () => {
    const small = await make('unknown-dependency', { files: { 'task_lists.md': `${twoTasks}  - Depends on: 1.7\n` } });
    const evidence = expect.stringMatching(/5:\d+: E110[^\n]*1\.7/);
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'task_list_invalid', evidence });
    expect(await landed(small)).toEqual(['1.1']);
    const list = await git(small.remote, 'show', 'main:task_lists.md');
    await pushFiles(small, { 'task_lists.md': `${list.replace('1.7', '1.1')}\n` });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('whose dependencies go in a circle', async () => {
    const circle = '# Circle\n\n- [ ] 1.1 First thing\n  - Depends on: 1.2\n- [ ] 1.2 Second thing\n  - Depends on: 1.1\n';
    const small = await make('circle', { files: { 'task_lists.md': circle } });
    const evidence = expect.stringMatching(/E111[^\n]*1\.1/);
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'task_list_invalid', evidence });
    expect(await landed(small)).toEqual([]);
    await pushFiles(small, { 'task_lists.md': circle.replace('  - Depends on: 1.2\n', '') });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that does not know the stop point', async () => {
    const small = await make('stop-point');
    const said = { place: 'after 9.9', why: expect.stringContaining('9.9') };
    await expectEnd(small, await run(small, { stopAfter: ['9.9'] }), { status: 'error', code: 'stop_point_unknown', ...said });
    expect(await landed(small)).toEqual([]);
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that is a link', async () => {
    const small = await make('link', { files: { 'elsewhere.md': twoTasks } });
    const [blob = ''] = (await gitBytes(small.remote, ['hash-object', '-w', '--stdin'], { input: 'elsewhere.md' })).toString().split('\n');
    const tree = await gitBytes(small.remote, ['ls-tree', 'main']);
    const linked = await gitBytes(small.remote, ['mktree'], { input: `${tree.toString()}120000 blob ${blob}\ttask_lists.md\n` });
    const commit = await git(small.remote, 'commit-tree', '-p', 'main', '-m', 'Link', linked.toString().trim());
    await git(small.remote, 'update-ref', 'refs/heads/main', commit);
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'tree_hostile', place: 'task_lists.md' });
    expect(await landed(small)).toEqual([]);
    const clone = join(small.remote, '..', 'clone');
    await git(join(small.remote, '..'), 'clone', '-q', small.remote, clone);
    await git(clone, 'mv', '-f', 'elsewhere.md', 'task_lists.md');
    await git(clone, 'commit', '-q', '-m', 'A file');
    await git(clone, 'push', '-q', 'origin', 'main');
    await expectGoesOn(small, ['1.1', '1.2']);
  });
});

describe.concurrent('the recording', () => {
  test('that does not apply: git is quoted, nothing lands', async () => {
    const small = await make('does-not-apply', {
      recordings: { ...twoRecordings, '1.1': [{ patch: replaces('one.txt', 'old\n', 'new\n') }] },
    });
    const evidence = expect.stringContaining('one.txt');
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'recording_does_not_apply', evidence });
    expect(await landed(small)).toEqual([]);
    await writeRecordings(small.recordings, twoRecordings);
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that is missing: those that there are are named', async () => {
    const small = await make('missing', { recordings: { '1.2': twoRecordings['1.2'] } });
    const evidence = 'there are: 1.2';
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'recording_missing', evidence });
    expect(await landed(small)).toEqual([]);
    await writeRecordings(small.recordings, twoRecordings);
    await expectGoesOn(small, ['1.1', '1.2']);
  });
});

describe.concurrent('the check', () => {
  test('that hangs: ended with all it started after its time, tried once more, then a person is asked', async () => {
    const small = await make('hangs', {
      settings: { checks: [{ name: 'slow', command: 'echo begun; sleep 4711 & sleep 4711', timeoutSeconds: 1 }] },
    });
    const said = { place: 'slow', evidence: expect.stringContaining('begun'), why: expect.stringContaining('1 s') };
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'check_timed_out', ...said });
    expect(await landed(small)).toEqual([]);
    // No fault of the node: what it found is a result.
    expect((await nodesOf(small)).filter((node) => node.name === 'verify').map((node) => node.status)).toEqual(['completed']);
    const story = (await readWholeLog(local.engine.pool, small.project.id)).flatMap((event) =>
      event.type === 'execution-log' ? event.payload.lines : [],
    );
    expect(story.filter((line) => line.startsWith('check slow did not end in its time'))).toHaveLength(2);
    await settings(small, { checks: [{ name: 'quick', command: 'true', timeoutSeconds: 30 }] });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('whose program is missing', async () => {
    const small = await make('no-program', {
      settings: { checks: [{ name: 'lint', command: 'no-such-linter --all', timeoutSeconds: 30 }] },
    });
    const said = { place: 'lint', evidence: expect.stringContaining('no-such-linter'), why: expect.stringContaining('127') };
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'check_could_not_run', ...said });
    expect(await landed(small)).toEqual([]);
    await settings(small, { checks: [{ name: 'quick', command: 'true', timeoutSeconds: 30 }] });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that nobody named: never landed, the work is kept', async () => {
    const small = await make('no-checks', { settings: { checks: [] } });
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'no_checks' });
    expect(await landed(small)).toEqual([]);
    expect(await git(await mirrorOf(small), 'show', 'refs/heads/task/1-1-first-thing:one.txt')).toBe('one');
    await pushFiles(small, { '.devteam.yml': 'version: 1\nchecks:\n  - name: quick\n    command: "true"\n' });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('whose settings cannot be used: the line is named', async () => {
    const bad = 'version: 1\nchecks:\n  - name: quick\n    comand: "true"\n';
    const small = await make('bad-config', { files: { 'task_lists.md': twoTasks, '.devteam.yml': bad }, settings: { checks: [] } });
    const said = { place: expect.stringMatching(/^\.devteam\.yml:\d+/), why: expect.stringContaining('command') };
    await expectEnd(small, await run(small), { status: 'error', code: 'checks_config_invalid', ...said });
    expect(await landed(small)).toEqual([]);
    await pushFiles(small, { '.devteam.yml': bad.replace('comand', 'command') });
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that fails in all attempts: its output is shown', async () => {
    const patches = ['BROKEN\n', 'BROKEN again\n', 'still BROKEN\n'].map((text) => ({ patch: creates('one.txt', text) }));
    const small = await make('fails', { recordings: { ...twoRecordings, '1.1': patches } });
    const said = { place: 'whole', evidence: expect.stringContaining('one.txt') };
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'check_failed', ...said });
    expect(await landed(small)).toEqual([]);
    const [task] = await readTasks(local.engine.pool, (await executionOf(small)).id);
    expect(task).toMatchObject({ attempt: 3, outcome: 'review', failure: { tried: expect.arrayContaining(['3 attempts']) } });
    await rm(small.recordings, { recursive: true });
    await writeRecordings(small.recordings, twoRecordings);
    await expectGoesOn(small, ['1.1', '1.2']);
  });

  test('that fails the same way after the same change: nothing more is tried', async () => {
    const small = await make('circles', { recordings: { ...twoRecordings, '1.1': [{ patch: creates('one.txt', 'BROKEN\n') }] } });
    await expectEnd(small, await run(small), { status: 'waiting_for_human', code: 'no_progress', place: 'whole' });
    const [task] = await readTasks(local.engine.pool, (await executionOf(small)).id);
    expect(task).toMatchObject({ attempt: 2, outcome: 'review' });
  });
});

test('afterwards nothing is left behind', async () => {
  await waitUntil(async () => (await findLeftovers(local.home)).length === 0, {
    withinMs: 20_000,
    what: 'all is cleaned up',
    describe: async () => (await findLeftovers(local.home)).join('\n'),
  });
  expect(local.said.filter((line) => line.startsWith('error'))).toEqual([]);
});

const executionOf = async (small: SmallProject): Promise<ExecutionRow> => untilAtRest(local.engine.pool, small.project.id);
const nodesOf = async (small: SmallProject) => readTaskNodes(local.engine.pool, (await executionOf(small)).id, '1.1');

async function mirrorOf({ project }: SmallProject): Promise<string> {
  const mirrors = join(local.home, 'mirrors');
  const names = (await readdir(mirrors)).filter((name) => new RegExp(`^${project.id}-[0-9a-f]{16}\\.git$`).test(name));
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) throw new Error(`${project.id} has the mirrors ${names.join(', ')}`);
  return join(mirrors, name);
}

const linesOf = async ({ project }: SmallProject): Promise<string[]> =>
  (await readWholeLog(local.engine.pool, project.id)).flatMap((event) => (event.type === 'execution-log' ? event.payload.lines : []));
