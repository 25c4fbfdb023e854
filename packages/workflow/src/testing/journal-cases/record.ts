import assert from 'node:assert/strict';
import { z } from 'zod';
import { defineWorkflow } from '../../define-workflow.ts';
import type { EndedAttempt } from '../../journal.ts';
import type { JournalCase } from '../journal-harness.ts';
import { type Ledger, sleep, soon } from './ledger.ts';
import { callOf, nextOf, startAndEnd, withRun } from './opened.ts';

const pair = defineWorkflow<Ledger>()({ name: 'conformance-pair', version: 1, input: z.object({}) }, (node) => {
  for (const name of ['left', 'right'])
    node(name, {
      output: z.object({ time: z.number(), key: z.string() }),
      run: async ({ context, attempt, idempotencyKey }) => {
        context.begin(name, attempt);
        const nth = context.begun.filter((key) => key === `${name}#${attempt}`).length;
        await Promise.race([context.pass(name), context.pass(`${name}, time ${nth}`)]);
        return { time: nth, key: idempotencyKey };
      },
    });
});

function fieldOf({ outcome }: EndedAttempt, field: 'time' | 'key'): unknown {
  if (outcome.status !== 'completed') assert.fail(`it ${outcome.status}`);
  return Reflect.get(outcome.output as object, field);
}

/** What start and next owe to the record. */
export const recordCases: readonly JournalCase[] = [
  {
    name: 'start does not wait for the end of the attempt',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use }) => {
        await use(async (journal) => {
          await soon(journal.start(callOf('left')), 'start to resolve while the body is still running');
          ledger.open('left');
          assert.equal((await nextOf(journal, callOf('left'))).outcome.status, 'completed');
        });
      }),
  },
  {
    name: 'an attempt started twice runs once',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use }) => {
        await use(async (journal) => {
          await journal.start(callOf('left'));
          await journal.start(callOf('left'));
          ledger.open('left');
          await nextOf(journal, callOf('left'));
          await journal.start(callOf('left'));
          await nextOf(journal, callOf('left'));
          assert.deepEqual(ledger.begun, ['left#1']);
        });
      }),
  },
  {
    name: 'next gives the attempt that has ended while another still runs',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use }) => {
        await use(async (journal) => {
          const [left, right] = [callOf('left'), callOf('right')];
          await journal.start(left);
          await journal.start(right);
          ledger.open('right');
          assert.equal((await nextOf(journal, left, right)).node, 'right');
          ledger.open('left');
          assert.equal((await nextOf(journal, left)).node, 'left');
        });
      }),
  },
  {
    name: 'next gives none but the attempts it was asked about',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use }) => {
        await use(async (journal) => {
          const [left, right] = [callOf('left'), callOf('right')];
          ledger.open('left');
          ledger.open('right');
          await startAndEnd(journal, left);
          await journal.start(right);
          assert.equal((await nextOf(journal, right)).node, 'right');
        });
      }),
  },
  {
    name: 'an attempt that has ended does not run again after a crash, and gives the same outcome',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use, crash }) => {
        ledger.open('left');
        const before = await use((journal) => startAndEnd(journal, callOf('left')));
        await crash();
        const after = await use((journal) => startAndEnd(journal, callOf('left')));
        assert.deepEqual(after, before);
        assert.deepEqual(ledger.begun, ['left#1']);
      }),
  },
  {
    name: 'an attempt in flight at a crash runs again, and the zombie is not recorded',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use, crash }) => {
        await use(async (journal) => {
          await journal.start(callOf('left'));
          void journal.next([callOf('left')]).catch(() => {});
          await ledger.sawBegin('left#1');
        });
        await crash();
        await use(async (journal) => {
          await journal.start(callOf('left'));
          const pending = nextOf(journal, callOf('left'));
          await ledger.sawBegin('left#1', 2);
          ledger.open('left, time 1');
          await sleep(20);
          ledger.open('left, time 2');
          assert.equal(fieldOf(await pending, 'time'), 2, 'the record holds what the dead process gave');
        });
        assert.deepEqual(ledger.begun, ['left#1', 'left#1']);
      }),
  },
  {
    name: 'another hash of the input does not make an ended attempt run again',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use, crash }) => {
        ledger.open('left');
        const before = await use((journal) => startAndEnd(journal, callOf('left')));
        await crash();
        const after = await use((journal) => startAndEnd(journal, callOf('left', { needs: { more: 1 } })));
        assert.deepEqual(after, before);
        assert.deepEqual(ledger.begun, ['left#1']);
      }),
  },
  {
    name: 'the idempotency key is the same for all attempts of a node, and another for every node and run',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use }) => {
        await withRun(harness, pair, async (other) => {
          for (const each of [ledger, other.ledger]) for (const gate of ['left', 'right']) each.open(gate);
          const keyOf = async (run: typeof use, node: string, attempt: number) =>
            fieldOf(await run((journal) => startAndEnd(journal, callOf(node, { attempt }))), 'key');
          const key = await keyOf(use, 'left', 1);
          assert.equal(await keyOf(use, 'left', 2), key);
          assert.notEqual(await keyOf(use, 'right', 1), key);
          assert.notEqual(await keyOf(other.use, 'left', 1), key);
        });
      }),
  },
  {
    name: 'skip may be said again, also after a crash',
    run: (harness) =>
      withRun(harness, pair, async ({ use, crash }) => {
        await use(async (journal) => {
          await journal.skip('left', 'the branch was not taken');
          await journal.skip('left', 'the branch was not taken');
        });
        await crash();
        await use((journal) => journal.skip('left', 'for another reason'));
      }),
  },
  {
    name: 'a delayed attempt begins no earlier than its delay',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use }) => {
        ledger.open('left');
        const askedAtMs = performance.now();
        await use((journal) => startAndEnd(journal, callOf('left', { attempt: 2, delayMs: 150 })));
        // Timers may ring a millisecond early.
        assert.ok(ledger.begunAtMs('left#2') - askedAtMs >= 148, 'the delay was cut short');
      }),
  },
  {
    name: 'a delay counts from the first time that the attempt was asked for, not from the last crash',
    run: (harness) =>
      withRun(harness, pair, async ({ ledger, use, crash }) => {
        ledger.open('left');
        const delayed = callOf('left', { attempt: 2, delayMs: 1600 });
        const askedAtMs = performance.now();
        await use((journal) => journal.start(delayed));
        await sleep(800);
        await crash();
        await use((journal) => startAndEnd(journal, delayed));
        const waitedMs = ledger.begunAtMs('left#2') - askedAtMs;
        assert.ok(waitedMs >= 1598 && waitedMs < 2300, `it began after ${Math.round(waitedMs)} ms instead of 1600`);
      }),
  },
];
