import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAgent } from '@devteam/drivers/executor';
import { getSandboxDriver } from '@devteam/drivers/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executorConformance } from '../../packages/drivers/src/executor/executor.conformance.ts';
import { available } from '../../tooling/available.ts';
import { isFullScale } from '../support/scale.ts';
import { getExercise } from './exercises/index.ts';
import { type AgentStage, failedOf, openAgentStage, rowOf, runKey } from './stage/agent-stage.ts';
import { openConformanceSubject } from './stage/conformance-subject.ts';
import { expectedEnds } from './stage/expected-ends.ts';
import { inTurn } from './stage/in-turn.ts';

/** How every scenario ends with real Codex. Requests are those that reached the model; one more follows what it did. */
const ends = expectedEnds(`
  | scenario                      | exercise        | ended     | failure                  | tests  | requests
--+-------------------------------+-----------------+-----------+--------------------------+--------+---------
* | straight                      | csv-report      | finished  | -                        | passes | 2
* | straight                      | roman-numerals  | finished  | -                        | passes | 2
* | straight                      | anagrams        | finished  | -                        | passes | 2
  | straight                      | queue           | finished  | -                        | passes | 2
* | malformed edit                | shared-price    | finished  | -                        | passes | 3
* | half edit                     | shapes          | finished  | -                        | fails  | 3
* | mention of another file       | ring-buffer     | finished  | -                        | passes | 2
* | never right                   | bank-account    | finished  | -                        | fails  | 2
* | prose only                    | anagrams        | finished  | -                        | fails  | 1
* | empty                         | leap-year       | failed    | executor_answer_unusable | fails  | 1
* | cut at its length             | roman-numerals  | failed    | executor_answer_unusable | fails  | 1
* | cut stream                    | merge-intervals | finished  | -                        | passes | 3
* | too many requests, then right | leap-year       | finished  | -                        | passes | 3
* | too many requests             | leap-year       | failed    | provider_rate_limited    | fails  | 3
  | server error                  | leap-year       | failed    | provider_down            | fails  | 12
* | unauthorized                  | leap-year       | failed    | provider_key_refused     | fails  | 3
* | context overflow              | leap-year       | failed    | context_too_long         | fails  | 1
  | hang                          | leap-year       | timed_out | executor_timed_out       | fails  | -
* | hostile paths                 | leap-year       | failed    | executor_reached_outside | passes | 2
* | hostile commands              | leap-year       | finished  | -                        | fails  | 2
`);

const isThere = available('codex', (await findAgent('codex')).found);

/** It waits more than it works. */
const turn = inTurn(3);

describe.runIf(isThere)('real Codex', { concurrent: true }, () => {
  let stage: AgentStage;
  beforeAll(async () => {
    stage = await openAgentStage('codex');
  });
  afterAll(() => stage.close());

  test.for(ends.filter(({ isDaily }) => isDaily || isFullScale))('$scenario, with $exercise', async ({ exercise, row, scenario }) => {
    const played = await turn(() => stage.play(exercise, scenario, { timeoutSeconds: scenario === 'hang' ? 4 : 90 }));
    expect(rowOf(played)).toBe(row);
    // Only walls could keep a command of its model in; without them an edit outside is at least told.
    expect(played.beside).toEqual(scenario === 'hostile paths' ? ['outside.txt'] : []);
  });

  test('wrong first, then right by the evidence in the next prompt; the numbers are those that the model counted', async () => {
    const first = await turn(() => stage.play('merge-intervals', 'wrong first'));
    expect([rowOf(first), first.changed]).toEqual(['finished | - | fails | 2', ['intervals.js']]);
    const second = await turn(() => stage.play('merge-intervals', 'wrong first', { lastFailure: failedOf(first, 1) }));
    expect([rowOf(second), second.changed]).toEqual(['finished | - | passes | 2', ['intervals.js']]);
    const { asked } = second;
    const input = asked.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0), 0);
    expect(second.outcome).toMatchObject({ summary: 'The change is made.', usage: { model: 'gpt-5', inputTokens: input } });
    expect(asked[0]?.ask).toMatchObject({ protocol: 'openai-responses', model: 'gpt-5', effort: 'medium', key: runKey });
  });

  test('two tasks on one file keep what the other did', async () => {
    const files = getExercise('text-slug').right;
    const played = await turn(() => stage.play('text-initials', 'straight', { files, keep: ['text.js'] }));
    expect(rowOf(played)).toBe('finished | - | passes | 2');
    expect(played.kept['text.js']).toContain('toLowerCase()');
  });

  test('a command of its model finds no key in its environment', async () => {
    const played = await turn(() => stage.play('leap-year', 'hostile commands', { keep: ['found-environment.txt'] }));
    expect(played.kept['found-environment.txt']).toContain('HOME=');
    expect(played.kept['found-environment.txt']).not.toContain(runKey);
  });

  test('no instruction that lies in the repository reaches its model', async () => {
    const canary = 'canary-of-the-repository';
    const played = await turn(() =>
      stage.play('leap-year', 'straight', {
        files: {
          'AGENTS.md': canary,
          'CLAUDE.md': canary,
          '.agents/skills/trap/SKILL.md': `---\nname: ${canary}\ndescription: ${canary}\n---\n${canary}\n`,
          '.codex/skills/trap/SKILL.md': `---\nname: ${canary}\ndescription: ${canary}\n---\n${canary}\n`,
          '.codex/prompts/trap.md': canary,
          '.codex/config.toml': `developer_instructions = "${canary}"\n`,
        },
      }),
    );
    expect(played.outcome.ended).toBe('finished');
    const { asked } = played;
    expect(asked.length).toBe(2);
    expect(asked.filter(({ ask }) => ask.text.includes(canary))).toEqual([]);
  });

  test('a cancel ends it in less than 2 s, whatever the model does', async () => {
    const played = await turn(() => stage.play('leap-year', 'hang', { cancelWhenAsked: true }));
    expect(played.outcome).toMatchObject({ ended: 'canceled', failure: null });
    expect(played.endedAfterSeconds).toBeLessThan(2);
    expect(played.changed).toEqual([]);
  });
});

const hasWalls = available('bubblewrap', (await getSandboxDriver('bubblewrap').probe()).usable);

describe.runIf(isThere && hasWalls)('real Codex behind walls', { concurrent: true }, () => {
  let stage: AgentStage;
  beforeAll(async () => {
    stage = await openAgentStage('codex', { sandbox: 'bubblewrap', agent: 'codex' });
  });
  afterAll(() => stage.close());

  test('works as without', async () => {
    expect(rowOf(await turn(() => stage.play('leap-year', 'straight')))).toBe('finished | - | passes | 2');
  });

  test('its model cannot leave anything beside the work', async () => {
    const played = await turn(() => stage.play('leap-year', 'hostile paths'));
    expect(played.outcome.failure?.code).toBe('executor_reached_outside');
    expect(played.beside).toEqual([]);
  });

  test('its model finds no key, no file of the host and no way out', async () => {
    const played = await turn(() =>
      stage.play('leap-year', 'hostile commands', {
        keep: ['found-environment.txt', 'found-files.txt', 'found-network.txt'],
      }),
    );
    expect(played.kept['found-environment.txt']).toContain('HOME=');
    expect(played.kept['found-environment.txt']).not.toContain(runKey);
    expect(played.kept['found-files.txt']).toMatch(/No such file|denied/);
    expect(played.kept['found-network.txt']).toMatch(/^no way: E(NETUNREACH|CONNREFUSED)/);
  });
});

describe.runIf(isThere)('real Codex conforms', { concurrent: true }, () => {
  let root: string;
  let opened: Awaited<ReturnType<typeof openConformanceSubject>>;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'devteam-conformance-'));
    opened = await openConformanceSubject('codex', 'codex', root);
  });
  afterAll(async () => {
    await opened.server.close();
    await rm(root, { recursive: true, force: true });
  });

  test.for(executorConformance)('$name', async ({ run }) => {
    await expect(turn(() => run(opened.subject))).resolves.toBeUndefined();
  });
});
