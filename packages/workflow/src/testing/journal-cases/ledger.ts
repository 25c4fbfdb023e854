import assert from 'node:assert/strict';

/** The context of the cases' workflows: bodies write down that they began, and wait where a case wants them to. */
export interface Ledger {
  /** Every beginning of a body, in order: `node#attempt`. */
  readonly begun: readonly string[];
  /** When the last beginning of this attempt was, by `performance.now()`. */
  readonly begunAtMs: (key: string) => number;
  readonly begin: (node: string, attempt: number) => void;
  /** Waits until the gate is opened, or for ever. */
  readonly pass: (gate: string) => Promise<void>;
  readonly open: (gate: string) => void;
  /** Resolves when the attempt has begun `times` times. */
  readonly sawBegin: (key: string, times?: number) => Promise<void>;
}

export function newLedger(): Ledger {
  const begun: string[] = [];
  const times = new Map<string, number>();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const gateOf = (name: string): PromiseWithResolvers<void> => {
    const gate = gates.get(name) ?? Promise.withResolvers<void>();
    gates.set(name, gate);
    return gate;
  };
  return {
    begun,
    begunAtMs: (key) => times.get(key) ?? assert.fail(`${key} did not begin`),
    begin: (node, attempt) => {
      begun.push(`${node}#${attempt}`);
      times.set(`${node}#${attempt}`, performance.now());
    },
    pass: (name) => gateOf(name).promise,
    open: (name) => gateOf(name).resolve(),
    sawBegin: async (key, wanted = 1) => {
      await eventually(() => begun.filter((each) => each === key).length >= wanted, `${key} to begin ${wanted} time(s)`);
    },
  };
}

/** Rejects after `withinMs`: a case that hangs must say what it waited for. */
async function eventually(condition: () => boolean, what: string, withinMs = 10_000): Promise<void> {
  const giveUpMs = performance.now() + withinMs;
  while (!condition()) {
    assert.ok(performance.now() < giveUpMs, `Waited ${withinMs} ms for ${what}`);
    await sleep(5);
  }
}

export async function soon<Value>(pending: Promise<Value>, what: string, withinMs = 10_000): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `Waited ${withinMs} ms for ${what}` })), withinMs);
  });
  try {
    return await Promise.race([pending, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const sleep = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

/** For a body that ends only by its signal. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = () => reject(new Error('ended by its signal'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
