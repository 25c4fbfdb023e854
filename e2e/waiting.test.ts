import { type Engine, startEngine, usualPace } from '@devteam/engine/durable';
import { findProjectDetail, listBreakers, listReviews, readTasks } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWholeLog } from './support/event-log-faults.ts';
import { untilAtRest } from './support/executions.ts';
import { git } from './support/git.ts';
import { type LocalEngine, startLocalEngine } from './support/local-engine.ts';
import { creates } from './support/patch-text.ts';
import { type SmallAttempt, type SmallProject, makeSmallProject } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';

const pace = {
  backOff: { firstSeconds: 2, factor: 1, mostSeconds: 2 },
  reviews: { ...usualPace.reviews, mostOpen: 10 },
  lanes: { ...usualPace.lanes, project: { failures: 5, firstPauseMs: 3000, longestPauseMs: 3000, canaryPatienceMs: 600_000 } },
};
let local: LocalEngine;
beforeAll(async () => {
  local = await startLocalEngine('waiting', { pace });
});
afterAll(() => local?.close());

const nowhere = 'https://127.0.0.1:1/nowhere.git';

async function make(
  id: string,
  tasks: readonly string[],
  recordings: Record<string, SmallAttempt[]>,
  settings: SmallProject['project']['settings'] = {},
) {
  const list = `# Tasks\n\n${tasks.map((task) => `- [ ] ${task} Thing ${task}\n`).join('')}`;
  const small = await makeSmallProject({
    directory: local.scratch,
    id,
    files: { 'task_lists.md': list },
    recordings,
    settings: { speed: 1, ...settings },
  });
  await local.engine.saveProject({ ...small.project, customer: { id, name: id } });
  return small;
}

const taskOf = async (engine: Engine, executionId: string, key: string) =>
  (await readTasks(engine.pool, executionId)).find((task) => task.key === key);

describe('what is not the fault of the work', () => {
  test('is waited for, says until when and for what, outlives the process that waits, and costs neither an attempt nor the work', async () => {
    const small = await make('away', ['1.1'], { '1.1': [{ patch: creates('one.txt', 'one\n'), delaySeconds: 2 }] });
    const { executionId } = await local.engine.automate(small.project.id);
    await waitUntil(
      async () => {
        const running = `select 1 from engine.node where execution_id = $1 and name = 'codeExecution' and status = 'running'`;
        return (await local.engine.pool.query(running, [executionId])).rowCount === 1;
      },
      { withinMs: 60_000, what: 'the work', everyMs: 20 },
    );
    // From here on nobody answers for the repository.
    await local.engine.saveProject({ ...small.project, customer: { id: 'away', name: 'away' }, repositoryUrl: nowhere });
    const waiting = await waitUntil(
      async () => {
        const task = await taskOf(local.engine, executionId, '1.1');
        return task?.waitUntil ? task : undefined;
      },
      { withinMs: 90_000, what: 'the task waits' },
    );
    expect(waiting).toMatchObject({
      attempt: 1,
      outcome: null,
      waits: 1,
      waitReason: { code: 'repository_unreachable', class: 'repository' },
    });
    const detail = await findProjectDetail(local.engine.pool, local.engine.label, small.project.id);
    expect(detail?.tasks[0]?.waitingFor).toMatch(/^until \d{4}-.*Z: the repository cannot be reached/);

    const { databaseUrl } = local.engine;
    await local.engine.close();
    const next = await startEngine({ databaseUrl, home: local.home, slots: 5, pace, log: () => undefined, onFenced: () => undefined });
    local.engine = next;
    await waitUntil(async () => ((await taskOf(next, executionId, '1.1'))?.waits ?? 0) > 1, {
      withinMs: 90_000,
      what: 'the next process waits on',
    });
    await next.saveProject({ ...small.project, customer: { id: 'away', name: 'away' } });
    const execution = await untilAtRest(next.pool, small.project.id);
    expect([execution.id, execution.status, execution.reason]).toEqual([executionId, 'completed', null]);
    expect(await taskOf(next, executionId, '1.1')).toMatchObject({ attempt: 1, outcome: 'landed', waitUntil: null });
    const { rows } = await next.pool.query(
      `select id from engine.node where execution_id = $1 and name = 'codeExecution' and status = 'completed'`,
      [executionId],
    );
    expect(rows).toHaveLength(1);
  }, 240_000);
});

describe('the same failure again and again', () => {
  test('holds the project after the fifth, lets one canary through, and is over when that gets through', async () => {
    const tasks = ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6'];
    const broken = tasks.slice(0, 5).map((task) => [task, [{ patch: creates(`${task}.txt`, 'BROKEN\n') }]] as const);
    const check = {
      name: 'whole',
      command: '! grep -rq BROKEN --include=*.txt . || { echo "error: BROKEN"; exit 1; }',
      timeoutSeconds: 30,
    };
    const small = await make(
      'breaker',
      tasks,
      { ...Object.fromEntries(broken), '1.6': [{ patch: creates('six.txt', 'six\n') }] },
      { checks: [check], maxAttempts: 1, goesOnDuringReviews: true },
    );
    const { executionId } = await local.engine.automate(small.project.id);
    const lane = `project ${small.project.id}`;
    const open = await waitUntil(async () => (await listBreakers<{ state: string }>(local.engine.pool)).find((row) => row.lane === lane), {
      withinMs: 120_000,
      what: 'the breaker opens',
    });
    expect(open.state).toMatchObject({ state: 'open', opened: 1 });
    const held = await waitUntil(
      async () => {
        const task = await taskOf(local.engine, executionId, '1.6');
        return task?.waitUntil ? task : undefined;
      },
      { withinMs: 60_000, what: 'the sixth is held', everyMs: 20 },
    );
    expect([held.phase, held.waitReason]).toMatchObject(['PREP', { code: 'circuit_open', place: lane }]);
    await untilAtRest(local.engine.pool, small.project.id);
    expect(await taskOf(local.engine, executionId, '1.6')).toMatchObject({ outcome: 'landed', attempt: 1 });
    expect((await listBreakers(local.engine.pool)).filter((row) => row.lane === lane)).toEqual([]);
    expect(await listReviews(local.engine.pool, { projectId: small.project.id, open: true })).toHaveLength(5);
    const said = (await readWholeLog(local.engine.pool, small.project.id)).flatMap((event) =>
      event.type === 'execution-log' ? event.payload.lines : [],
    );
    expect(said.join('\n')).toContain(`${lane} is held`);
    expect(await git(small.remote, 'show', `${small.branch}:six.txt`)).toBe('six');
  }, 240_000);
});
