import assert from 'node:assert/strict';
import { z } from 'zod';
import { defineWorkflow } from '../../define-workflow.ts';
import type { JournalCase } from '../journal-harness.ts';
import { type Ledger, untilAborted } from './ledger.ts';
import { callOf, nextOf, startAndEnd, withRun } from './opened.ts';

const cancelable = defineWorkflow<Ledger>()({ name: 'conformance-cancel', version: 1, input: z.object({}) }, (node) => {
  node('endless', {
    output: z.object({}),
    run: async ({ context, attempt, signal }) => {
      context.begin('endless', attempt);
      return await untilAborted(signal);
    },
  });
  node('stubborn', {
    output: z.object({ done: z.boolean() }),
    run: async ({ context, attempt, signal }) => {
      context.begin('stubborn', attempt);
      await untilAborted(signal).catch(() => {});
      return { done: true };
    },
  });
  node('quick', {
    output: z.object({}),
    run: ({ context, attempt }) => {
      context.begin('quick', attempt);
      return {};
    },
  });
});

/** The three cases of cancel, and what is left of them after a crash. */
export const cancelCases: readonly JournalCase[] = [
  {
    name: 'cancel aborts a running attempt, also while next is pending',
    run: (harness) =>
      withRun(harness, cancelable, async ({ ledger, use, crash }) => {
        const call = callOf('endless');
        await use(async (journal) => {
          await journal.start(call);
          const pending = nextOf(journal, call);
          await ledger.sawBegin('endless#1');
          await journal.cancel([call], 'enough');
          assert.deepEqual(await pending, { node: 'endless', attempt: 1, outcome: { status: 'canceled' } });
        });
        await crash();
        const again = await use((journal) => startAndEnd(journal, call));
        assert.equal(again.outcome.status, 'canceled');
        assert.deepEqual(ledger.begun, ['endless#1']);
      }),
  },
  {
    name: 'an attempt that completes in spite of a cancel is completed',
    run: (harness) =>
      withRun(harness, cancelable, async ({ ledger, use }) => {
        const call = callOf('stubborn');
        await use(async (journal) => {
          await journal.start(call);
          const pending = nextOf(journal, call);
          await ledger.sawBegin('stubborn#1');
          await journal.cancel([call], 'enough');
          assert.deepEqual((await pending).outcome, { status: 'completed', output: { done: true } });
        });
      }),
  },
  {
    name: 'cancel changes nothing for an attempt that has ended',
    run: (harness) =>
      withRun(harness, cancelable, async ({ use, crash }) => {
        const call = callOf('quick');
        await use(async (journal) => {
          await startAndEnd(journal, call);
          await journal.cancel([call], 'too late');
          assert.equal((await nextOf(journal, call)).outcome.status, 'completed');
        });
        await crash();
        assert.equal((await use((journal) => startAndEnd(journal, call))).outcome.status, 'completed');
      }),
  },
  {
    name: 'an attempt canceled before it was started is canceled and never runs, also after a crash',
    run: (harness) =>
      withRun(harness, cancelable, async ({ ledger, use, crash }) => {
        const call = callOf('quick');
        await use(async (journal) => {
          await journal.cancel([call], 'not to begin');
          await journal.cancel([call], 'not to begin');
          assert.equal((await nextOf(journal, call)).outcome.status, 'canceled');
        });
        await crash();
        assert.equal((await use((journal) => startAndEnd(journal, call))).outcome.status, 'canceled');
        assert.deepEqual(ledger.begun, []);
      }),
  },
  {
    name: 'an attempt canceled during its delay is canceled at once and does not run',
    run: (harness) =>
      withRun(harness, cancelable, async ({ ledger, use }) => {
        const call = callOf('quick', { attempt: 2, delayMs: 600_000 });
        await use(async (journal) => {
          await journal.start(call);
          const pending = nextOf(journal, call);
          await journal.cancel([call], 'enough');
          assert.equal((await pending).outcome.status, 'canceled');
        });
        assert.deepEqual(ledger.begun, []);
      }),
  },
  {
    name: 'a cancel is not forgotten when its process dies before the attempt has ended',
    run: (harness) =>
      withRun(harness, cancelable, async ({ ledger, use, crash }) => {
        const call = callOf('endless');
        await use(async (journal) => {
          await journal.start(call);
          void journal.next([call]).catch(() => {});
          await ledger.sawBegin('endless#1');
          await journal.cancel([call], 'enough');
        });
        await crash();
        assert.equal((await use((journal) => startAndEnd(journal, call))).outcome.status, 'canceled');
      }),
  },
  {
    name: 'an attempt whose process died can be canceled',
    run: (harness) =>
      withRun(harness, cancelable, async ({ ledger, use, crash }) => {
        const call = callOf('endless');
        await use(async (journal) => {
          await journal.start(call);
          void journal.next([call]).catch(() => {});
          await ledger.sawBegin('endless#1');
        });
        await crash();
        await use(async (journal) => {
          await journal.cancel([call], 'enough');
          assert.equal((await nextOf(journal, call)).outcome.status, 'canceled');
        });
      }),
  },
];
