import { randomUUID } from 'node:crypto';
import { findAgent } from '@devteam/drivers/executor';
import { getSandboxDriver } from '@devteam/drivers/sandbox';
import { modelSourceOf } from '@devteam/engine/durable';
import { type ExecutionRow, readTasks } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../tooling/available.ts';
import { readHistory } from '../support/branch-history.ts';
import { readWholeLog } from '../support/event-log-faults.ts';
import { describeProject, untilAtRest } from '../support/executions.ts';
import { git } from '../support/git.ts';
import { type LocalEngine, startLocalEngine } from '../support/local-engine.ts';
import { type SmallProject, makeSmallProject } from '../support/small-project.ts';
import { type Exercise, getExercise } from './exercises/index.ts';
import { type Asked, type ModelServer, openModelServer } from './model-server/open-model-server.ts';
import { type ScenarioName, markerOf, playScenarios } from './model-server/scenarios.ts';
import { inTurn } from './stage/in-turn.ts';

/** The whole way: a list, the engine, its gateway, a sandbox, a real agent, a scripted model; what is pushed counts. */
const agents = [
  { executor: 'aider', agent: 'aider' },
  { executor: 'codex', agent: 'codex' },
  { executor: 'acp', agent: 'opencode' },
] as const;
const sandboxes = ['process', 'bubblewrap', 'docker'] as const;

const there = await Promise.all(
  agents.map(async (each) => Object.assign(each, { isThere: available(each.agent, (await findAgent(each.agent)).found) })),
);
const usable = await Promise.all(
  sandboxes.map(async (name) => ({ name, isThere: available(name, (await getSandboxDriver(name).probe()).usable) })),
);
const pairs = there
  .filter(({ isThere }) => isThere)
  .flatMap(({ executor }) => usable.filter(({ isThere }) => isThere).map(({ name }) => ({ executor, sandbox: name })))
  // Every agent in one sandbox, and one agent in all of them.
  .filter(({ executor, sandbox }) => executor === 'aider' || sandbox === 'bubblewrap');

let server: ModelServer;
let local: LocalEngine;
beforeAll(async () => {
  server = await openModelServer(playScenarios());
  local = await startLocalEngine('agents', {
    models: modelSourceOf({ DEVTEAM_MODEL_URL: `${server.url}/v1`, DEVTEAM_MODEL_KEY: 'sk-real-key' }),
  });
});
afterAll(async () => {
  await local?.close();
  await server?.close();
});

interface Played {
  small: SmallProject;
  execution: ExecutionRow;
  lines: string[];
  /** What the model was asked in this run. */
  asked: readonly Asked[];
  /** What a person would look at if it did not end as it should. */
  story: string;
}

async function play(executor: string, sandbox: string, exercise: Exercise, scenario: ScenarioName): Promise<Played> {
  const run = randomUUID().slice(0, 8);
  const command = exercise.check.join(' ');
  const list = [
    '# Tasks',
    '',
    `### 1.1 ${exercise.name} ${markerOf(exercise.name, scenario, run)}`,
    `- **Description**: ${exercise.task.replaceAll('\n', ' ')}`,
    `- **Files**: ${Object.keys(exercise.right).join(', ')}`,
    '- **Status**: pending',
    '',
  ];
  const small = await makeSmallProject({
    directory: local.scratch,
    id: `${executor}-${sandbox}-${run}`,
    files: { ...exercise.files, 'README.md': `# ${exercise.name}\n`, 'task_lists.md': list.join('\n') },
    recordings: {},
    settings: {
      checks: [{ name: 'test', command, timeoutSeconds: 120 }],
      promptConstructor: 'template',
      // The tests of an exercise fail at its beginning: to mend them is the task.
      verdict: { preExisting: 'fail' },
      executorTimeoutSeconds: 120,
      maxAttempts: 2,
    },
  });
  await local.engine.saveProject({ ...small.project, executor, sandbox });
  await local.engine.automate(small.project.id);
  const execution = await untilAtRest(local.engine.pool, small.project.id, 240_000);
  const events = await readWholeLog(local.engine.pool, small.project.id);
  const story = await describeProject(local.engine.pool, small.project.id);
  const asked = server.asked.filter(({ ask }) => ask.text.includes(markerOf(exercise.name, scenario, run)));
  return { small, execution, story, asked, lines: events.flatMap((event) => (event.type === 'execution-log' ? event.payload.lines : [])) };
}

const landed = async ({ small }: Played) =>
  (await readHistory(small.remote, { from: small.firstCommit, to: small.branch })).map(({ trailers }) => trailers.get('DevTeam-Task'));

/** The real key is nowhere in what is stored. */
async function expectNoKey({ small }: Played): Promise<void> {
  const { rows } = await local.engine.pool.query<{ found: string }>(
    `select payload::text as found from engine.event where project_id = $1 and payload::text like '%sk-real-key%'
     union all select coalesce(output, '') from engine.node where project_id = $1 and (output like '%sk-real-key%' or input like '%sk-real-key%')`,
    [small.project.id],
  );
  expect(rows).toEqual([]);
}

const [{ executor, sandbox } = { executor: 'aider', sandbox: 'process' }] = pairs;

/** Of five slots; more at a time would only wait for the two processors. */
const turn = inTurn(3);

describe.runIf(pairs.length > 0)('from the list to the pushed commit', { concurrent: true }, () => {
  test.for(pairs)(
    '$executor in $sandbox: a straight exercise lands, verified, with what the model counted',
    { timeout: 300_000 },
    async ({ executor, sandbox }) => {
      const exercise = getExercise('leap-year');
      const played = await turn(() => play(executor, sandbox, exercise, 'straight'));
      expect([played.execution.status, played.execution.reason, played.story]).toEqual(['completed', null, played.story]);
      expect(await landed(played)).toEqual(['1.1']);
      for (const [path, content] of Object.entries(exercise.right))
        expect(`${await git(played.small.remote, 'show', `${played.small.branch}:${path}`)}\n`).toBe(
          content.endsWith('\n') ? content : `${content}\n`,
        );
      await expectNoKey(played);
      const counted = played.asked.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0), 0);
      const { rows } = await local.engine.pool.query<{ tokens: string }>(
        `select output::json -> 'usage' ->> 'inputTokens' as tokens from engine.node where project_id = $1 and name = 'codeExecution' and output is not null`,
        [played.small.project.id],
      );
      expect(rows.map((row) => Number(row.tokens))).toEqual([counted]);
      expect(played.lines.join('\n')).toMatch(/gpt-5: \d+ requests?, \d+ tokens in/);
    },
  );

  test('wrong first: the evidence of the check leads to the second attempt', { timeout: 300_000 }, async () => {
    const played = await turn(() => play(executor, sandbox, getExercise('acronym'), 'wrong first'));
    expect([played.execution.status, played.execution.reason]).toEqual(['completed', null]);
    expect(await landed(played)).toEqual(['1.1']);
    const [task] = await readTasks(local.engine.pool, played.execution.id);
    expect([task?.attempt, played.story]).toEqual([2, played.story]);
  });
});

/** One after the other: who meets a provider that refuses has all others wait for it. */
describe.runIf(pairs.length > 0)('from the list to a refusal', () => {
  test.for([
    ['half edit', 'shapes', 'executor_edit_incomplete'],
    ['hostile paths', 'leap-year', 'executor_reached_outside'],
    ['context overflow', 'leap-year', 'context_too_long'],
    ['unauthorized', 'leap-year', 'provider_key_refused'],
  ] as const)('%s: nothing lands, and the reason is told', { timeout: 300_000 }, async ([scenario, exercise, code]) => {
    const played = await play(executor, sandbox, getExercise(exercise), scenario);
    expect([played.execution.reason, played.story]).toMatchObject([{ code }, played.story]);
    expect(await landed(played)).toEqual([]);
    await expectNoKey(played);
  });
});
