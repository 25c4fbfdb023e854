import assert from 'node:assert/strict';
import { z } from 'zod';
import { defineWorkflow } from '../../define-workflow.ts';
import { interpret } from '../../interpret.ts';
import type { RunResult } from '../../run-progress.ts';
import type { Workflow } from '../../workflow.ts';
import type { JournalCase } from '../journal-harness.ts';
import { type Ledger, untilAborted } from './ledger.ts';
import { type ConformanceRun, withRun } from './opened.ts';

const number = z.object({ value: z.number() });

/** Two branches of three nodes each, of different length in time, and a join. */
export const branches = defineWorkflow<Ledger>()({ name: 'conformance-branches', version: 1, input: number }, (node) => {
  const begin = node('begin', { output: number, run: ({ input, context }) => (context.begin('begin', 1), { value: input.value }) });
  const branch = (name: string, factor: number) => {
    const first = node(`${name}1`, {
      needs: { begin },
      output: number,
      run: ({ needs, context, attempt }) => (context.begin(`${name}1`, attempt), { value: needs.begin.value * factor }),
    });
    const second = node(`${name}2`, {
      needs: { first },
      output: number,
      run: async ({ needs, context, attempt }) => (context.begin(`${name}2`, attempt), { value: needs.first.value + factor }),
    });
    return node(`${name}3`, {
      needs: { second, first },
      output: number,
      run: async ({ needs, context, attempt }) => (context.begin(`${name}3`, attempt), { value: needs.first.value + needs.second.value }),
    });
  };
  const [a, b] = [branch('a', 2), branch('b', 10)];
  node('join', {
    needs: { a, b },
    output: number,
    run: ({ needs, context }) => (context.begin('join', 1), { value: needs.a.value + needs.b.value }),
  });
});

/** A router, a branch not taken, a node behind both, one that fails twice, one that does not mind. */
export const routed = defineWorkflow<Ledger>()({ name: 'conformance-routed', version: 1, input: number }, (node) => {
  const judge = node.router('judge', {
    routes: ['small', 'large'],
    run: ({ input, context }) => (context.begin('judge', 1), { route: input.value < 10 ? 'small' : 'large' }),
  });
  const small = node('small', {
    needs: { judge: judge.when('small') },
    output: number,
    retry: { maxAttempts: 3, initialDelayMs: 20, factor: 2 },
    run: ({ input, context, attempt }) => {
      context.begin('small', attempt);
      if (attempt < 3) throw new Error(`not at attempt ${attempt}`);
      return { value: input.value };
    },
  });
  const large = node('large', { needs: { judge: judge.when('large') }, output: number, run: () => ({ value: 0 }) });
  const larger = node('larger', { needs: { large }, output: number, run: () => ({ value: 0 }) });
  node('joined', {
    anyOf: { small, larger },
    output: number,
    run: ({ needs, context }) => (context.begin('joined', 1), { value: (needs.small ?? needs.larger ?? { value: -1 }).value + 1 }),
  });
  node('indifferent', {
    after: { larger },
    output: z.boolean(),
    run: ({ needs, context }) => (context.begin('indifferent', 1), needs.larger === undefined),
  });
});

/** One node fails; another runs beside it until it is told to end; a third depends on the failure. */
export const failing = (onFailure: 'cancel' | 'finish') =>
  defineWorkflow<Ledger>()({ name: `conformance-failing-${onFailure}`, version: 1, input: number, onFailure }, (node) => {
    const broken = node('broken', {
      output: number,
      run: async ({ context }) => {
        context.begin('broken', 1);
        await context.pass('broken');
        throw new Error('it breaks');
      },
    });
    const beside = node('beside', {
      output: number,
      run: async ({ context, signal }) => {
        context.begin('beside', 1);
        await Promise.race([context.pass('beside'), untilAborted(signal)]);
        return { value: 1 };
      },
    });
    node('behind', { needs: { broken }, output: number, run: () => ({ value: 2 }) });
    node('later', { needs: { beside }, output: number, run: ({ context }) => (context.begin('later', 1), { value: 3 }) });
  });

const interpretOn = (run: ConformanceRun, workflow: Workflow<Ledger>, value: number, signal?: AbortSignal): Promise<RunResult> =>
  run.use((journal) => interpret(workflow, { input: { value }, journal, ...(signal ? { signal } : {}) }));

const statusesOf = (result: RunResult): Record<string, string> =>
  Object.fromEntries(result.nodes.map(({ name, status }) => [name, status]));

/** The interpreter over this journal, without crashes. */
export const wholeRunCases: readonly JournalCase[] = [
  {
    name: 'two branches of several nodes join',
    run: (harness) =>
      withRun(harness, branches, async (run) => {
        const result = await interpretOn(run, branches, 7);
        assert.equal(result.status, 'completed');
        assert.deepEqual(result.outputs['join'], { value: 14 + 16 + 70 + 80 });
        assert.deepEqual(run.ledger.begun.toSorted(), ['a1#1', 'a2#1', 'a3#1', 'b1#1', 'b2#1', 'b3#1', 'begin#1', 'join#1']);
      }),
  },
  {
    name: 'a router skips the branch it does not take, the taken one is retried with growing delays, and both join',
    run: (harness) =>
      withRun(harness, routed, async (run) => {
        const result = await interpretOn(run, routed, 7);
        assert.equal(result.status, 'completed');
        assert.deepEqual(statusesOf(result), {
          judge: 'completed',
          small: 'completed',
          large: 'skipped',
          larger: 'skipped',
          joined: 'completed',
          indifferent: 'completed',
        });
        assert.deepEqual([result.outputs['joined'], result.outputs['indifferent']], [{ value: 8 }, true]);
        const { begunAtMs } = run.ledger;
        assert.ok(begunAtMs('small#2') - begunAtMs('small#1') >= 18, 'the first delay was cut short');
        assert.ok(begunAtMs('small#3') - begunAtMs('small#2') >= 38, 'the second delay was cut short');
      }),
  },
  {
    name: 'a failure cancels what runs beside it',
    run: (harness) => {
      const workflow = failing('cancel');
      return withRun(harness, workflow, async (run) => {
        const pending = interpretOn(run, workflow, 1);
        await run.ledger.sawBegin('beside#1');
        run.ledger.open('broken');
        const result = await pending;
        assert.equal(result.status, 'failed');
        assert.deepEqual(statusesOf(result), { broken: 'failed', beside: 'canceled', behind: 'canceled', later: 'canceled' });
      });
    },
  },
  {
    name: 'a failure lets the rest finish where the workflow says so',
    run: (harness) => {
      const workflow = failing('finish');
      return withRun(harness, workflow, async (run) => {
        const pending = interpretOn(run, workflow, 1);
        run.ledger.open('broken');
        await run.ledger.sawBegin('broken#1');
        run.ledger.open('beside');
        const result = await pending;
        assert.equal(result.status, 'failed');
        assert.deepEqual(statusesOf(result), { broken: 'failed', beside: 'completed', behind: 'canceled', later: 'completed' });
      });
    },
  },
  {
    name: 'the signal cancels a run, and what had ended stays ended',
    run: (harness) => {
      const workflow = failing('finish');
      return withRun(harness, workflow, async (run) => {
        const controller = new AbortController();
        const pending = interpretOn(run, workflow, 1, controller.signal);
        await run.ledger.sawBegin('beside#1');
        await run.ledger.sawBegin('broken#1');
        run.ledger.open('beside');
        await run.ledger.sawBegin('later#1');
        // `broken` waits at a gate and does not look at its signal: it is given up after the grace of runNode.
        controller.abort();
        run.ledger.open('broken');
        const result = await pending;
        assert.equal(result.status, 'canceled');
        assert.equal(statusesOf(result)['broken'], 'canceled');
        assert.equal(statusesOf(result)['beside'], 'completed');
      });
    },
  },
];
