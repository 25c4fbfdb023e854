import assert from 'node:assert/strict';
import { interpret } from '../../interpret.ts';
import type { RunResult } from '../../run-progress.ts';
import type { Workflow } from '../../workflow.ts';
import type { JournalCase, JournalHarness } from '../journal-harness.ts';
import { crashingJournal, SimulatedCrashError } from './crashing-journal.ts';
import type { Ledger } from './ledger.ts';
import { withRun } from './opened.ts';
import { branches, failing, routed } from './whole-runs.ts';

/**
 * One run for every place between two calls of the interpreter: it dies there, another takes over. The result must be that of a run
 * without a crash, and no attempt whose end was handed out may begin again.
 */
async function crashEverywhere(
  harness: JournalHarness,
  workflow: Workflow<Ledger>,
  prepare: (ledger: Ledger) => void = () => {},
): Promise<void> {
  let expected: RunResult | undefined;
  await withRun(harness, workflow, async ({ ledger, use }) => {
    prepare(ledger);
    expected = await use((journal) => interpret(workflow, { input: { value: 7 }, journal }));
  });
  for (let crashAtPoint = 1; await crashesAt(crashAtPoint); crashAtPoint += 1);

  /** Answers whether the run was long enough to come to this point. */
  async function crashesAt(crashAtPoint: number): Promise<boolean> {
    let crashed = false;
    await withRun(harness, workflow, async ({ ledger, use, crash }) => {
      prepare(ledger);
      const handedOut: string[] = [];
      const attempt = (point: number): Promise<RunResult | 'crashed'> =>
        use(async (journal) => {
          const crashing = crashingJournal(journal, point, ({ node, attempt }) => handedOut.push(`${node}#${attempt}`));
          return await interpret(workflow, { input: { value: 7 }, journal: crashing });
        }).catch((error: unknown) => {
          if (error instanceof SimulatedCrashError) return 'crashed' as const;
          throw error;
        });
      const first = await attempt(crashAtPoint);
      crashed = first === 'crashed';
      const recorded = new Set(handedOut);
      await crash();
      const begunBefore = ledger.begun.length;
      const result = await attempt(Number.POSITIVE_INFINITY);
      assert.deepEqual(result, expected, `after a crash at point ${crashAtPoint}`);
      const repeated = ledger.begun.slice(begunBefore).filter((key) => recorded.has(key));
      assert.deepEqual(repeated, [], `ran again although its end had been handed out before the crash at point ${crashAtPoint}`);
    });
    return crashed;
  }
}

export const crashCases: readonly JournalCase[] = [
  { name: 'two branches, a crash between any two calls: the same result', run: (harness) => crashEverywhere(harness, branches) },
  { name: 'router, retries and joins, a crash between any two calls: the same result', run: (harness) => crashEverywhere(harness, routed) },
  {
    name: 'a failure beside a finished branch, a crash between any two calls: the same result',
    run: (harness) =>
      crashEverywhere(harness, failing('finish'), (ledger) => {
        ledger.open('broken');
        ledger.open('beside');
      }),
  },
  {
    name: 'a failure that cancels, a crash between any two calls: the same result',
    run: (harness) => crashEverywhere(harness, failing('cancel'), (ledger) => ledger.open('broken')),
  },
];
