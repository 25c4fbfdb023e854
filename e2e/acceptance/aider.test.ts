import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAgent } from '@devteam/drivers/executor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executorConformance } from '../../packages/drivers/src/executor/executor.conformance.ts';
import { available } from '../../tooling/available.ts';
import { isFullScale } from '../support/scale.ts';
import { getExercise } from './exercises/index.ts';
import { type AgentStage, failedOf, openAgentStage, rowOf, runKey } from './stage/agent-stage.ts';
import { openConformanceSubject } from './stage/conformance-subject.ts';
import { expectedEnds } from './stage/expected-ends.ts';
import { inTurn } from './stage/in-turn.ts';

/** How every scenario ends with real Aider. Requests are those that reached the model. */
const ends = expectedEnds(`
  | scenario                      | exercise        | ended     | failure                  | tests  | requests
--+-------------------------------+-----------------+-----------+--------------------------+--------+---------
* | straight                      | csv-report      | finished  | -                        | passes | 1
  | straight                      | acronym         | finished  | -                        | passes | 1
  | malformed edit                | shared-price    | finished  | -                        | passes | 2
* | half edit                     | shapes          | failed    | executor_edit_incomplete | fails  | 4
  | mention of another file       | ring-buffer     | finished  | -                        | passes | 1
  | never right                   | bank-account    | finished  | -                        | fails  | 1
  | prose only                    | anagrams        | finished  | -                        | fails  | 1
  | empty                         | leap-year       | failed    | executor_answer_unusable | fails  | 1
  | cut at its length             | roman-numerals  | failed    | executor_answer_unusable | fails  | 1
  | cut stream                    | merge-intervals | finished  | -                        | passes | 2
  | too many requests, then right | leap-year       | finished  | -                        | passes | 2
  | too many requests             | leap-year       | failed    | provider_rate_limited    | fails  | 6
  | server error                  | leap-year       | failed    | provider_down            | fails  | 6
  | unauthorized                  | leap-year       | failed    | provider_key_refused     | fails  | 1
  | context overflow              | leap-year       | failed    | context_too_long         | fails  | 1
  | hang                          | leap-year       | timed_out | executor_timed_out       | fails  | -
* | hostile paths                 | leap-year       | failed    | executor_reached_outside | fails  | 1
  | hostile commands              | leap-year       | finished  | -                        | fails  | 1
`);

const isThere = available('aider', (await findAgent('aider')).found);

describe.runIf(isThere)('real Aider', { concurrent: true }, () => {
  const turn = inTurn(2);
  let stage: AgentStage;
  beforeAll(async () => {
    stage = await openAgentStage('aider');
  });
  afterAll(() => stage.close());

  test.for(ends.filter(({ isDaily }) => isDaily || isFullScale))('$scenario, with $exercise', async ({ exercise, row, scenario }) => {
    const played = await turn(() => stage.play(exercise, scenario, { timeoutSeconds: scenario === 'hang' ? 15 : 120 }));
    expect(rowOf(played)).toBe(row);
    expect(played.beside).toEqual([]);
    expect(played.changed.filter((path) => path.startsWith('.'))).toEqual([]);
  });

  test.runIf(isFullScale)(
    'wrong first, then right by the evidence in the next prompt; the numbers are those that the model counted',
    async () => {
      const first = await turn(() => stage.play('roman-numerals', 'wrong first'));
      expect([rowOf(first), first.changed]).toEqual(['finished | - | fails | 1', ['roman.js']]);
      const second = await turn(() => stage.play('roman-numerals', 'wrong first', { lastFailure: failedOf(first, 1) }));
      expect([rowOf(second), second.changed]).toEqual(['finished | - | passes | 1', ['roman.js']]);
      expect(second.outcome).toMatchObject({ summary: 'This does what the task asks for.', usage: { model: 'gpt-5' } });
      const counted = stage.server.asked.map(({ usage }) => usage?.inputTokens);
      expect(counted).toContain(second.outcome.usage?.inputTokens);
      const asked = stage.server.asked.map(({ ask }) => ask).find(({ text }) => text.includes('roman-numerals'));
      expect(asked).toMatchObject({ protocol: 'openai-chat', model: 'gpt-5', effort: 'medium', key: runKey });
    },
  );

  test('a prompt that is longer than what Aider keeps of a chat is one request: nothing is summarized when all is done', async () => {
    const more = Array.from({ length: 3000 }, (_, line) => `not ok ${line} - expected MMXXVI, got ${line}`).join('\n');
    const played = await turn(() => stage.play('leap-year', 'straight', { more }));
    expect(rowOf(played)).toBe('finished | - | passes | 1');
  });

  test.runIf(isFullScale)('two tasks on one file keep what the other did', async () => {
    const files = getExercise('text-slug').right;
    const played = await turn(() => stage.play('text-initials', 'straight', { files, keep: ['text.js'] }));
    expect(rowOf(played)).toBe('finished | - | passes | 1');
    expect(played.kept['text.js']).toContain('toLowerCase()');
  });

  test.runIf(isFullScale).for([
    ['anthropic/claude-sonnet-4-5', {}, 'anthropic-messages'],
    ['ollama/qwen3:8b', {}, 'ollama-chat'],
    ['gpt-5', { aiderEditFormat: 'whole' }, 'openai-chat'],
  ] as const)('the model %s with the settings %j is asked in its own protocol', async ([model, settings, protocol]) => {
    const played = await turn(() => stage.play('leap-year', 'straight', { model, settings }));
    expect(rowOf(played)).toBe('finished | - | passes | 1');
    const asked = stage.server.asked.findLast(({ ask }) => ask.protocol === protocol);
    expect(asked?.ask.model).toBe(model.replace(/^.*\//, ''));
  });

  test('a cancel ends it in less than 2 s, whatever the model does', async () => {
    const played = await turn(() => stage.play('leap-year', 'hang', { cancelWhenAsked: true }));
    expect(played.outcome).toMatchObject({ ended: 'canceled', failure: null });
    expect(played.endedAfterSeconds).toBeLessThan(2);
    expect(played.changed).toEqual([]);
  });
});

describe.runIf(isThere && isFullScale)('real Aider conforms', { concurrent: true }, () => {
  const turn = inTurn(2);
  let root: string;
  let opened: Awaited<ReturnType<typeof openConformanceSubject>>;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'devteam-conformance-'));
    opened = await openConformanceSubject('aider', 'aider diff', root);
  });
  afterAll(async () => {
    await opened.server.close();
    await rm(root, { recursive: true, force: true });
  });

  test.for(executorConformance)('$name', async ({ run }) => {
    await expect(turn(() => run(opened.subject))).resolves.toBeUndefined();
  });
});
