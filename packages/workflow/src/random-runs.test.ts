import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  defineWorkflow,
  type EndedAttempt,
  getNode,
  interpret,
  type Journal,
  type Need,
  type NodeResult,
  NonRetryableError,
  type RunResult,
  type Workflow,
} from './index.ts';
import { manualClock, memoryJournal, type MemoryJournal, MemoryJournalCrashedError, type MemoryRecord } from './testing/index.ts';

/*
 * Random graphs with random failures, durations, orders, crashes and cancellations, against an evaluation that knows nothing of time:
 * it walks the nodes in their order and asks what each must come to if everything that can still run does run.
 */

const routes = ['a', 'b'] as const;

interface EdgeSpec {
  readonly to: number;
  readonly kind: 'needs' | 'anyOf' | 'after';
  /** Only counts where `to` is a router. */
  readonly route: 'a' | 'b' | undefined;
}

interface NodeSpec {
  readonly edges: readonly EdgeSpec[];
  readonly router: boolean;
  readonly many: boolean;
  readonly takes: readonly ('a' | 'b')[];
  /** So many attempts fail before one completes. */
  readonly failures: number;
  readonly final: boolean;
  readonly maxAttempts: number;
  readonly durationsMs: readonly number[];
}

const edgeSpec = (index: number): fc.Arbitrary<EdgeSpec> =>
  fc.record({
    to: fc.nat(index - 1),
    kind: fc.constantFrom('needs', 'needs', 'anyOf', 'after'),
    route: fc.constantFrom('a', 'b', undefined),
  });

const nodeSpec = (index: number): fc.Arbitrary<NodeSpec> =>
  fc.record({
    edges: index === 0 ? fc.constant([]) : fc.uniqueArray(edgeSpec(index), { maxLength: 4, selector: (edge) => edge.to }),
    router: fc.boolean(),
    many: fc.boolean(),
    takes: fc.subarray([...routes]),
    failures: fc.constantFrom(0, 0, 0, 0, 1, 2, 3),
    final: fc.constantFrom(false, false, true),
    maxAttempts: fc.integer({ min: 1, max: 3 }),
    durationsMs: fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }),
  });

const graph: fc.Arbitrary<NodeSpec[]> = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => nodeSpec(index))));

const nameOf = (index: number): string => `n${index}`;
const isRouter = (graph: readonly NodeSpec[], index: number): boolean =>
  graph[index]?.router === true && graph.some((node) => node.edges.some((edge) => edge.to === index && edge.route !== undefined));
const takenBy = (node: NodeSpec): readonly ('a' | 'b')[] => (node.many ? node.takes : [node.takes[0] ?? 'a']);

interface Watch {
  readonly began: (index: number, attempt: number) => void;
  readonly pause: (durationMs: number, signal: AbortSignal) => Promise<void>;
}

/** `undefined`: the graph has a node that can never run, which defineWorkflow refuses. */
function build(specs: readonly NodeSpec[], onFailure: 'cancel' | 'finish'): Workflow<Watch> | undefined {
  try {
    return defineWorkflow<Watch>()({ name: 'random', version: 1, input: z.object({ value: z.number() }), onFailure }, (node) => {
      const needOf: ((edge: EdgeSpec) => Need)[] = [];
      for (const [index, spec] of specs.entries()) {
        const pick = (kind: EdgeSpec['kind']): Record<string, Need> =>
          Object.fromEntries(
            spec.edges
              .filter((edge) => edge.kind === kind)
              .flatMap((edge) => (needOf[edge.to] ? [[nameOf(edge.to), needOf[edge.to]!(edge)]] : [])),
          );
        const common = {
          needs: pick('needs'),
          anyOf: pick('anyOf'),
          after: pick('after'),
          retry: { maxAttempts: spec.maxAttempts, initialDelayMs: 7 },
        };
        const body = async (
          watch: Watch,
          attempt: number,
          needs: Readonly<Record<string, unknown>>,
          value: number,
          signal: AbortSignal,
        ) => {
          watch.began(index, attempt);
          await watch.pause(spec.durationsMs[attempt - 1] ?? 0, signal);
          if (attempt <= spec.failures) throw spec.final ? new NonRetryableError('final') : new Error(`attempt ${attempt}`);
          return value + Object.values(needs).reduce<number>((sum, need) => sum + (need as { value: number }).value, index + 1);
        };
        if (isRouter(specs, index)) {
          const route = spec.many ? z.array(z.enum(routes)) : z.enum(routes);
          const router = node.router(nameOf(index), {
            ...common,
            routes,
            many: spec.many as true,
            output: z.object({ route: route as z.ZodType<('a' | 'b')[]>, value: z.number() }),
            run: async ({ context, attempt, needs, input, signal }) => ({
              route: (spec.many ? takenBy(spec) : takenBy(spec)[0]) as ('a' | 'b')[],
              value: await body(context, attempt, needs, input.value, signal),
            }),
          });
          needOf.push((edge) => (edge.route === undefined ? router : router.when(edge.route)));
        } else {
          const plain = node(nameOf(index), {
            ...common,
            output: z.object({ value: z.number() }),
            run: async ({ context, attempt, needs, input, signal }) => ({
              value: await body(context, attempt, needs, input.value, signal),
            }),
          });
          needOf.push(() => plain);
        }
      }
    });
  } catch (error) {
    if (error instanceof Error && error.message.includes('node_unreachable')) return undefined;
    throw error;
  }
}

interface Expected {
  readonly status: NodeResult['status'];
  readonly attempts: number;
  readonly value?: number;
}

function evaluate(specs: readonly NodeSpec[], inputValue: number): Expected[] {
  const expected: Expected[] = [];
  for (const [index, spec] of specs.entries()) {
    const ends = spec.edges.map((edge) => {
      const need = expected[edge.to]!;
      const elsewhere = isRouter(specs, edge.to) && edge.route !== undefined && !takenBy(specs[edge.to]!).includes(edge.route);
      return {
        kind: edge.kind,
        value: need.value ?? 0,
        status: need.status === 'completed' && elsewhere ? ('skipped' as const) : need.status,
      };
    });
    const branches = ends.filter((end) => end.kind === 'anyOf');
    const notTaken =
      ends.some((end) => end.kind === 'needs' && end.status === 'skipped') ||
      (branches.length > 0 && branches.every((end) => end.status === 'skipped'));
    const lost = ends.some((end) => end.status === 'failed' || end.status === 'canceled');
    if (notTaken) expected.push({ status: 'skipped', attempts: 0 });
    else if (lost) expected.push({ status: 'canceled', attempts: 0 });
    else if (spec.failures > 0 && spec.final) expected.push({ status: 'failed', attempts: 1 });
    else if (spec.failures >= spec.maxAttempts) expected.push({ status: 'failed', attempts: spec.maxAttempts });
    else {
      const sum = ends.filter((end) => end.status === 'completed').reduce((total, end) => total + end.value, inputValue + index + 1);
      expected.push({ status: 'completed', attempts: spec.failures + 1, value: sum });
    }
  }
  return expected;
}

interface Plan {
  readonly crashes: readonly number[];
  readonly seed: number;
  readonly cancelAtMs: number | undefined;
  /** Whether those who resume the run after a crash no longer know that it was to be canceled. */
  readonly forgetful: boolean;
}

const plan = (cancel: boolean): fc.Arbitrary<Plan> =>
  fc.record({
    crashes: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
    seed: fc.nat(),
    cancelAtMs: cancel ? fc.nat(200) : fc.constant(undefined),
    forgetful: fc.boolean(),
  });

/** A small generator of its own, so that a failing case can be repeated from its seed. */
function randomFrom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Told {
  readonly result: RunResult;
  readonly record: MemoryRecord;
  /** Bodies that began although the record forbade it, or before what they need had completed. */
  readonly violations: readonly string[];
  readonly begun: number;
}

async function runPlan(
  specs: readonly NodeSpec[],
  workflow: Workflow<Watch>,
  { crashes, seed, cancelAtMs, forgetful }: Plan,
  resumed?: MemoryRecord,
): Promise<Told> {
  const clock = manualClock();
  const random = randomFrom(seed);
  const violations: string[] = [];
  const controller = new AbortController();
  if (cancelAtMs !== undefined) clock.timer(cancelAtMs, () => controller.abort());
  let begun = 0;
  let record = resumed;
  let passes = 0;
  for (const crashAtPoint of [...crashes, Number.POSITIVE_INFINITY]) {
    const context: Watch = {
      began: (index, attempt) => {
        begun += 1;
        if (stopped) violations.push(`${nameOf(index)}#${attempt} began after the run had to stop`);
        violations.push(...violationsOf(specs, journal.record(), index, attempt));
      },
      pause: (durationMs, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('ended by its signal')), { once: true });
          clock.timer(durationMs, resolve);
        }),
    };
    const journal: MemoryJournal = memoryJournal({ workflow, context, clock, random, crashAtPoint, ...(record ? { record } : {}) });
    passes += 1;
    let stopped = false;
    const watched: Journal = {
      ...journal,
      next: async (live) => {
        const ended = await journal.next(live);
        stopped ||= stops(workflow, ended);
        return ended;
      },
    };
    const signal = forgetful && passes > 1 ? new AbortController().signal : controller.signal;
    const pending = interpret(workflow, { input: { value: 100 }, journal: watched, signal });
    try {
      return { result: await whileTimePasses(pending, clock), record: journal.record(), violations, begun };
    } catch (error) {
      if (!(error instanceof MemoryJournalCrashedError)) throw error;
      record = journal.record();
    }
  }
  throw new Error('unreachable: the last round does not crash');
}

/** Whether nothing may begin after this. */
function stops(workflow: Workflow<Watch>, { node, attempt, outcome }: EndedAttempt): boolean {
  if (outcome.status !== 'failed') return outcome.status === 'canceled';
  const isLast = !outcome.retryable || attempt >= getNode(workflow, node).retry.maxAttempts;
  return isLast && workflow.onFailure === 'cancel';
}

async function whileTimePasses<Value>(pending: Promise<Value>, clock: ReturnType<typeof manualClock>): Promise<Value> {
  const settled = pending.then(
    () => true,
    () => true,
  );
  for (let idle = 0; !(await Promise.race([settled, Promise.resolve(false)])); idle += 1) {
    if (await clock.advanceToNext()) idle = 0;
    if (idle > 100) throw new Error('the run waits for something that never comes');
  }
  return await pending;
}

function violationsOf(specs: readonly NodeSpec[], record: MemoryRecord, index: number, attempt: number): string[] {
  const outcomesOf = (node: number) =>
    record.attempts.filter(({ call }) => call.node === nameOf(node)).flatMap(({ outcome }) => outcome ?? []);
  const completed = (node: number) => outcomesOf(node).some((outcome) => outcome.status === 'completed');
  const found: string[] = [];
  if (outcomesOf(index).length >= attempt) found.push(`${nameOf(index)}#${attempt} began although it had ended`);
  for (const { to, kind } of specs[index]?.edges ?? []) {
    const ended = completed(to) || (kind !== 'needs' && !record.attempts.some(({ call }) => call.node === nameOf(to)));
    if (!ended) found.push(`${nameOf(index)} began before ${nameOf(to)} had completed`);
  }
  return found;
}

const summary = (node: NodeResult): Expected => ({
  status: node.status,
  attempts: node.attempts,
  ...(node.status === 'completed' ? { value: (node.output as { value: number }).value } : {}),
});

/** What the nodes came to by themselves, by index. */
const ended = (result: RunResult): [number, Expected][] =>
  [...result.nodes.entries()].filter(([, node]) => node.status !== 'canceled').map(([index, node]) => [index, summary(node)]);

async function checkAlways(specs: readonly NodeSpec[], workflow: Workflow<Watch>, told: Told): Promise<void> {
  expect(told.violations).toEqual([]);
  expect(told.result.nodes.map((node) => node.name)).toEqual(specs.map((_, index) => nameOf(index)));
  const skipped = told.result.nodes.filter((node) => node.status === 'skipped').map((node) => node.name);
  expect(Object.keys(told.record.skipped).toSorted()).toEqual(skipped.toSorted());
  // Whoever replays the record, in whatever order it comes, and without the signal, gets the same and runs nothing.
  for (const seed of [1, 2, 3]) {
    const again = await runPlan(specs, workflow, { crashes: [], seed, cancelAtMs: undefined, forgetful: false }, told.record);
    expect(again.result).toEqual(told.result);
    expect(again.begun).toBe(0);
  }
}

const built = (specs: readonly NodeSpec[], onFailure: 'cancel' | 'finish'): Workflow<Watch> => {
  const workflow = build(specs, onFailure);
  fc.pre(workflow !== undefined);
  return workflow;
};

describe('random workflows', () => {
  test('finish: the result is that of the evaluation, whatever crashes and whoever ends first', async () => {
    await fc.assert(
      fc.asyncProperty(graph, plan(false), async (specs, plan) => {
        const workflow = built(specs, 'finish');
        const told = await runPlan(specs, workflow, plan);
        const expected = evaluate(specs, 100);
        expect(told.result.nodes.map(summary)).toEqual(expected);
        expect(told.result.status).toBe(expected.some((node) => node.status === 'failed') ? 'failed' : 'completed');
        await checkAlways(specs, workflow, told);
      }),
      { numRuns: 300 },
    );
  });

  test('cancel: the result is that of the evaluation, or less because a node failed', async () => {
    await fc.assert(
      fc.asyncProperty(graph, plan(false), async (specs, plan) => {
        const workflow = built(specs, 'cancel');
        const told = await runPlan(specs, workflow, plan);
        const expected = evaluate(specs, 100);
        const fails = expected.some((node) => node.status === 'failed');
        expect(told.result.status).toBe(fails ? 'failed' : 'completed');
        expect(ended(told.result)).toEqual(ended(told.result).map(([index]) => [index, expected[index]]));
        expect(fails || ended(told.result).length === expected.length).toBe(true);
        await checkAlways(specs, workflow, told);
      }),
      { numRuns: 200 },
    );
  });

  test('a canceled run ends with what had ended, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(graph, plan(true), fc.constantFrom('cancel', 'finish'), async (specs, plan, onFailure) => {
        const workflow = built(specs, onFailure);
        const told = await runPlan(specs, workflow, plan);
        const expected = evaluate(specs, 100);
        expect(ended(told.result)).toEqual(ended(told.result).map(([index]) => [index, expected[index]]));
        const statuses = new Set(told.result.nodes.map((node) => node.status));
        expect(told.result.status).toBe(statuses.has('failed') ? 'failed' : statuses.has('canceled') ? 'canceled' : 'completed');
        await checkAlways(specs, workflow, told);
      }),
      { numRuns: 200 },
    );
  });
});
