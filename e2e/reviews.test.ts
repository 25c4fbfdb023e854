import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReviewChoice } from '@devteam/api';
import { usualPace } from '@devteam/engine/durable';
import { type ReviewRow, findExecution, listReviews, readProjectViews, readTasks } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHistory } from './support/branch-history.ts';
import { findLogFaults, readWholeLog } from './support/event-log-faults.ts';
import { untilAtRest } from './support/executions.ts';
import { git } from './support/git.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { creates } from './support/patch-text.ts';
import { type SmallProject, makeSmallProject, writeFiles } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';

let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('reviews', { pace: { reviews: { ...usualPace.reviews, mostOpen: 2 } } });
});
afterAll(() => local?.close());

const list = '# Three tasks\n\n- [ ] 1.1 First thing\n- [ ] 1.2 Second thing (depends on: 1.1)\n- [ ] 1.3 Third thing\n';
const broken = creates('one.txt', 'BROKEN\n');
const recordings = {
  '1.1': [{ patch: broken }, { patch: creates('one.txt', 'whole\n') }],
  '1.2': [{ patch: creates('two.txt', 'two\n') }],
  '1.3': [{ patch: creates('three.txt', 'three\n') }],
};

async function make(id: string, settings: SmallProject['project']['settings'] = {}, customer = id): Promise<SmallProject> {
  const small = await makeSmallProject({
    directory: local.scratch,
    id,
    files: { 'task_lists.md': list },
    recordings,
    settings: { maxAttempts: 1, ...settings },
  });
  await local.engine.saveProject({ ...small.project, customer: { id: customer, name: customer } });
  return small;
}

async function untilAsked(small: SmallProject): Promise<ReviewRow> {
  const { executionId } = await local.engine.automate(small.project.id);
  const execution = await untilAtRest(local.engine.pool, small.project.id);
  expect([execution.id, execution.status]).toEqual([executionId, 'waiting_for_human']);
  const [review] = await listReviews(local.engine.pool, { projectId: small.project.id, open: true });
  if (!review) throw new Error(`${small.project.id} asks nothing`);
  return review;
}

const answer = ({ projectId, id }: ReviewRow, choice: ReviewChoice, note = '', key = 'k') =>
  local.engine.answerReview(projectId, id, { choice, note, key, by: 'ana' });

/** The end of the same execution that asked, and what landed in it. */
async function endOf(small: SmallProject, review: ReviewRow) {
  const execution = await untilAtRest(local.engine.pool, small.project.id);
  expect(execution.id).toBe(review.executionId);
  const commits = await readHistory(small.remote, { from: small.firstCommit, to: small.branch });
  const events = await readWholeLog(local.engine.pool, small.project.id);
  expect(findLogFaults(events)).toEqual([]);
  return {
    status: execution.status,
    landed: commits.flatMap((commit) => commit.trailers.get('DevTeam-Task') ?? []),
    trailers: commits.map(({ trailers }) => trailers),
    states: events.flatMap((event) => (event.type === 'review-update' ? [event.payload.review.state] : [])),
    file: (path: string) => git(small.remote, 'show', `${small.branch}:${path}`),
  };
}

const phaseOf = async ({ executionId, taskKey }: ReviewRow) =>
  (await readTasks(local.engine.pool, executionId)).find(({ key }) => key === taskKey)?.phase;

describe.concurrent('a review', () => {
  test('says why, what was seen and what is only said, and keeps the work; approved, that work lands and says so', async () => {
    const small = await make('approve');
    const review = await untilAsked(small);
    expect(review).toMatchObject({
      taskKey: '1.1',
      why: { code: 'check_failed', place: 'whole', evidence: expect.stringContaining('one.txt') },
      facts: [{ what: 'check whole: failed, exit code 1', shownBy: '! grep -rl BROKEN .' }, { what: 'changed one.txt' }],
      claims: [{ who: 'replay' }],
      choices: ['approve', 'send_back', 'fix_by_hand', 'skip', 'abandon'],
      work: { failedChecks: ['whole'] },
    });
    expect(await phaseOf(review)).toBe('HUMAN_REVIEW');
    const changes = await local.engine.readChanges(small.project.id, '1.1');
    expect(changes).toMatchObject({ state: 'kept', commit: review.work?.commit, diff: expect.stringContaining('+BROKEN') });
    expect(await answer(review, 'approve', 'known, mended in 1.2')).toMatchObject({ state: 'answered', answer: { by: 'ana' } });
    const { file, landed, states, status, trailers } = await endOf(small, review);
    // The branch is broken from here on, and a person wanted that: the tasks after it are not blamed for what their base has already.
    expect([status, landed, states]).toEqual(['completed', ['1.1', '1.2', '1.3'], ['open', 'answered']]);
    expect([trailers[0]?.get('DevTeam-Approved-By'), trailers[0]?.get('DevTeam-Failed-Check')]).toEqual(['ana', 'whole']);
    expect(await file('one.txt')).toBe('BROKEN');
    expect(await file('task_lists.md')).toContain('- [x] 1.1 First thing');
  });

  test('sent back with a note: all attempts again, told what the person said', async () => {
    const small = await make('send-back');
    const review = await untilAsked(small);
    await expect(answer(review, 'send_back')).rejects.toMatchObject({
      code: 'review_choice_unknown',
      place: 'note',
      allowed: review.choices,
    });
    await answer(review, 'send_back', 'write whole instead');
    const { file, landed, status } = await endOf(small, review);
    expect([status, landed, await file('one.txt')]).toEqual(['completed', ['1.1', '1.2', '1.3'], 'whole']);
    const { rows } = await local.engine.pool.query<{ output: string }>(
      `select output from engine.node where execution_id = $1 and task_key = '1.1' and name = 'constructPrompt' and attempt = 2`,
      [review.executionId],
    );
    expect(rows[0]?.output).toContain('ana sent it back: write whole instead');
  });

  test('mended by hand on the branch: what the person pushed is verified and ticked', async () => {
    const small = await make('by-hand');
    const review = await untilAsked(small);
    const clone = join(small.remote, '..', 'hand');
    await git(join(small.remote, '..'), 'clone', '-q', small.remote, clone);
    await writeFiles(clone, { 'one.txt': 'by hand\n' });
    await git(clone, 'add', '-A');
    await git(clone, 'commit', '-q', '-m', 'By hand');
    await git(clone, 'push', '-q', 'origin', 'HEAD:main');
    await answer(review, 'fix_by_hand');
    const { file, landed, status } = await endOf(small, review);
    expect([status, landed, await file('one.txt')]).toEqual(['completed', ['1.1', '1.2', '1.3'], 'by hand']);
  });

  test('skipped: the file says so and by whom, and the same execution goes on', async () => {
    const small = await make('skip');
    const review = await untilAsked(small);
    await answer(review, 'skip', 'not wanted');
    const { file, landed, status } = await endOf(small, review);
    expect([status, landed]).toEqual(['completed', ['1.2', '1.3']]);
    expect(await file('task_lists.md')).toContain('skipped — ana: not wanted');
  });

  test('abandoned: the file says that it is blocked, and the execution stops', async () => {
    const small = await make('abandon');
    const review = await untilAsked(small);
    await answer(review, 'abandon', 'wrong idea');
    const { file, landed, status } = await endOf(small, review);
    expect([status, landed]).toEqual(['stopped', []]);
    expect(await file('task_lists.md')).toContain('blocked');
  });

  test('answered twice: the same answer is the same, another one is told who was first; one of nobody is refused', async () => {
    const small = await make('twice');
    const review = await untilAsked(small);
    const once = await answer(review, 'skip', 'n', 'k1');
    expect(await answer(review, 'skip', 'n', 'k1')).toEqual(once);
    await expect(answer(review, 'approve', '', 'k2')).rejects.toMatchObject({
      code: 'review_answered',
      failure: { why: 'ana answered skip' },
      allowed: [],
    });
    // The key of the first answer with other content is another answer; what was answered stays.
    await expect(answer(review, 'skip', 'other words', 'k1')).rejects.toMatchObject({ code: 'review_answered' });
    await expect(answer(review, 'abandon', 'n', 'k1')).rejects.toMatchObject({ code: 'review_answered' });
    await expect(answer({ ...review, id: 'nothing' }, 'skip')).rejects.toMatchObject({ code: 'review_unknown' });
    const other = await make('other');
    await expect(answer({ ...review, projectId: other.project.id }, 'skip')).rejects.toMatchObject({ code: 'review_unknown' });
    const { landed, states } = await endOf(small, review);
    expect([landed, states]).toEqual([
      ['1.2', '1.3'],
      ['open', 'answered'],
    ]);
  });

  test('of an execution that was stopped is withdrawn: its answer comes too late', async () => {
    const small = await make('withdrawn');
    const review = await untilAsked(small);
    await local.engine.stop(small.project.id);
    await expect(answer(review, 'skip')).rejects.toMatchObject({ code: 'review_answered' });
    expect(await listReviews(local.engine.pool, { projectId: small.project.id, open: true })).toEqual([]);
  });

  test('holds what depends on its task, and where the project says so nothing else', async () => {
    const small = await make('goes-on', { goesOnDuringReviews: true });
    const review = await untilAsked(small);
    const before = await endOf(small, review);
    expect([before.status, before.landed]).toEqual(['waiting_for_human', ['1.3']]);
    await answer(review, 'send_back', 'write whole instead');
    const { landed, status } = await endOf(small, review);
    expect([status, landed]).toEqual(['completed', ['1.3', '1.1', '1.2']]);
  });

  test('that nobody answers is told to others, step by step, and stays open', async () => {
    const small = await make('overdue');
    const review = await untilAsked(small);
    await local.engine.pool.query(`update engine.review set deadline = now() - interval '1 minute' where id = $1`, [review.id]);
    const told = await waitUntil(
      async () =>
        (await listReviews(local.engine.pool, { projectId: small.project.id, open: true })).find(({ escalations }) => escalations === 1),
      { withinMs: 20_000, what: 'the first step of the escalation' },
    );
    expect(told.answer).toBeNull();
  });
});

describe('the pile of a customer', () => {
  test('keeps its next tasks from being begun, says why, and disturbs no other customer; an answer lets them go on', async () => {
    const first = await untilAsked(await make('pile-1', {}, 'piled'));
    await untilAsked(await make('pile-2', {}, 'piled'));
    const third = await make('pile-3', {}, 'piled');
    await local.engine.automate(third.project.id);
    const held = await waitUntil(
      async () => {
        const execution = await findExecution(local.engine.pool, third.project.id);
        return execution?.reason ? execution : undefined;
      },
      { withinMs: 30_000, what: 'the reason of the third' },
    );
    expect([held.status, held.reason]).toMatchObject([
      'running',
      { code: 'review_pending', why: 'waits for reviews of customer piled (2 open); answer 1.1 first' },
    ]);
    const [shown] = await readProjectViews(local.engine.pool, local.engine.label, [third.project.id]);
    expect(shown?.execution?.holds).toMatchObject([
      { kind: 'reviews', why: 'waits for reviews of customer piled (2 open); answer 1.1 first' },
    ]);
    const [asking] = await readProjectViews(local.engine.pool, local.engine.label, [first.projectId]);
    expect(asking?.execution?.allowed).not.toContain('resume');
    await untilAsked(await make('pile-else', {}, 'somebody else'));
    await sleep(100);
    expect(await readTasks(local.engine.pool, held.id)).toEqual([]);
    await answer(first, 'abandon');
    await waitUntil(async () => (await readTasks(local.engine.pool, held.id)).length > 0, {
      withinMs: 30_000,
      what: 'the first task of the third',
    });
  });
});
