import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineWorkflow, inputHash, interpret, type NodeCall, type Workflow } from '../index.ts';
import {
  journalConformance,
  type JournalHarness,
  type Ledger,
  manualClock,
  memoryJournal,
  MemoryJournalCrashedError,
  type MemoryRecord,
  type OpenedJournal,
  runInMemory,
} from './index.ts';

const harness: JournalHarness = { open: async (workflow, ledger) => open(workflow, ledger) };

function open(workflow: Workflow<Ledger>, ledger: Ledger, record?: MemoryRecord): OpenedJournal {
  const journal = memoryJournal({ workflow, context: ledger, ...(record ? { record } : {}) });
  return {
    use: (work) => work(journal),
    crash: async () => {
      journal.crash();
      return open(workflow, ledger, journal.record());
    },
    close: async () => journal.crash(),
  };
}

describe('the memory journal is a journal', () => {
  test.each(journalConformance)('$name', async ({ run }) => {
    await expect(run(harness)).resolves.toBeUndefined();
  });
});

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const parallel = defineWorkflow<string[]>()({ name: 'parallel', version: 1, input: z.null() }, (node) => {
  for (const name of names)
    node(name, {
      output: z.string(),
      run: ({ context, idempotencyKey, log }) => {
        context.push(name);
        log(`in ${name}`);
        return idempotencyKey;
      },
    });
});

const callOf = (node: string): NodeCall => ({ node, attempt: 1, input: null, needs: {}, inputHash: inputHash(null), delayMs: 0 });

describe('what the memory journal has beyond that', () => {
  test('bodies begin in the order of their definition, or with a random source in another', async () => {
    const order: string[] = [];
    await runInMemory(parallel, { context: order, input: null });
    expect(order).toEqual(names);
    const shuffled: string[] = [];
    const numbers = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
    await runInMemory(parallel, { context: shuffled, input: null, random: () => numbers.shift() ?? 0 });
    expect(shuffled).not.toEqual(names);
    expect(shuffled.toSorted()).toEqual(names);
  });

  test('idempotency keys are of the run, given or random, and the record keeps it', async () => {
    const named = await runInMemory(parallel, { context: [], input: null, runId: 'run-7' });
    expect(named.outputs['c']).toBe('run-7/c');
    const first = memoryJournal({ workflow: parallel, context: [] });
    const second = memoryJournal({ workflow: parallel, context: [], record: first.record() });
    expect(second.record().runId).toBe(first.record().runId);
    expect(memoryJournal({ workflow: parallel, context: [] }).record().runId).not.toBe(first.record().runId);
  });

  test('what bodies log goes to the log of their call', async () => {
    const lines: string[] = [];
    await runInMemory(parallel, {
      context: [],
      input: null,
      log: (call) => (message) => lines.push(`${call.node}#${call.attempt}: ${message}`),
    });
    expect(lines).toContain('b#1: in b');
  });

  test('it crashes by itself at a point, and a run over every point ends the same', async () => {
    const whole = memoryJournal({ workflow: parallel, context: [], runId: 'run-7' });
    const expected = await interpret(parallel, { input: null, journal: whole });
    for (let crashAtPoint = 1; crashAtPoint <= whole.points(); crashAtPoint += 1) {
      const crashing = memoryJournal({ workflow: parallel, context: [], runId: 'run-7', crashAtPoint });
      await expect(interpret(parallel, { input: null, journal: crashing })).rejects.toThrow(MemoryJournalCrashedError);
      const resumed = memoryJournal({ workflow: parallel, context: [], record: crashing.record() });
      expect(await interpret(parallel, { input: null, journal: resumed })).toEqual(expected);
    }
  });

  test('after a crash every call is refused, and a second crash is none', async () => {
    const journal = memoryJournal({ workflow: parallel, context: [] });
    journal.crash();
    journal.crash();
    await expect(journal.start(callOf('a'))).rejects.toThrow('has crashed; open another on its record()');
    await expect(journal.next([callOf('a')])).rejects.toThrow(MemoryJournalCrashedError);
    await expect(journal.cancel([callOf('a')], '')).rejects.toThrow(MemoryJournalCrashedError);
    await expect(journal.skip('a', '')).rejects.toThrow(MemoryJournalCrashedError);
  });

  test('what a body gives after the crash is not recorded', async () => {
    const end = Promise.withResolvers<null>();
    const gated = defineWorkflow({ name: 'gated', version: 1, input: z.null() }, (node) => {
      node('gated', { output: z.null(), run: () => end.promise });
    });
    const journal = memoryJournal({ workflow: gated, context: undefined });
    const pending = interpret(gated, { input: null, journal });
    await new Promise((resolve) => setImmediate(resolve));
    journal.crash();
    end.resolve(null);
    await expect(pending).rejects.toThrow(MemoryJournalCrashedError);
    await new Promise((resolve) => setImmediate(resolve));
    expect(journal.record().attempts).toEqual([{ call: expect.anything() as unknown, dueMs: expect.any(Number) as number }]);
  });

  test('next about an attempt that nobody asked for is refused', async () => {
    const journal = memoryJournal({ workflow: parallel, context: [] });
    await expect(journal.next([callOf('a')])).rejects.toThrow('a#1, which was neither started nor canceled');
  });

  test('an attempt of a node that the workflow lacks breaks the journal', async () => {
    const journal = memoryJournal({ workflow: parallel, context: [] });
    await journal.start(callOf('nobody'));
    await expect(journal.next([callOf('nobody')])).rejects.toThrow('has no node «nobody»');
  });

  test('time-outs, delays and the grace run by the given clock', async () => {
    const clock = manualClock(1000);
    const stuck = defineWorkflow({ name: 'stuck', version: 1, input: z.null() }, (node) => {
      node('stuck', {
        output: z.null(),
        timeoutSeconds: 60,
        retry: { maxAttempts: 2, initialDelayMs: 5000 },
        run: () => new Promise<null>(() => {}),
      });
    });
    const pending = runInMemory(stuck, { context: undefined, input: null, clock, graceMs: 100 });
    const waits: number[] = [];
    for (let before = clock.nowMs(); await clock.advanceToNext(); before = clock.nowMs()) waits.push(clock.nowMs() - before);
    expect(waits).toEqual([60_000, 100, 5000, 60_000, 100]);
    expect(await pending).toMatchObject({ status: 'failed', nodes: [{ attempts: 2, failure: { code: 'node_timed_out' } }] });
  });

  test('a run in memory can be canceled', async () => {
    const result = await runInMemory(parallel, { context: [], input: null, signal: AbortSignal.abort() });
    expect(result.status).toBe('canceled');
  });
});
