import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineWorkflow, inputHash, interpret, type Journal, type NodeCall, type Outcome, type RunResult } from './index.ts';

const number = z.object({ value: z.number() });
const workflow = defineWorkflow({ name: 'sums', version: 1, input: number }, (node) => {
  const body = { output: number, run: () => ({ value: 0 }) };
  const left = node('left', { ...body, retry: { maxAttempts: 3, initialDelayMs: 50 } });
  const right = node('right', body);
  node('sum', { ...body, needs: { left, right } });
});

interface Scripted extends Journal {
  readonly calls: readonly string[];
  readonly asked: readonly NodeCall[];
}

const completed = (value: number): Outcome => ({ status: 'completed', output: { value } });
const failed = (retryable: boolean, code = 'broken'): Outcome => ({ status: 'failed', failure: { code, message: code }, retryable });
const canceled: Outcome = { status: 'canceled' };

/** Says what was asked of it; its attempts end in the order of the script, each when it is live. */
function scripted(...script: [attempt: string, outcome: Outcome][]): Scripted {
  const calls: string[] = [];
  const asked: NodeCall[] = [];
  const left = [...script];
  const keyOf = (call: NodeCall): string => `${call.node}#${call.attempt}`;
  return {
    calls,
    asked,
    start: async (call) => {
      asked.push(call);
      calls.push(`start ${keyOf(call)}`);
    },
    next: async (live) => {
      const index = left.findIndex(([attempt]) => live.some((call) => keyOf(call) === attempt));
      const [entry] = left.splice(index, 1);
      if (index < 0 || !entry) throw new Error(`nothing in the script for ${live.map(keyOf).join(', ')}`);
      const [node, attempt] = entry[0].split('#');
      calls.push(`next ${entry[0]}`);
      return { node: node ?? '', attempt: Number(attempt), outcome: entry[1] };
    },
    skip: async (node, reason) => void calls.push(`skip ${node}: ${reason}`),
    cancel: async (canceledCalls, reason) => void calls.push(`cancel ${canceledCalls.map(keyOf).join(', ')}: ${reason}`),
  };
}

const statuses = (result: RunResult): string[] => result.nodes.map(({ name, status, attempts }) => `${name} ${status} ${attempts}`);

describe('interpret', () => {
  test('starts everything whose needs are met, one after another, with input, needs and their hash', async () => {
    const journal = scripted(['right#1', completed(2)], ['left#1', completed(1)], ['sum#1', completed(3)]);
    const result = await interpret(workflow, { input: { value: 7 }, journal });
    expect(journal.calls).toEqual(['start left#1', 'start right#1', 'next right#1', 'next left#1', 'start sum#1', 'next sum#1']);
    const needs = { left: { value: 1 }, right: { value: 2 } };
    expect(journal.asked.at(-1)).toEqual({
      node: 'sum',
      attempt: 1,
      input: { value: 7 },
      needs,
      inputHash: inputHash({ input: { value: 7 }, needs }),
      delayMs: 0,
    });
    expect(result).toEqual({
      status: 'completed',
      outputs: { left: { value: 1 }, right: { value: 2 }, sum: { value: 3 } },
      nodes: [
        { name: 'left', status: 'completed', attempts: 1, output: { value: 1 } },
        { name: 'right', status: 'completed', attempts: 1, output: { value: 2 } },
        { name: 'sum', status: 'completed', attempts: 1, output: { value: 3 } },
      ],
    });
  });

  test('tries again by the policy, with growing delays, and forgets the failure of a node that completes', async () => {
    const journal = scripted(
      ['left#1', failed(true)],
      ['left#2', failed(true)],
      ['left#3', completed(1)],
      ['right#1', completed(2)],
      ['sum#1', completed(3)],
    );
    const result = await interpret(workflow, { input: { value: 7 }, journal });
    expect(journal.asked.filter((call) => call.node === 'left').map((call) => call.delayMs)).toEqual([0, 50, 100]);
    expect(statuses(result)).toEqual(['left completed 3', 'right completed 1', 'sum completed 1']);
    expect(result.nodes[0]).not.toHaveProperty('failure');
  });

  test('a failure that is final, or that was the last attempt, fails the node and the run', async () => {
    const final = await interpret(workflow, {
      input: { value: 7 },
      journal: scripted(['right#1', completed(2)], ['left#1', failed(false, 'hopeless')]),
    });
    expect(final.status).toBe('failed');
    expect(statuses(final)).toEqual(['left failed 1', 'right completed 1', 'sum canceled 0']);
    expect(final.nodes[0]?.failure?.code).toBe('hopeless');
    expect(final.outputs).toEqual({ right: { value: 2 } });
    const last = await interpret(workflow, {
      input: { value: 7 },
      journal: scripted(['right#1', completed(2)], ['left#1', failed(true)], ['left#2', failed(true)], ['left#3', failed(true, 'third')]),
    });
    expect(statuses(last)[0]).toBe('left failed 3');
    expect(last.nodes[0]?.failure?.code).toBe('third');
  });

  test('after a failure it cancels what is live, and what would be due, and takes the outcomes that the record has', async () => {
    const journal = scripted(['left#1', failed(true)], ['right#1', failed(false)], ['left#2', canceled]);
    const result = await interpret(workflow, { input: { value: 7 }, journal });
    expect(journal.calls.slice(2)).toEqual([
      'next left#1',
      'start left#2',
      'next right#1',
      'cancel left#2: node right failed',
      'next left#2',
    ]);
    expect(result.status).toBe('failed');
    expect(statuses(result)).toEqual(['left canceled 1', 'right failed 1', 'sum canceled 0']);
    expect(result.nodes[0]?.failure?.code).toBe('broken');

    const replay = scripted(['right#1', failed(false)], ['left#1', failed(true)], ['left#2', canceled]);
    expect(await interpret(workflow, { input: { value: 7 }, journal: replay })).toEqual(result);
    expect(replay.calls.slice(2)).toEqual([
      'next right#1',
      'cancel left#1: node right failed',
      'next left#1',
      'cancel left#2: node right failed',
      'next left#2',
    ]);
  });

  test('an attempt that was canceled from outside cancels the run', async () => {
    const journal = scripted(['left#1', canceled], ['right#1', completed(2)]);
    const result = await interpret(workflow, { input: { value: 7 }, journal });
    expect(result.status).toBe('canceled');
    expect(journal.calls).toContain('cancel right#1: node left was canceled');
    expect(statuses(result)).toEqual(['left canceled 0', 'right completed 1', 'sum canceled 0']);
  });

  test('a signal that is aborted from the beginning lets nothing begin', async () => {
    const journal = scripted(['left#1', canceled], ['right#1', canceled]);
    const result = await interpret(workflow, { input: { value: 7 }, journal, signal: AbortSignal.abort() });
    expect(journal.asked).toEqual([]);
    expect(journal.calls.slice(0, 2)).toEqual(['cancel left#1: the run was canceled', 'cancel right#1: the run was canceled']);
    expect(result.status).toBe('canceled');
  });

  test('a signal that is aborted while next is pending cancels what is live, and waits for how it ends', async () => {
    const controller = new AbortController();
    const inner = scripted(['left#1', canceled], ['right#1', completed(2)]);
    const began = Promise.withResolvers<void>();
    const canceledNow = Promise.withResolvers<void>();
    const journal: Journal = {
      ...inner,
      next: async (live) => {
        began.resolve();
        await canceledNow.promise;
        return await inner.next(live);
      },
      cancel: async (calls, reason) => {
        await inner.cancel(calls, reason);
        canceledNow.resolve();
      },
    };
    const pending = interpret(workflow, { input: { value: 7 }, journal, signal: controller.signal });
    await began.promise;
    controller.abort();
    const result = await pending;
    expect(inner.calls).toEqual([
      'start left#1',
      'start right#1',
      'cancel left#1, right#1: the run was canceled',
      'next left#1',
      'next right#1',
    ]);
    expect(statuses(result)).toEqual(['left canceled 0', 'right completed 1', 'sum canceled 0']);
  });

  test('a signal that is aborted by the very call of next is not missed', async () => {
    const controller = new AbortController();
    const inner = scripted(['left#1', canceled], ['right#1', canceled]);
    const canceledNow = Promise.withResolvers<void>();
    const journal: Journal = {
      ...inner,
      next: (live) => {
        controller.abort();
        return canceledNow.promise.then(() => inner.next(live));
      },
      cancel: async () => canceledNow.resolve(),
    };
    expect((await interpret(workflow, { input: { value: 7 }, journal, signal: controller.signal })).status).toBe('canceled');
  });

  test('a cancel that comes after the last node is no cancel', async () => {
    const controller = new AbortController();
    const inner = scripted(['left#1', completed(1)], ['right#1', completed(2)], ['sum#1', completed(3)]);
    const journal: Journal = {
      ...inner,
      next: async (live) => {
        const ended = await inner.next(live);
        if (ended.node === 'sum') controller.abort();
        return ended;
      },
    };
    const result = await interpret(workflow, { input: { value: 7 }, journal, signal: controller.signal });
    expect(result.status).toBe('completed');
  });

  test('a recorded output that the schema no longer accepts fails the node without another attempt', async () => {
    const journal = scripted(['right#1', completed(2)], ['left#1', { status: 'completed', output: { value: 'one' } }]);
    const result = await interpret(workflow, { input: { value: 7 }, journal });
    expect(statuses(result)).toEqual(['left failed 1', 'right completed 1', 'sum canceled 0']);
    expect(result.nodes[0]?.failure?.code).toBe('node_output_invalid');
  });

  test('recorded outputs are parsed when read: a default that came later is there', async () => {
    const later = defineWorkflow({ name: 'later', version: 1, input: z.object({}) }, (node) => {
      node('a', { output: z.object({ old: z.string(), fresh: z.string().default('new') }), run: () => ({ old: '' }) });
    });
    const result = await interpret(later, {
      input: {},
      journal: scripted(['a#1', { status: 'completed', output: { old: 'x', gone: 1 } }]),
    });
    expect(result.outputs).toEqual({ a: { old: 'x', fresh: 'new' } });
  });

  test('input that the schema refuses, or that is not JSON, rejects before anything is asked', async () => {
    const journal = scripted();
    const wrong = JSON.parse('{"value":"seven"}') as { value: number };
    await expect(interpret(workflow, { input: wrong, journal })).rejects.toMatchObject({ code: 'workflow_input_invalid' });
    const dated = defineWorkflow({ name: 'dated', version: 1, input: z.object({ at: z.date() }) }, (node) => {
      node('a', { output: number, run: () => ({ value: 0 }) });
    });
    await expect(interpret(dated, { input: { at: new Date(0) }, journal })).rejects.toThrow('$.at is Date, not a plain object');
    expect(journal.calls).toEqual([]);
  });

  test('what the journal rejects with rejects the run', async () => {
    const dying = new Error('the worker is gone');
    const journal = { ...scripted(), next: () => Promise.reject(dying) };
    await expect(interpret(workflow, { input: { value: 7 }, journal })).rejects.toBe(dying);
    const signal = new AbortController().signal;
    await expect(interpret(workflow, { input: { value: 7 }, journal, signal })).rejects.toBe(dying);
  });

  test('a journal that hands out what was not asked for is told so', async () => {
    const journal = { ...scripted(), next: async () => ({ node: 'sum', attempt: 1, outcome: completed(1) }) };
    await expect(interpret(workflow, { input: { value: 7 }, journal })).rejects.toThrow(
      'returned attempt 1 of «sum», which is none of the live attempts',
    );
  });
});

describe('routers', () => {
  const body = { output: number, run: () => ({ value: 0 }) };
  const routed = defineWorkflow({ name: 'routed', version: 1, input: z.object({}) }, (node) => {
    const one = node.router('one', { routes: ['x', 'y'], run: () => ({ route: 'x' }) });
    const many = node.router('many', { routes: ['p', 'q', 'r'], many: true, run: () => ({ route: ['p', 'q'] }) });
    const x = node('x', { ...body, needs: { one: one.when('x') } });
    const y = node('y', { ...body, needs: { one: one.when('y') } });
    node('behindY', { ...body, needs: { y, many } });
    node('p', { ...body, needs: { many: many.when('p') } });
    node('qOrR', { ...body, needs: { many: many.when('q', 'r') } });
    node('join', { ...body, anyOf: { x, y } });
    node('afterY', { ...body, after: { y } });
  });
  const taken = (one: string, many: string[]): [string, Outcome][] => [
    ['one#1', { status: 'completed', output: { route: one } }],
    ['many#1', { status: 'completed', output: { route: many } }],
    ...['x', 'y', 'behindY', 'p', 'qOrR', 'join', 'afterY'].map((name, index): [string, Outcome] => [`${name}#1`, completed(index)]),
  ];

  test('skip what they do not take, and all that only depends on it', async () => {
    const journal = scripted(...taken('x', ['r']));
    const result = await interpret(routed, { input: {}, journal });
    expect(result.status).toBe('completed');
    expect(result.nodes.filter((node) => node.status === 'skipped').map((node) => node.name)).toEqual(['y', 'behindY', 'p']);
    expect(journal.calls.filter((call) => call.startsWith('skip'))).toEqual([
      'skip y: one took another route',
      'skip behindY: y was skipped',
      'skip p: many took another route',
    ]);
  });

  test('a join gets the outputs of the branches that ran, and only those', async () => {
    const journal = scripted(...taken('x', []));
    await interpret(routed, { input: {}, journal });
    const needsOf = (name: string) => journal.asked.find((call) => call.node === name)?.needs;
    expect(needsOf('join')).toEqual({ x: { value: 0 } });
    expect(needsOf('afterY')).toEqual({});
  });

  test('a recorded route that no longer exists fails the router', async () => {
    const journal = scripted(
      ['many#1', { status: 'completed', output: { route: [] } }],
      ['one#1', { status: 'completed', output: { route: 'z' } }],
    );
    const result = await interpret(routed, { input: {}, journal });
    expect(result.nodes[0]).toMatchObject({ name: 'one', status: 'failed', failure: { code: 'node_output_invalid' } });
    expect(result.status).toBe('failed');
  });

  test.each([
    ['elsewhere', 'It takes «elsewhere», but its routes are x, y'],
    [['x', 'y'], 'Its route must be one of x, y'],
    [7, 'Its route must be one of x, y'],
    [[7], 'Its route must be one of x, y'],
    [undefined, 'Its route must be one of x, y'],
  ])('an output schema wider than the routes does not widen them: %o', async (route, message) => {
    const wide = defineWorkflow({ name: 'wide', version: 1, input: z.object({}) }, (node) => {
      const router = node.router('router', { routes: ['x', 'y'] as string[], output: z.any(), run: () => ({ route: 'x' }) });
      node('x', { ...body, needs: { router: router.when('x') } });
    });
    const output = route === undefined ? {} : { route };
    const result = await interpret(wide, { input: {}, journal: scripted(['router#1', { status: 'completed', output }]) });
    expect(result.nodes[0]?.failure?.message).toContain(message);
  });
});
