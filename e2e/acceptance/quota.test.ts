import { findAgent } from '@devteam/drivers/executor';
import { modelSourceOf, usualPace } from '@devteam/engine/durable';
import { readTasks } from '@devteam/engine/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../tooling/available.ts';
import { readWholeLog } from '../support/event-log-faults.ts';
import { describeProject, untilAtRest } from '../support/executions.ts';
import { type LocalEngine, startLocalEngine } from '../support/local-engine.ts';
import { makeSmallProject } from '../support/small-project.ts';
import { getExercise } from './exercises/index.ts';
import { type ModelServer, openModelServer } from './model-server/open-model-server.ts';
import { markerOf, playScenarios } from './model-server/scenarios.ts';

const isThere = available('codex', (await findAgent('codex')).found);

/** More than the agent repeats by itself: the first run of it fails. */
const refusals = 4;
const retryAfterSeconds = 3;
let server: ModelServer;
let local: LocalEngine;
beforeAll(async () => {
  let left = refusals;
  const play = playScenarios();
  server = await openModelServer((ask) => {
    left -= 1;
    if (left < 0) return play(ask);
    const headers = { 'retry-after': String(retryAfterSeconds) };
    return { does: 'refuse', status: 429, code: 'rate_limit_exceeded', message: 'Rate limit reached for gpt-5.', headers };
  });
  const { lanes } = usualPace;
  local = await startLocalEngine('quota', {
    models: modelSourceOf({ DEVTEAM_MODEL_URL: `${server.url}/v1`, DEVTEAM_MODEL_KEY: 'sk-real-key' }),
    pace: {
      backOff: { firstSeconds: 0.2, factor: 1, mostSeconds: 0.2 },
      lanes: { ...lanes, model: { ...lanes.model, firstPauseMs: 200, longestPauseMs: 200 } },
    },
  });
});
afterAll(async () => {
  await local?.close();
  await server?.close();
});

describe.runIf(isThere)('a provider that asks us to slow down', () => {
  test(
    'pauses what asks that model for as long as it said, and all goes on by itself, in the same attempt',
    { timeout: 240_000 },
    async () => {
      const exercise = getExercise('leap-year');
      const list = `# Tasks\n\n### 1.1 ${exercise.name} ${markerOf(exercise.name, 'straight', 'quota')}\n- **Description**: ${exercise.task.replaceAll('\n', ' ')}\n- **Files**: ${Object.keys(exercise.right).join(', ')}\n- **Status**: pending\n`;
      const small = await makeSmallProject({
        directory: local.scratch,
        id: 'quota',
        files: { ...exercise.files, 'task_lists.md': list },
        recordings: {},
        settings: { checks: [{ name: 'test', command: exercise.check.join(' '), timeoutSeconds: 120 }], promptConstructor: 'template' },
      });
      await local.engine.saveProject({ ...small.project, executor: 'codex', sandbox: 'process' });
      const { executionId } = await local.engine.automate(small.project.id);
      const execution = await untilAtRest(local.engine.pool, small.project.id, 200_000);
      const story = await describeProject(local.engine.pool, small.project.id);
      expect([execution.status, execution.reason, story]).toEqual(['completed', null, story]);
      const [task] = await readTasks(local.engine.pool, executionId);
      expect(task).toMatchObject({ attempt: 1, outcome: 'landed', waitUntil: null });
      expect(task?.waits).toBeGreaterThanOrEqual(1);
      const lines = (await readWholeLog(local.engine.pool, small.project.id)).flatMap((event) =>
        event.type === 'execution-log' ? event.payload.lines : [],
      );
      expect(lines.join('\n')).toContain('no fault of the work; attempt 1 goes on in');
      expect(lines.join('\n')).toContain('model gpt-5 is held');
      // Never sooner than the provider said.
      const runs = await local.engine.pool.query<{ at: Date; until: Date | null }>(
        `select started_at as at, ended_at as until from engine.node where execution_id = $1 and name = 'codeExecution' order by started_at`,
        [executionId],
      );
      const [first, second] = runs.rows.slice(-2);
      expect((second?.at.getTime() ?? 0) - (first?.until?.getTime() ?? 0)).toBeGreaterThan((retryAfterSeconds - 1) * 1000);
    },
  );
});
