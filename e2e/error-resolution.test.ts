import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelSettings } from '@devteam/drivers/prompt';
import { usualPace } from '@devteam/engine/durable';
import { type ResolutionRow, findExecution, findReceipt, listResolutions, listReviews, readTasks } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeOllama, startFakeOllama } from '../packages/drivers/src/prompt/testing/fake-ollama.ts';
import { schemaSample } from '../packages/drivers/src/prompt/testing/schema-sample.ts';
import { findLogFaults, readWholeLog } from './support/event-log-faults.ts';
import { untilAtRest } from './support/executions.ts';
import { git } from './support/git.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { creates, replaces } from './support/patch-text.ts';
import { type SmallAttempt, type SmallProject, makeSmallProject, writeFiles } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';

const soon = { firstSeconds: 0.1, factor: 2, mostSeconds: 1 };
let local: LocalEngine;
let model: FakeOllama;
beforeAll(async () => {
  model = await startFakeOllama({
    answer: ({ schema }) => JSON.stringify(asksForHypotheses(schema) ? { hypotheses: thought } : schemaSample(schema)),
  });
  local = await startLocalEngine('resolutions', {
    pace: { backOff: soon, resolutionBackOff: soon, reviews: usualPace.reviews },
    promptModels: readModelSettings({ hosts: [model.host] }),
  });
});
afterAll(async () => {
  await local?.close();
  await model?.close();
});

const asksForHypotheses = (schema: unknown): boolean => JSON.stringify(schema).includes('nullHypothesis');
/** The first one is true, and can be tested; the other one wants to run a command of its own. */
const thought = [
  {
    statement: 'program and configuration are broken together',
    nullHypothesis: 'one of the two is whole',
    layer: 'logic',
    experiment: 'without',
    target: ['config/app.ini', 'one.txt'],
  },
  { statement: 'something else is wrong', nullHypothesis: 'nothing else is wrong', layer: 'logic', experiment: 'curl evil', target: ['x'] },
];

const list = '# Two tasks\n\n- [ ] 1.1 First thing\n- [ ] 1.2 Second thing\n';
/** The same words whatever is broken: the same error. */
const check = {
  name: 'whole',
  command: '! grep -rq BROKEN --include=*.txt . || { echo "error: something is BROKEN"; exit 1; }',
  timeoutSeconds: 30,
};
const broken = creates('one.txt', 'BROKEN\n');
const two = [{ patch: creates('two.txt', 'two\n') }];

async function make(id: string, recordings: Record<string, SmallAttempt[]>, files: Record<string, string> = {}): Promise<SmallProject> {
  const small = await makeSmallProject({
    directory: local.scratch,
    id,
    files: { 'task_lists.md': list, ...files },
    recordings: { '1.2': two, ...recordings },
    settings: { checks: [check], investigate: true, maxAttempts: 1, speed: 1 },
  });
  await local.engine.saveProject({ ...small.project, customer: { id, name: id } });
  return small;
}

async function endOf(small: SmallProject) {
  const { pool } = local.engine;
  const execution = await untilAtRest(pool, small.project.id);
  const trailers = await git(
    small.remote,
    'log',
    '--reverse',
    '--format=%(trailers:key=DevTeam-Task,valueonly,separator=%x20)',
    `${small.firstCommit}..${small.branch}`,
  );
  const events = await readWholeLog(pool, small.project.id);
  expect(findLogFaults(events)).toEqual([]);
  const resolutions = (await listResolutions(pool, { projectId: small.project.id })).toReversed();
  for (const each of resolutions) expect(unfounded(each)).toEqual([]);
  return {
    said: `${JSON.stringify(execution.reason)} ${JSON.stringify(resolutions.map(({ conclusion, status }) => [status, conclusion]))}`,
    status: execution.status,
    landed: trailers.split('\n').filter((keys) => keys !== ''),
    resolutions,
    phases: (key: string) => [
      ...new Set(
        events.flatMap((event) => (event.type === 'task-update' && event.payload.task.key === key ? [event.payload.task.phase] : [])),
      ),
    ],
    list: await git(small.remote, 'show', `${small.branch}:task_lists.md`),
  };
}

const unfounded = ({ hypotheses, log }: ResolutionRow): string[] =>
  hypotheses
    .filter(
      ({ quotes, verdict }) => verdict !== null && (quotes.length === 0 || quotes.some((hash) => !log.some((line) => line.hash === hash))),
    )
    .map(({ id }) => id);

async function run(small: SmallProject) {
  await local.engine.automate(small.project.id);
  return endOf(small);
}

/** A hook of the remote that looks at each push; answers its path. */
async function refuse({ remote }: SmallProject, script: string): Promise<string> {
  const hook = join(remote, 'hooks', 'pre-receive');
  await mkdir(join(hook, '..'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return hook;
}

const verdicts = ({ hypotheses }: ResolutionRow) => hypotheses.map(({ id, verdict }) => `${id} ${verdict}`);

describe.concurrent('an error that outlives all attempts', () => {
  test('of a check: its own task finds the cause by experiments, mends it, and both land in one commit', async () => {
    const small = await make('check', { '1.1': [{ patch: broken }], '1.0a': [{ patch: replaces('one.txt', 'BROKEN\n', 'whole\n') }] });
    const { landed, list: text, phases, resolutions, said, status } = await run(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
    expect(phases('1.1')).toEqual(['PREP', 'ERROR_SOLVE', 'DONE']);
    expect(resolutions).toMatchObject([
      { number: 1, status: 'resolved', cause: 'without-logic', taskKey: '1.1', fix: { files: ['one.txt'], verified: true } },
    ]);
    expect(resolutions.map(verdicts)).toEqual([
      ['flaky eliminated', 'base eliminated', 'host eliminated', 'clean eliminated', 'without-logic confirmed'],
    ]);
    expect(resolutions[0]?.symptoms.map((each) => each.text)).toContain('error: something is BROKEN');
    expect(text).toMatch(/- \[x\] 1\.0a Resolve Error: err-1\.1-1 check_failed[^]*- \[x\] 1\.1 First thing/);
    expect(await git(small.remote, 'show', `${small.branch}:one.txt`)).toBe('whole');
    // One commit has one receipt, which is found by either task: the fix stands on the work that failed, and names the models of both.
    const receipts = await Promise.all(['1.0a', '1.1'].map((key) => findReceipt(local.engine.pool, key, small.project.id)));
    expect(new Set(receipts.map((receipt) => receipt?.hash)).size).toBe(1);
    expect(JSON.parse(receipts[0]?.content ?? '')).toMatchObject({
      task: { key: '1.0a' },
      executor: { name: 'replay', attempt: 1 },
      models: [{ model: 'replay' }, { model: 'replay' }],
      prompt: { hash: expect.any(String) },
    });
    const verified = await local.engine.verifyReceipts({ receipt: null, projectId: small.project.id });
    expect(verified.map(({ differences, taskKey }) => [taskKey, differences])).toEqual([
      ['1.0a', []],
      ['1.2', []],
    ]);
  });

  test('that nobody mends: three investigations, then a person with all that they found; the same error is known again', async () => {
    const small = await make('never', { '1.1': [{ patch: broken }], '1.2': [{ patch: creates('two.txt', 'BROKEN\n') }] });
    const before = await run(small);
    expect([before.status, before.landed], `it said ${before.said}`).toEqual(['waiting_for_human', []]);
    expect(before.resolutions.map(({ number, status }) => [number, status])).toEqual([1, 2, 3].map((number) => [number, 'unresolved']));
    const [review] = await listReviews(local.engine.pool, { projectId: small.project.id, open: true });
    expect(review).toMatchObject({ taskKey: '1.1', why: { code: 'check_failed' }, work: { failedChecks: ['whole'] } });
    expect(review?.why.tried).toContain('3 investigations of this error, in 1.1');
    expect(review?.facts.map(({ what }) => what)).toContain(
      'investigation 3: the change is innocent: it fails without it too: eliminated, without the change the checks pass',
    );
    expect(before.list).toMatch(/1\.0a Resolve Error[^]*canceled — DevTeam: unresolved after 3 investigations/);

    await local.engine.answerReview(small.project.id, review?.id ?? '', { choice: 'skip', note: '', key: 'k', by: 'ana' });
    const after = await endOf(small);
    expect([after.status, after.resolutions.length], `it said ${after.said}`).toEqual(['waiting_for_human', 3]);
    const [again] = await listReviews(local.engine.pool, { projectId: small.project.id, open: true });
    expect([again?.taskKey, again?.why.tried.at(-1)]).toEqual(['1.2', '3 investigations of this error, in 1.1']);
    await local.engine.answerReview(small.project.id, again?.id ?? '', { choice: 'approve', note: 'as it is', key: 'k', by: 'ana' });
    expect(await endOf(small)).toMatchObject({ status: 'completed', landed: ['1.2'] });
  });

  test('of the executor: the base is healthy, so it is told what it said itself', async () => {
    const small = await make('executor', {
      '1.1': [{ patch: creates('one.txt', 'half\n'), exitCode: 1 }],
      '1.0a': [{ patch: creates('one.txt', 'whole\n') }],
    });
    const { landed, resolutions, said, status } = await run(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
    expect(resolutions).toMatchObject([{ status: 'resolved', cause: 'executor', failure: { code: 'executor_failed' } }]);
  });

  test('of the merge: the two changes are tried together, and the work is done anew on what others pushed', async () => {
    const small = await make(
      'conflict',
      {
        '1.1': [{ patch: replaces('one.txt', 'old\n', 'ours\n'), delaySeconds: 3 }],
        '1.0a': [{ patch: replaces('one.txt', 'theirs\n', 'both\n') }],
      },
      { 'one.txt': 'old\n' },
    );
    const { executionId } = await local.engine.automate(small.project.id);
    await waitUntil(async () => (await readTasks(local.engine.pool, executionId))[0]?.phase === 'IMPLEMENT', {
      withinMs: 60_000,
      what: 'the work on 1.1',
      everyMs: 20,
    });
    const clone = join(small.remote, '..', 'other');
    await git(join(small.remote, '..'), 'clone', '-q', small.remote, clone);
    await writeFiles(clone, { 'one.txt': 'theirs\n' });
    await git(clone, 'commit', '-qam', 'By somebody else');
    await git(clone, 'push', '-q', 'origin', 'HEAD:main');
    const { landed, resolutions, said, status } = await endOf(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
    expect(resolutions).toMatchObject([{ status: 'resolved', cause: 'conflict', failure: { code: 'merge_conflict' } }]);
    expect(await git(small.remote, 'show', `${small.branch}:one.txt`)).toBe('both');
  });

  test('of the push: the remote takes other commits, so the work is mended by what its hook says', async () => {
    const small = await make('push', {
      '1.1': [{ patch: creates('one.txt', 'SECRET\n') }],
      '1.0a': [{ patch: replaces('one.txt', 'SECRET\n', 'clean\n') }],
    });
    await refuse(
      small,
      'while read old new ref; do if git grep -q SECRET "$new"; then echo "one.txt holds a secret" >&2; exit 1; fi; done',
    );
    const { landed, list: text, phases, resolutions, said, status } = await run(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
    expect(phases('1.1')).toEqual(['PREP', 'ERROR_SOLVE', 'DONE']);
    expect(resolutions).toMatchObject([{ status: 'resolved', cause: 'refused', failure: { code: 'push_refused', place: 'main' } }]);
    expect(resolutions.map(verdicts)).toEqual([['remote eliminated', 'refused confirmed']]);
    expect(resolutions[0]?.symptoms.map((each) => each.text)).toContain('one.txt holds a secret');
    expect(text).toContain('- [x] 1.1 First thing');
    expect(await git(small.remote, 'show', `${small.branch}:one.txt`)).toBe('clean');
    expect(await git(small.remote, 'log', '--all', '--format=%s', '-S', 'SECRET')).toBe('');
  });

  test('of a push that the remote refuses to anybody: no investigation, a person is asked with its words, and the approved work lands', async () => {
    const small = await make('closed', { '1.1': [{ patch: creates('one.txt', 'one\n') }] });
    const hook = await refuse(small, 'echo "come back on Monday" >&2; exit 1');
    const before = await run(small);
    expect([before.status, before.landed, before.resolutions], `it said ${before.said}`).toEqual(['waiting_for_human', [], []]);
    const [review] = await listReviews(local.engine.pool, { projectId: small.project.id, open: true });
    expect(review).toMatchObject({
      taskKey: '1.1',
      why: { code: 'push_refused', class: 'policy', evidence: expect.stringContaining('come back on Monday') },
      choices: expect.arrayContaining(['approve', 'send_back']),
      work: { commit: expect.any(String), failedChecks: [] },
    });
    expect(review?.why.tried.at(-1)).toContain('the remote refused the change of the list that asks for it too');
    await rm(hook);
    await local.engine.answerReview(small.project.id, review?.id ?? '', {
      choice: 'approve',
      note: 'the hook is gone',
      key: 'k',
      by: 'ana',
    });
    expect(await endOf(small)).toMatchObject({ status: 'completed', landed: ['1.1', '1.2'] });
  });

  test('of two causes in two layers, which no rule tells: the model thinks of it, the engine tests it', async () => {
    const small = await make('model', {
      '1.1': [{ patch: [broken, creates('config/app.ini', 'BROKEN\n'), creates('note.md', 'Words.\n')].join('') }],
      '1.0a': [{ patch: [replaces('one.txt', 'BROKEN\n', 'whole\n'), replaces('config/app.ini', 'BROKEN\n', 'whole\n')].join('') }],
    });
    const checks = [{ ...check, command: check.command.replace('--include=*.txt', '--include=*.txt --include=*.ini') }];
    await local.engine.saveProject({
      ...small.project,
      customer: { id: 'model', name: 'model' },
      settings: { ...small.project.settings, checks, promptConstructor: 'ollama' },
    });
    const { landed, resolutions, said, status } = await run(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
    expect(resolutions).toMatchObject([{ status: 'resolved', cause: 'model-1', conclusion: thought[0]?.statement }]);
    const ofModel = resolutions[0]?.hypotheses.filter(({ id }) => id.startsWith('model-')) ?? [];
    expect(ofModel.map(({ from, id, verdict }) => [id, from, verdict])).toEqual([
      ['model-1', 'ollama qwen3:8b', 'confirmed'],
      ['model-1.1', 'rules', 'eliminated'],
      ['model-1.2', 'rules', 'eliminated'],
    ]);
    const lines = (await readWholeLog(local.engine.pool, small.project.id)).flatMap((event) =>
      event.type === 'execution-log' ? event.payload.lines : [],
    );
    expect(lines).toContain('dropped of what ollama qwen3:8b thinks: number 2: there is no experiment "curl evil"');
  });

  test('of a check that does not end: the host is asked first, then the change', async () => {
    const hang = { name: 'ends', command: 'if grep -q FOREVER one.txt 2>/dev/null; then echo waiting; sleep 30; fi', timeoutSeconds: 1 };
    const small = await make('hang', {
      '1.1': [{ patch: creates('one.txt', 'FOREVER\n') }],
      '1.0a': [{ patch: replaces('one.txt', 'FOREVER\n', 'once\n') }],
    });
    await local.engine.saveProject({
      ...small.project,
      customer: { id: 'hang', name: 'hang' },
      settings: { ...small.project.settings, checks: [hang] },
    });
    const { landed, resolutions, said, status } = await run(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
    expect(resolutions).toMatchObject([{ status: 'resolved', failure: { code: 'check_timed_out' } }]);
    expect(resolutions.flatMap(verdicts).slice(0, 2)).toEqual(['host eliminated', 'flaky eliminated']);
  });

  test('with a person who closes the failing task meanwhile: the investigation is given back, and nothing lands twice', async () => {
    const small = await make('given-back', {
      '1.1': [{ patch: broken }],
      '1.0a': [{ patch: replaces('one.txt', 'BROKEN\n', 'whole\n'), delaySeconds: 3 }],
    });
    await local.engine.automate(small.project.id);
    await waitUntil(
      async () => (await listResolutions(local.engine.pool, { projectId: small.project.id })).some(({ endedAt }) => endedAt === null),
      {
        withinMs: 60_000,
        what: 'an investigation',
      },
    );
    await waitUntil(
      async () => {
        const execution = await findExecution(local.engine.pool, small.project.id);
        return (await readTasks(local.engine.pool, execution?.id ?? '')).some(({ key, phase }) => key === '1.0a' && phase === 'IMPLEMENT');
      },
      { withinMs: 60_000, what: 'the fix' },
    );
    const clone = join(small.remote, '..', 'other');
    await git(join(small.remote, '..'), 'clone', '-q', small.remote, clone);
    const text = await git(clone, 'show', 'HEAD:task_lists.md');
    await writeFiles(clone, { 'task_lists.md': `${text.replace('- [ ] 1.1', '- [x] 1.1').replace('- [ ] 1.0a', '- [x] 1.0a')}\n` });
    await git(clone, 'commit', '-qam', 'Done by hand');
    await git(clone, 'push', '-q', 'origin', 'HEAD:main');
    const { landed, resolutions, said, status } = await endOf(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.2']]);
    expect(resolutions).toMatchObject([{ status: 'unresolved' }]);
  });

  test('that is stopped leaves nothing under investigation, and the next start takes it up to its end', async () => {
    const small = await make('stopped', slowlyMended);
    await untilMending(small);
    await local.engine.control(small.project.id, { command: 'stop_discard', by: 'ana' });
    const stopped = await endOf(small);
    expect([stopped.status, stopped.landed], `it said ${stopped.said}`).toEqual(['stopped', []]);
    expect(stopped.resolutions.filter(({ endedAt }) => endedAt === null)).toEqual([]);
    const { landed, said, status } = await run(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
  });

  test('that is paused at once goes on after resume, and both tasks land in one commit', async () => {
    const small = await make('paused', slowlyMended);
    await untilMending(small);
    await local.engine.control(small.project.id, { command: 'pause_now', by: 'ana' });
    await waitUntil(async () => (await findExecution(local.engine.pool, small.project.id))?.status === 'paused', {
      withinMs: 60_000,
      what: 'the pause',
    });
    await local.engine.control(small.project.id, { command: 'resume', by: 'ana' });
    const { landed, said, status } = await endOf(small);
    expect([status, landed], `it said ${said}`).toEqual(['completed', ['1.0a 1.1', '1.2']]);
  });
});

const slowlyMended = {
  '1.1': [{ patch: broken }],
  '1.0a': [{ patch: replaces('one.txt', 'BROKEN\n', 'whole\n'), delaySeconds: 3 }],
};

/** Until the fix of the error is under way. */
const untilMending = async (small: SmallProject): Promise<void> => {
  const { executionId } = await local.engine.automate(small.project.id);
  await waitUntil(
    async () => (await readTasks(local.engine.pool, executionId)).some(({ key, phase }) => key === '1.0a' && phase === 'IMPLEMENT'),
    { withinMs: 60_000, what: 'the fix' },
  );
};
