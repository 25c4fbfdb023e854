import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilAtRest } from '../../../../e2e/support/executions.ts';
import { git } from '../../../../e2e/support/git.ts';
import { type LocalEngine, startLocalEngine } from '../../../../e2e/support/local-engine.ts';
import { creates, replaces } from '../../../../e2e/support/patch-text.ts';
import { type SmallProject, type SmallProjectPlan, makeSmallProject } from '../../../../e2e/support/small-project.ts';
import { waitUntil } from '../../../../e2e/support/wait-until.ts';
import { type ExecutionRow, findReceipt, findTaskList, listReceipts, readEvents, readTasks } from '../store/index.ts';

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('receipts');
});
afterAll(() => local?.close());

const threeTasks = '# Three\n\n- [ ] 1.1 First thing\n- [ ] 1.2 Second thing\n  - Depends on: 1.1\n- [ ] 1.3 Third thing\n';
const tap = { name: 'suite', command: 'printf "TAP version 13\\nok 1 - a\\nok 2 - b\\n1..2\\n"', timeoutSeconds: 30 };

async function make(id: string, plan: Partial<SmallProjectPlan> = {}): Promise<SmallProject> {
  const small = await makeSmallProject({
    directory: local.scratch,
    id,
    files: { 'task_lists.md': threeTasks },
    recordings: {
      '1.1': [{ patch: creates('one.txt', 'one\n') }],
      '1.2': [{ patch: creates('two.txt', 'two\n') }],
      '1.3': [{ patch: creates('three.txt', 'three\n') }],
    },
    ...plan,
    settings: { checks: [tap], ...plan.settings },
  });
  // Open reviews of one customer hold its next tasks.
  small.project.customer = { id, name: id };
  await local.engine.saveProject(small.project);
  return small;
}

const ana = { kind: 'person', name: 'ana' } as const;

async function run({ project }: SmallProject): Promise<ExecutionRow> {
  await local.engine.automate(project.id, { askedBy: ana });
  return untilAtRest(local.engine.pool, project.id);
}

async function answer({ project }: SmallProject, choice: 'approve' | 'fix_by_hand'): Promise<void> {
  const { rows } = await local.engine.pool.query<{ id: string }>(`select id from engine.review where project_id = $1 and answer is null`, [
    project.id,
  ]);
  await local.engine.answerReview(project.id, rows[0]?.id ?? '', { choice, by: 'ana', note: 'fine', key: 'one' });
}

const contentOf = async ({ project }: SmallProject, wanted: string): Promise<unknown> =>
  JSON.parse((await findReceipt(local.engine.pool, wanted, project.id))?.content ?? 'null');

const verifyAll = ({ project }: SmallProject) => local.engine.verifyReceipts({ receipt: null, projectId: project.id });
const faultsOf = async (small: SmallProject): Promise<string[]> =>
  (await verifyAll(small)).flatMap(({ differences }) => differences.map(({ at }) => at));
const closedOf = async ({ project }: SmallProject): Promise<string[]> =>
  ((await findTaskList(local.engine.pool, project.id))?.entries ?? []).flatMap(({ key, status }) => (status === 'completed' ? [key] : []));

describe.concurrent('receipts', () => {
  test('of a whole run hold: each commit names its own, and what it says is what is there', async () => {
    const small = await make('whole');
    expect(await run(small)).toMatchObject({ status: 'completed' });
    const { id } = small.project;
    const receipts = await listReceipts(local.engine.pool, id);
    expect(receipts.map(({ taskKey }) => taskKey)).toEqual(['1.1', '1.2', '1.3']);
    const commits = (await git(small.remote, 'rev-list', '--reverse', `${small.firstCommit}..main`)).split('\n');
    expect(receipts.map(({ commit }) => commit)).toEqual(commits);
    const trailers = await git(
      small.remote,
      'log',
      '--reverse',
      '--format=%(trailers:key=DevTeam-Receipt,valueonly,separator=%x20)',
      `${small.firstCommit}..main`,
    );
    expect(trailers.split('\n').filter(Boolean)).toEqual(receipts.map(({ hash }) => hash));
    expect(await verifyAll(small)).toEqual(
      receipts.map(({ commit, hash, taskKey }) => ({ receiptId: hash, projectId: id, taskKey, commit, differences: [], forgotten: [] })),
    );
    const [first] = receipts;
    expect(JSON.parse(first?.content ?? '')).toMatchObject({
      tree: await git(small.remote, 'rev-parse', `${commits[0]}^{tree}`),
      base: small.firstCommit,
      sandbox: { driver: 'process', isolation: 'none', image: null },
      checks: [{ name: 'suite', outcome: 'passed', exitCode: 0, tests: { format: 'tap', complete: true, passed: 2 } }],
      verdict: { verdict: 'passed', reasons: [] },
      prompt: { hash: expect.stringMatching(/^[0-9a-f]{64}$/), template: expect.any(String) },
      executor: { name: 'replay', attempt: 1 },
      askedBy: ana,
    });
    const [started] = await readEvents(local.engine.pool, id, { after: 0, limit: 1 });
    expect(started).toMatchObject({ type: 'execution-update', payload: { askedBy: ana } });
    const events = await readEvents(local.engine.pool, id, { after: 0, limit: 10_000, type: 'receipt' });
    expect(events.map(({ payload }) => ('receipt' in payload ? payload.receipt.commit : ''))).toEqual(commits);
    for (const wanted of ['1.1', first?.hash ?? '', commits[0] ?? '', commits[0]?.slice(0, 8) ?? ''])
      expect((await findReceipt(local.engine.pool, wanted, id))?.hash).toBe(first?.hash);
    const changes = await local.engine.readChanges(id, '1.1');
    expect(changes).toMatchObject({ state: 'landed', base: small.firstCommit, commit: commits[0], isCut: false });
    expect(changes.diff).toBe(`${await git(small.remote, 'diff', '-M', small.firstCommit, commits[0] ?? '')}\n`);
    await expect(local.engine.readChanges(id, '9.9')).rejects.toMatchObject({ code: 'changes_unknown' });
    await expect(local.engine.verifyReceipts({ receipt: 'deadbeef', projectId: id })).rejects.toMatchObject({ code: 'receipt_unknown' });
  });

  test('of approved work say what made it and whose it is, as if nobody had been asked; of what a person did, that it was theirs', async () => {
    const small = await make('approved', {
      recordings: {
        '1.1': [{ patch: creates('.github/workflows/ci.yml', 'on: push\n') }],
        '1.2': [{ patch: creates('two.txt', 'BROKEN\n') }, { patch: creates('two.txt', 'BROKEN again\n') }],
        '1.3': [{ patch: creates('.github/workflows/three.yml', 'three\n') }],
      },
      settings: {
        checks: [tap, { name: 'whole', command: '! grep -rl BROKEN *.txt', timeoutSeconds: 30 }],
        maxAttempts: 2,
        investigate: false,
      },
    });
    // Of a step that made its commit and then failed, because a person has to look at it, no output says what it used.
    expect(await run(small)).toMatchObject({ status: 'waiting_for_human', reason: { code: 'protected_change' } });
    await answer(small, 'approve');
    expect(await untilAtRest(local.engine.pool, small.project.id)).toMatchObject({ reason: { code: 'check_failed' } });
    const prompt = { hash: expect.stringMatching(/^[0-9a-f]{64}$/), template: expect.any(String) };
    const made = { askedBy: ana, approval: { by: 'ana', why: 'fine' } };
    expect(await contentOf(small, '1.1')).toMatchObject({ ...made, prompt, executor: { name: 'replay', attempt: 1 } });
    await answer(small, 'approve');
    expect(await untilAtRest(local.engine.pool, small.project.id)).toMatchObject({ reason: { code: 'protected_change' } });
    const models = [{ model: 'replay', inputTokens: 0, outputTokens: 0 }];
    expect(await contentOf(small, '1.2')).toMatchObject({ ...made, models, prompt, executor: { name: 'replay', attempt: 2 } });
    await answer(small, 'fix_by_hand');
    expect(await untilAtRest(local.engine.pool, small.project.id)).toMatchObject({ status: 'completed' });
    expect(await contentOf(small, '1.3')).toMatchObject({ askedBy: ana, approval: null, models: [], prompt: null, executor: null });
    expect(await faultsOf(small)).toEqual([]);
  });

  test('that were tampered with do not: the text, the hash, the output, the commit', async () => {
    const small = await make('tampered', { files: { 'task_lists.md': '# One\n\n- [ ] 1.1 First thing\n' } });
    await run(small);
    const { pool } = local.engine;
    const [receipt] = await listReceipts(pool, small.project.id);
    const change = (column: string, value: string) =>
      pool.query(`update engine.receipt set ${column} = $3 where project_id = $1 and task_key = $2`, [small.project.id, '1.1', value]);
    expect(await faultsOf(small)).toEqual([]);
    await change('content', receipt?.content.replace('"exitCode":0', '"exitCode":1') ?? '');
    expect(await faultsOf(small)).toEqual(['hash']);
    await change('content', receipt?.content.replace(small.firstCommit, 'f'.repeat(40)) ?? '');
    expect(await faultsOf(small)).toEqual(expect.arrayContaining(['hash']));
    await change('content', 'nonsense');
    expect(await faultsOf(small)).toEqual(['hash', 'form']);
    await change('content', receipt?.content ?? '');
    // A commit of somebody else, which is on the branch, and one that nobody has.
    await change('commit', small.firstCommit);
    expect(await faultsOf(small)).toEqual(expect.arrayContaining(['hash', 'tree', 'parents']));
    await change('commit', 'a'.repeat(40));
    expect(await faultsOf(small)).toEqual(['commit']);
    await change('commit', receipt?.commit ?? '');
    const { rows } = await pool.query<{ hash: string; content: Buffer }>(
      `select hash, content from engine.check_log where project_id = $1`,
      [small.project.id],
    );
    await pool.query(`update engine.check_log set content = $2 where project_id = $1`, [small.project.id, Buffer.from('edited')]);
    expect(await faultsOf(small)).toEqual(['checks.suite.log']);
    await pool.query(`delete from engine.check_log where project_id = $1`, [small.project.id]);
    expect(await verifyAll(small)).toMatchObject([{ differences: [], forgotten: ['suite'] }]);
    expect(rows).toHaveLength(1);
  });
});

describe.concurrent('undo', () => {
  test('takes the work back, reopens the task and what was done on top of it, and a new start does them again', async () => {
    const small = await make('undo');
    await run(small);
    const undone = await local.engine.undo(small.project.id, { task: '1.1', by: 'ana' });
    expect(undone.reopened).toEqual(['1.1', '1.2']);
    expect(await closedOf(small)).toEqual(['1.3']);
    expect((await git(small.remote, 'ls-tree', '--name-only', 'main')).split('\n')).toEqual(['task_lists.md', 'three.txt', 'two.txt']);
    expect(await git(small.remote, 'log', '-1', '--format=%B', 'main')).toContain(`This reverts commit ${undone.undone}.`);
    expect(await git(small.remote, 'show', 'main:task_lists.md')).toBe(threeTasks.replace('- [ ] 1.3', '- [x] 1.3').trimEnd());
    await expect(local.engine.undo(small.project.id, { task: '1.1', by: 'ana' })).resolves.toMatchObject({
      commit: undone.commit,
      reopened: [],
    });
    await expect(local.engine.undo(small.project.id, { task: '9.9', by: 'ana' })).rejects.toMatchObject({ code: 'undo_not_landed' });

    await git(small.remote, 'update-ref', 'refs/heads/before', 'main');
    expect(await run(small)).toMatchObject({ reason: { code: 'recording_does_not_apply' } });
    expect(await closedOf(small)).toEqual(['1.1', '1.3']);
  });

  test('that later commits stand in the way of is refused, and changes nothing', async () => {
    const small = await make('undo-conflict', {
      recordings: {
        '1.1': [{ patch: creates('one.txt', 'one\n') }],
        '1.2': [{ patch: replaces('one.txt', 'one\n', 'two\n') }],
        '1.3': [{ patch: creates('three.txt', 'three\n') }],
      },
    });
    await run(small);
    const tip = await git(small.remote, 'rev-parse', 'main');
    await expect(local.engine.undo(small.project.id, { task: '1.1', by: 'ana' })).rejects.toMatchObject({
      code: 'undo_conflict',
      place: 'one.txt',
    });
    expect(await git(small.remote, 'rev-parse', 'main')).toBe(tip);
    expect(await closedOf(small)).toEqual(['1.1', '1.2', '1.3']);
  });

  test('does not disturb a task that is under way: it lands on top', async () => {
    const small = await make('undo-running', {
      recordings: {
        '1.1': [{ patch: creates('one.txt', 'one\n') }],
        '1.2': [{ patch: creates('two.txt', 'two\n') }],
        '1.3': [{ patch: creates('three.txt', 'three\n'), delaySeconds: 4 }],
      },
      settings: { speed: 1 },
    });
    await local.engine.automate(small.project.id);
    const isAtThird = async () => {
      const { rows } = await local.engine.pool.query(
        `select 1 from engine.node where project_id = $1 and task_key = '1.3' and name = 'codeExecution' and status = 'running'`,
        [small.project.id],
      );
      return rows.length > 0;
    };
    await waitUntil(isAtThird, { withinMs: 60_000, what: 'the third task is under way' });
    expect(await local.engine.undo(small.project.id, { task: '1.2', by: 'ana' })).toMatchObject({ reopened: ['1.2'] });
    const execution = await untilAtRest(local.engine.pool, small.project.id);
    expect((await readTasks(local.engine.pool, execution.id)).map(({ attempt, key, outcome }) => [key, attempt, outcome])).toEqual([
      ['1.1', 1, 'landed'],
      ['1.2', 1, 'landed'],
      ['1.3', 1, 'landed'],
    ]);
    expect(await closedOf(small)).toEqual(['1.1', '1.3']);
    expect((await git(small.remote, 'ls-tree', '--name-only', 'main')).split('\n')).toEqual(['one.txt', 'task_lists.md', 'three.txt']);
    expect(await faultsOf(small)).toEqual([]);
  });
});

describe.concurrent('a project whose branch belongs to people', () => {
  test('gets each task on a branch of its own, verified and ticked; approved, it is merged', async () => {
    const small = await make('branch-only', { settings: { landing: 'branch-only' } });
    const execution = await run(small);
    expect([execution.status, execution.reason]).toMatchObject([
      'waiting_for_human',
      { code: 'work_on_branch', class: 'policy', place: 'devteam/1-1-first-thing' },
    ]);
    expect(await git(small.remote, 'rev-parse', 'main')).toBe(small.firstCommit);
    expect(await git(small.remote, 'show', 'devteam/1-1-first-thing:task_lists.md')).toContain('- [x] 1.1');
    expect(await git(small.remote, 'rev-parse', 'devteam/1-1-first-thing~1')).toBe(small.firstCommit);
    expect(await faultsOf(small)).toEqual([]);
    await answer(small, 'approve');
    expect(await untilAtRest(local.engine.pool, small.project.id)).toMatchObject({ reason: { place: 'devteam/1-2-second-thing' } });
    expect(await closedOf(small)).toEqual(['1.1']);
    expect((await git(small.remote, 'ls-tree', '--name-only', 'main')).split('\n')).toEqual(['one.txt', 'task_lists.md']);
  });
});
