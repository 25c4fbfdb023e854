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

/** How every scenario ends with real OpenCode, which speaks ACP. It waits for a minute for a server with errors; here its time is shorter. */
const ends = expectedEnds(`
  | scenario                      | exercise        | ended     | failure                  | tests  | requests
--+-------------------------------+-----------------+-----------+--------------------------+--------+---------
* | straight                      | csv-report      | finished  | -                        | passes | 2
  | straight                      | acronym         | finished  | -                        | passes | 2
  | malformed edit                | shared-price    | finished  | -                        | passes | 3
  | half edit                     | shapes          | finished  | -                        | fails  | 3
  | mention of another file       | ring-buffer     | finished  | -                        | passes | 2
  | never right                   | bank-account    | finished  | -                        | fails  | 2
  | prose only                    | anagrams        | finished  | -                        | fails  | 1
  | empty                         | leap-year       | failed    | executor_answer_unusable | fails  | 1
  | cut at its length             | roman-numerals  | failed    | executor_answer_unusable | fails  | 1
  | cut stream                    | merge-intervals | finished  | -                        | passes | 3
  | too many requests, then right | leap-year       | finished  | -                        | passes | 3
  | too many requests             | leap-year       | failed    | provider_rate_limited    | fails  | 6
  | server error                  | leap-year       | timed_out | executor_timed_out       | fails  | -
  | unauthorized                  | leap-year       | failed    | provider_key_refused     | fails  | 1
  | context overflow              | leap-year       | failed    | context_too_long         | fails  | 1
  | hang                          | leap-year       | timed_out | executor_timed_out       | fails  | -
* | hostile paths                 | leap-year       | failed    | executor_reached_outside | fails  | 1
  | hostile commands              | leap-year       | finished  | -                        | fails  | 2
`);

const shortSeconds: Readonly<Record<string, number>> = { hang: 15, 'server error': 15 };
/** The protocol's corner cases are played by an agent without a model, beside the driver; here is what depends on the program. */
const ofThisProgram = /settings of agents|should not touch|a stranger left/;
const isThere = available('opencode', (await findAgent('opencode')).found);

describe.runIf(isThere)('real OpenCode', { concurrent: true }, () => {
  const turn = inTurn(2);
  let stage: AgentStage;
  beforeAll(async () => {
    stage = await openAgentStage('acp');
  });
  afterAll(() => stage.close());

  test.for(ends.filter(({ isDaily }) => isDaily || isFullScale))('$scenario, with $exercise', async ({ exercise, row, scenario }) => {
    const played = await turn(() => stage.play(exercise, scenario, { timeoutSeconds: shortSeconds[scenario] ?? 120 }));
    expect(rowOf(played)).toBe(row);
    expect(played.beside).toEqual([]);
    expect(played.changed.filter((path) => path.startsWith('.'))).toEqual([]);
  });

  test.runIf(isFullScale)('wrong first, then right by the evidence in the next prompt', async () => {
    const first = await turn(() => stage.play('merge-intervals', 'wrong first'));
    expect([rowOf(first), first.changed]).toEqual(['finished | - | fails | 2', ['intervals.js']]);
    const second = await turn(() => stage.play('merge-intervals', 'wrong first', { lastFailure: failedOf(first, 1) }));
    expect([rowOf(second), second.changed]).toEqual(['finished | - | passes | 2', ['intervals.js']]);
    expect(second.outcome).toMatchObject({ summary: 'The change is made.', usage: null });
    const asked = stage.server.asked.map(({ ask }) => ask).find(({ text }) => text.includes('merge-intervals'));
    expect(asked).toMatchObject({ protocol: 'openai-chat', model: 'gpt-5', effort: 'medium', key: runKey });
  });

  test.runIf(isFullScale)('two tasks on one file keep what the other did', async () => {
    const files = getExercise('text-slug').right;
    const played = await turn(() => stage.play('text-initials', 'straight', { files, keep: ['text.js'] }));
    expect(rowOf(played)).toBe('finished | - | passes | 2');
    expect(played.kept['text.js']).toContain('toLowerCase()');
  });

  test.runIf(isFullScale)('no instruction that lies in the repository reaches its model', async () => {
    const canary = 'canary-of-the-repository';
    const skill = `---\nname: trap\ndescription: ${canary}\n---\n${canary}\n`;
    const played = await turn(() =>
      stage.play('leap-year', 'straight', {
        files: {
          'AGENTS.md': canary,
          'CLAUDE.md': canary,
          '.claude/skills/trap/SKILL.md': skill,
          '.agents/skills/trap/SKILL.md': skill,
          '.opencode/skills/trap/SKILL.md': skill,
          '.opencode/agent/build.md': `---\ndescription: ${canary}\n---\n${canary}\n`,
          'opencode.json': JSON.stringify({ instructions: ['AGENTS.md'] }),
        },
      }),
    );
    expect(played.outcome.ended).toBe('finished');
    expect(stage.server.asked.filter(({ ask }) => ask.text.includes(canary))).toEqual([]);
  });

  test('a cancel ends it in less than 2 s, whatever the model does', async () => {
    const played = await turn(() => stage.play('leap-year', 'hang', { cancelWhenAsked: true }));
    expect(played.outcome).toMatchObject({ ended: 'canceled', failure: null });
    expect(played.endedAfterSeconds).toBeLessThan(2);
    expect(played.changed).toEqual([]);
  });
});

describe.runIf(isThere && isFullScale)('real OpenCode conforms', { concurrent: true }, () => {
  const turn = inTurn(2);
  let root: string;
  let opened: Awaited<ReturnType<typeof openConformanceSubject>>;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'devteam-conformance-'));
    opened = await openConformanceSubject('acp', 'opencode', root);
  });
  afterAll(async () => {
    await opened.server.close();
    await rm(root, { recursive: true, force: true });
  });

  test.for(executorConformance.filter(({ name }) => ofThisProgram.test(name)))('$name', async ({ run }) => {
    await expect(turn(() => run(opened.subject))).resolves.toBeUndefined();
  });
});
