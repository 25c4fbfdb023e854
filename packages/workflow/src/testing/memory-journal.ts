import { randomUUID } from 'node:crypto';
import type { EndedAttempt, Journal, NodeCall, Outcome } from '../journal.ts';
import { runNode } from '../run-node.ts';
import { systemTimer, type Timer } from '../timer.ts';
import type { Log, Workflow } from '../workflow.ts';

/** What a memory journal keeps of one run, and another may go on with. Plain JSON. */
export interface MemoryRecord {
  readonly runId: string;
  readonly attempts: readonly AttemptRecord[];
  /** Node and reason. */
  readonly skipped: Readonly<Record<string, string>>;
}

interface AttemptRecord {
  readonly call: NodeCall;
  /** When the body may run, in milliseconds of the journal's clock. */
  readonly dueMs: number;
  readonly canceledBecause?: string;
  readonly outcome?: Outcome;
}

export interface MemoryJournalOptions<Context> {
  readonly workflow: Workflow<Context>;
  readonly context: Context;
  /** To go on with what another journal recorded. Default: nothing recorded yet. */
  readonly record?: MemoryRecord;
  /** Part of the idempotency keys. Default: the record's, or a random one. */
  readonly runId?: string;
  /** Default: the system's. */
  readonly clock?: { readonly nowMs: () => number; readonly timer: Timer };
  /** From 0 to below 1. Given: bodies that could begin at once begin in random order, and ended attempts are handed out in random order. */
  readonly random?: () => number;
  /** Crashes by itself when it passes this point (from 1). Points lie before and after everything that is recorded or handed out. */
  readonly crashAtPoint?: number;
  readonly graceMs?: number;
  readonly log?: (call: NodeCall) => Log;
}

export interface MemoryJournal extends Journal {
  /**
   * Ends this journal as a kill ends a process: every call, also a pending one, rejects with a MemoryJournalCrashedError, and what
   * bodies in flight still give is lost. Their signals are aborted, since JavaScript cannot kill them.
   */
  crash(): void;
  /** A copy of what a crash would leave. */
  record(): MemoryRecord;
  /** How many points it has passed. */
  points(): number;
}

export class MemoryJournalCrashedError extends Error {
  override readonly name = 'MemoryJournalCrashedError';
  constructor() {
    super('The memory journal has crashed; open another on its record()');
  }
}

/** A journal without a database: in this process, with a record that another one can be opened on. */
export function memoryJournal<Context>(options: MemoryJournalOptions<Context>): MemoryJournal {
  const { workflow, context, clock = { nowMs: Date.now, timer: systemTimer }, random, crashAtPoint } = options;
  const runId = options.runId ?? options.record?.runId ?? randomUUID();
  const attempts = new Map<string, AttemptRecord>();
  const skipped = new Map(Object.entries(options.record?.skipped ?? {}));
  for (const attempt of copy(options.record?.attempts ?? [])) attempts.set(keyOf(attempt.call), attempt);

  /** Asked for and not begun: begun together, so that their order can be random. */
  const waiting = new Set<string>();
  const running = new Map<string, AbortController>();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  let isCrashed = false;
  let passed = 0;
  let somethingEnded = Promise.withResolvers<void>();

  const crash = (): void => {
    if (isCrashed) return;
    isCrashed = true;
    broken.reject(new MemoryJournalCrashedError());
    for (const controller of running.values()) controller.abort(new MemoryJournalCrashedError());
  };
  const point = (): void => {
    if (isCrashed) throw new MemoryJournalCrashedError();
    passed += 1;
    if (passed === crashAtPoint) {
      crash();
      throw new MemoryJournalCrashedError();
    }
  };
  const write = (key: string, change: Partial<AttemptRecord> & Pick<AttemptRecord, 'call' | 'dueMs'>): void => {
    point();
    attempts.set(key, copy(change));
    point();
  };
  const recordOf = (key: string): AttemptRecord => {
    const found = attempts.get(key);
    if (!found) throw new Error(`next() was asked about ${key}, which was neither started nor canceled`);
    return found;
  };

  const runBody = async (key: string): Promise<void> => {
    const { call, dueMs, canceledBecause } = recordOf(key);
    const controller = new AbortController();
    running.set(key, controller);
    if (canceledBecause !== undefined) controller.abort(new Error(canceledBecause));
    await due(dueMs, clock, controller.signal);
    const log = options.log?.(call);
    const outcome = await runNode(workflow, call.node, {
      input: copy(call.input),
      needs: copy(call.needs),
      context,
      attempt: call.attempt,
      idempotencyKey: `${runId}/${call.node}`,
      signal: controller.signal,
      timer: clock.timer,
      ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
      ...(log ? { log } : {}),
    });
    write(key, { ...recordOf(key), outcome });
    running.delete(key);
    somethingEnded.resolve();
  };
  const beginWaiting = (): void => {
    const keys = shuffled([...waiting], random);
    waiting.clear();
    // What breaks here (also the crash itself, while the outcome was written) is told to the interpreter by its pending next().
    for (const key of keys) runBody(key).catch(broken.reject);
  };

  return {
    async start(call) {
      point();
      const key = keyOf(call);
      const known = attempts.get(key);
      if (!known) write(key, { call, dueMs: clock.nowMs() + call.delayMs });
      if (!known?.outcome && !running.has(key)) waiting.add(key);
    },
    async next(live) {
      point();
      beginWaiting();
      for (;;) {
        const ended = shuffled(live.map(keyOf), random)
          .map(recordOf)
          .find((attempt) => attempt.outcome !== undefined);
        if (ended?.outcome) {
          point();
          return { node: ended.call.node, attempt: ended.call.attempt, outcome: copy(ended.outcome) } satisfies EndedAttempt;
        }
        somethingEnded = Promise.withResolvers();
        await Promise.race([somethingEnded.promise, broken.promise]);
      }
    },
    async skip(node, reason) {
      point();
      if (!skipped.has(node)) skipped.set(node, reason);
      point();
    },
    async cancel(calls, reason) {
      point();
      for (const call of calls) {
        const key = keyOf(call);
        const known = attempts.get(key);
        if (known?.outcome) continue;
        const alive = running.has(key);
        // Without a process that runs it (never started, not begun yet, or the process is gone) it has ended by this.
        const ended: Partial<AttemptRecord> = alive ? {} : { outcome: { status: 'canceled' } };
        waiting.delete(key);
        write(key, { ...(known ?? { call, dueMs: clock.nowMs() }), canceledBecause: reason, ...ended });
        running.get(key)?.abort(new Error(reason));
        somethingEnded.resolve();
      }
    },
    crash,
    record: () => copy({ runId, attempts: [...attempts.values()], skipped: Object.fromEntries(skipped) }),
    points: () => passed,
  };
}

const copy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

const keyOf = ({ node, attempt }: { node: string; attempt: number }): string => `${node}#${attempt}`;

async function due(dueMs: number, clock: { readonly nowMs: () => number; readonly timer: Timer }, signal: AbortSignal): Promise<void> {
  const delayMs = dueMs - clock.nowMs();
  if (delayMs <= 0 || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.timer(delayMs, resolve);
  const onAbort = () => {
    cancel();
    resolve();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  await promise;
  signal.removeEventListener('abort', onAbort);
}

function shuffled<Item>(items: readonly Item[], random: (() => number) | undefined): readonly Item[] {
  if (!random) return items;
  return items
    .map((item): [number, Item] => [random(), item])
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}
