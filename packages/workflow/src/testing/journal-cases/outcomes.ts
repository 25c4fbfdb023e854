import assert from 'node:assert/strict';
import { z } from 'zod';
import { defineWorkflow } from '../../define-workflow.ts';
import type { NodeCall, Outcome } from '../../journal.ts';
import { NonRetryableError } from '../../node-failure.ts';
import type { JournalCase, JournalHarness } from '../journal-harness.ts';
import { type Ledger, untilAborted } from './ledger.ts';
import { callOf, startAndEnd, withRun } from './opened.ts';

/** Text that databases and encoders like to lose: a zero character, half a surrogate pair, line ends, escapes. */
const awkward = {
  text: '\u0000 \uD800 \r\n \\u0041 "🜁"',
  list: [null, 0.1, -0, 1e21, [], {}],
  nested: { '': { a: true } },
  large: 'x'.repeat(100_000),
};

class CodedError extends Error {
  readonly code = 'quota_exhausted';
  readonly place = 'model';
  readonly evidence = 'HTTP 429';
}

const endings = defineWorkflow<Ledger>()({ name: 'conformance-endings', version: 1, input: z.object({ task: z.string() }) }, (node) => {
  const giving = node('giving', { output: z.json(), run: () => awkward });
  node('echoing', { needs: { giving }, output: z.json(), run: ({ input, needs }) => [input, needs] });
  node('throwing', {
    output: z.object({}),
    run: () => {
      throw new CodedError('asked too often');
    },
  });
  node('final', {
    output: z.object({}),
    run: () => {
      throw new NonRetryableError('never again', { code: 'hopeless' });
    },
  });
  node('slow', { output: z.object({}), timeoutSeconds: 0.05, run: ({ signal }) => untilAborted(signal) });
  node('wrong', {
    output: z.object({ number: z.number() }),
    run: (): { number: number } => JSON.parse('{"number":"one"}') as { number: number },
  });
});

const outcomeOf = async (harness: JournalHarness, call: NodeCall): Promise<Outcome> => {
  const outcomes: Outcome[] = [];
  await withRun(harness, endings, async ({ use, crash }) => {
    const first = await use((journal) => startAndEnd(journal, call));
    await crash();
    const again = await use((journal) => startAndEnd(journal, call));
    assert.deepEqual(again, first, 'the outcome is not the same after a crash');
    outcomes.push(again.outcome);
  });
  return outcomes[0] ?? assert.fail('no outcome');
};

const failureOf = async (harness: JournalHarness, node: string) => {
  const outcome = await outcomeOf(harness, callOf(node, { input: { task: 'T1' } }));
  if (outcome.status !== 'failed') assert.fail(`it ${outcome.status}`);
  return outcome;
};

/** What outcomes look like, first and after a crash. */
export const outcomeCases: readonly JournalCase[] = [
  {
    name: 'an output survives to the last character',
    run: async (harness) => {
      assert.deepEqual(await outcomeOf(harness, callOf('giving', { input: { task: 'T1' } })), {
        status: 'completed',
        output: JSON.parse(JSON.stringify(awkward)) as unknown,
      });
    },
  },
  {
    name: 'input and needs reach the body to the last character',
    run: async (harness) => {
      const given = { input: { task: awkward.text }, needs: { giving: JSON.parse(JSON.stringify(awkward)) as unknown } };
      assert.deepEqual(await outcomeOf(harness, callOf('echoing', given)), { status: 'completed', output: [given.input, given.needs] });
    },
  },
  {
    name: 'a thrown error keeps its code, place and evidence, and may be tried again',
    run: async (harness) => {
      const { failure, retryable } = await failureOf(harness, 'throwing');
      const { code, message, place, evidence } = failure;
      assert.deepEqual(
        { code, message, place, evidence, retryable },
        { code: 'quota_exhausted', message: 'asked too often', place: 'model', evidence: 'HTTP 429', retryable: true },
      );
    },
  },
  {
    name: 'a NonRetryableError is not retryable',
    run: async (harness) => {
      const { failure, retryable } = await failureOf(harness, 'final');
      assert.deepEqual([failure.code, retryable], ['hopeless', false]);
    },
  },
  {
    name: 'an attempt out of time fails with node_timed_out',
    run: async (harness) => {
      const { failure, retryable } = await failureOf(harness, 'slow');
      assert.deepEqual([failure.code, retryable], ['node_timed_out', true]);
    },
  },
  {
    name: 'an output that its schema refuses is a failure',
    run: async (harness) => {
      const { failure } = await failureOf(harness, 'wrong');
      assert.equal(failure.code, 'node_output_invalid');
    },
  },
];
