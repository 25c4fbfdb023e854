import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineWorkflow, NonRetryableError, type Outcome, runNode } from './index.ts';
import { manualClock } from './testing/index.ts';

interface Context {
  readonly body: (signal: AbortSignal) => unknown;
}

const workflow = defineWorkflow<Context>()({ name: 'one', version: 1, input: z.object({ task: z.string() }) }, (node) => {
  const first = node('first', { output: z.object({ text: z.string().trim() }), run: ({ input }) => ({ text: ` ${input.task} ` }) });
  const router = node.router('router', { routes: ['x', 'y'], run: ({ context, signal }) => context.body(signal) as { route: 'x' } });
  node('whole', {
    needs: { first },
    after: { router: router.when('x') },
    output: z.json(),
    run: ({ input, needs, attempt, idempotencyKey, log }) => {
      log('begun', { attempt });
      return [input, needs, attempt, idempotencyKey];
    },
  });
  node('dated', { output: z.object({ at: z.date() }), run: () => ({ at: new Date(0) }) });
  node('asynchronous', { output: z.object({}).refine(async () => true), run: () => ({}) });
  node('free', { output: z.object({ done: z.boolean() }), run: ({ context, signal }) => context.body(signal) as { done: boolean } });
  node('limited', {
    output: z.object({ done: z.boolean() }),
    timeoutSeconds: 10,
    retry: { maxAttempts: 5, retryOn: ({ code }) => code !== 'hopeless' },
    run: ({ context, signal }) => context.body(signal) as { done: boolean },
  });
});

const options = { input: { task: 'T1' }, needs: {}, attempt: 1, idempotencyKey: 'run/node' };
const run = (node: string, body: Context['body'], more: Partial<Parameters<typeof runNode<Context>>[2]> = {}): Promise<Outcome> =>
  runNode(workflow, node, { ...options, context: { body }, ...more });
const nothing = () => ({ done: true });

/** Code and whether it may be tried again. */
const failureOf = (outcome: Outcome) => (outcome.status === 'failed' ? [outcome.failure.code, outcome.retryable] : outcome);
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

describe('runNode', () => {
  test('gives the body what it needs, parsed by the schemas, and parses what it gives', async () => {
    const logged: unknown[] = [];
    const needs = { first: { text: ' a ', unknown: 1 }, router: { route: 'y' } };
    const outcome = await run('whole', nothing, {
      input: { task: 'T1', unknown: 1 },
      needs,
      attempt: 3,
      log: (...line) => logged.push(line),
    });
    expect(outcome).toEqual({
      status: 'completed',
      output: [{ task: 'T1' }, { first: { text: 'a' }, router: { route: 'y' } }, 3, 'run/node'],
    });
    expect(logged).toEqual([['begun', { attempt: 3 }]]);
    expect(await run('first', nothing)).toEqual({ status: 'completed', output: { text: 'T1' } });
  });

  test('a node that may miss a need runs without it, and without a log', async () => {
    expect(await run('whole', nothing, { needs: { first: { text: 'a' } } })).toMatchObject({
      output: [{ task: 'T1' }, { first: { text: 'a' } }, 1, 'run/node'],
    });
  });

  test.each([
    ['a required need is missing', { needs: {} }, 'Node «whole» cannot run with what it was given. The output of «first» is missing.'],
    ['a need is not what its schema says', { needs: { first: { text: 1 } } }, 'expected string, received number'],
    ['the input is not what its schema says', { needs: { first: { text: '' } }, input: {} }, 'The input of workflow «one» version 1'],
  ])('the body does not run when %s', async (_, given, message) => {
    const outcome = await run('whole', nothing, given);
    expect(failureOf(outcome)).toEqual(['node_needs_invalid', false]);
    expect(outcome).toMatchObject({ failure: { message: expect.stringContaining(message) as string, place: 'whole' } });
  });

  test('an unknown node is the mistake of the caller', async () => {
    await expect(run('nobody', nothing)).rejects.toThrow('has no node «nobody»');
  });

  test('what the body throws is a failure, also if it throws at once', async () => {
    const thrower = (error: unknown) => () => {
      throw error;
    };
    expect(failureOf(await run('free', thrower(new Error('x'))))).toEqual(['unexpected', true]);
    expect(failureOf(await run('free', thrower('text')))).toEqual(['unexpected', true]);
    expect(failureOf(await run('free', () => Promise.reject(Object.assign(new Error('x'), { code: 'quota' }))))).toEqual(['quota', true]);
    expect(failureOf(await run('free', thrower(new NonRetryableError('x', { code: 'hopeless' }))))).toEqual(['hopeless', false]);
  });

  test('retryOn of the policy is asked, after the error itself', async () => {
    expect(failureOf(await run('limited', () => Promise.reject(Object.assign(new Error('x'), { code: 'hopeless' }))))).toEqual([
      'hopeless',
      false,
    ]);
    expect(failureOf(await run('limited', () => Promise.reject(new Error('x'))))).toEqual(['unexpected', true]);
    expect(failureOf(await run('limited', () => Promise.reject(new NonRetryableError('x'))))).toEqual(['unexpected', false]);
  });

  test.each([
    ['of another shape', { done: 'yes' }],
    ['missing', undefined],
  ])('an output %s is a failure that may be tried again', async (_, output) => {
    expect(failureOf(await run('free', () => output))).toEqual(['node_output_invalid', true]);
  });

  test('an output that its schema accepts but JSON cannot hold is a failure', async () => {
    const outcome = await run('dated', nothing);
    expect(outcome).toMatchObject({ failure: { code: 'node_output_invalid', message: expect.stringContaining('$.at is Date') as string } });
  });

  test('a schema that cannot be asked at once is a failure, not a crash', async () => {
    expect(failureOf(await run('asynchronous', nothing))).toEqual(['node_output_invalid', true]);
  });

  test('a router may only take its own routes', async () => {
    expect(await run('router', () => ({ route: 'y' }))).toEqual({ status: 'completed', output: { route: 'y' } });
    expect(failureOf(await run('router', () => ({ route: 'z' })))).toEqual(['node_output_invalid', true]);
  });
});

describe('an attempt out of time', () => {
  test('has its signal aborted, and fails with node_timed_out as soon as the body has ended', async () => {
    const clock = manualClock();
    const pending = run('limited', async (signal) => aborted(signal), { timer: clock.timer });
    await clock.advance(10_000);
    expect(failureOf(await pending)).toEqual(['node_timed_out', true]);
    expect(await clock.advanceToNext()).toBe(false);
  });

  test('fails even if the body completes late', async () => {
    const clock = manualClock();
    const pending = run('limited', async (signal) => aborted(signal).then(nothing), { timer: clock.timer });
    await clock.advance(10_000);
    expect(failureOf(await pending)).toEqual(['node_timed_out', true]);
  });

  test('is given up when the body does not end, after the grace', async () => {
    const clock = manualClock();
    let ended: Outcome | undefined;
    const pending = run('limited', () => new Promise(() => {}), { timer: clock.timer, graceMs: 300 }).then((outcome) => (ended = outcome));
    await clock.advance(10_299);
    expect(ended).toBeUndefined();
    await clock.advance(1);
    expect(failureOf(await pending)).toEqual(['node_timed_out', true]);
  });

  test('a body within its time leaves no timer behind', async () => {
    const clock = manualClock();
    expect(await run('limited', nothing, { timer: clock.timer })).toEqual({ status: 'completed', output: { done: true } });
    expect(await clock.advanceToNext()).toBe(false);
  });

  test('a node without a limit has none', async () => {
    const clock = manualClock();
    const pending = run('free', nothing, { timer: clock.timer });
    expect(await clock.advanceToNext()).toBe(false);
    expect((await pending).status).toBe('completed');
  });
});

describe('a canceled attempt', () => {
  test('does not begin if it was canceled before', async () => {
    let ran = false;
    const outcome = await run('free', () => (ran = true), { signal: AbortSignal.abort() });
    expect(outcome).toEqual({ status: 'canceled' });
    expect(ran).toBe(false);
  });

  test.each([
    ['ends with an error', (signal: AbortSignal) => aborted(signal).then(() => Promise.reject(new Error('stopped')))],
    ['gives something useless', (signal: AbortSignal) => aborted(signal)],
  ])('is canceled when the body %s', async (_, body) => {
    const controller = new AbortController();
    const pending = run('free', body, { signal: controller.signal });
    controller.abort();
    expect(await pending).toEqual({ status: 'canceled' });
  });

  test('is completed when the body had done its work', async () => {
    const controller = new AbortController();
    const pending = run('free', (signal) => aborted(signal).then(nothing), { signal: controller.signal });
    controller.abort();
    expect(await pending).toEqual({ status: 'completed', output: { done: true } });
  });

  test('is given up after the grace', async () => {
    const clock = manualClock();
    const controller = new AbortController();
    const pending = run('limited', () => new Promise(() => {}), { signal: controller.signal, timer: clock.timer });
    controller.abort('enough');
    await clock.advance(5000);
    expect(await pending).toEqual({ status: 'canceled' });
  });

  test('stays canceled when its time runs out during the grace', async () => {
    const clock = manualClock();
    const controller = new AbortController();
    const pending = run('limited', () => new Promise(() => {}), { signal: controller.signal, timer: clock.timer, graceMs: 20_000 });
    controller.abort();
    await clock.advance(20_000);
    expect(await pending).toEqual({ status: 'canceled' });
  });

  test('the body sees the reason', async () => {
    const controller = new AbortController();
    const reasons: unknown[] = [];
    const pending = run('free', (signal) => aborted(signal).then(() => reasons.push(signal.reason)), { signal: controller.signal });
    controller.abort('the person said so');
    await pending;
    expect(reasons).toEqual(['the person said so']);
  });
});
