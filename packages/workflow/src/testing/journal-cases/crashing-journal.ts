import type { EndedAttempt, Journal } from '../../journal.ts';

/** Stands for the death of the interpreter's process between two of its calls. */
export class SimulatedCrashError extends Error {
  override readonly name = 'SimulatedCrashError';
}

/** Crashes before or after the nth call (from 1): point 1 before the first, 2 after it, 3 before the second, and so on. */
export function crashingJournal(journal: Journal, crashAtPoint: number, onHandedOut: (ended: EndedAttempt) => void): Journal {
  let passed = 0;
  const point = () => {
    passed += 1;
    if (passed >= crashAtPoint) throw new SimulatedCrashError(`at point ${passed}`);
  };
  const between = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    point();
    const value = await call();
    point();
    return value;
  };
  return {
    start: (call) => between(() => journal.start(call)),
    skip: (node, reason) => between(() => journal.skip(node, reason)),
    cancel: (calls, reason) => between(() => journal.cancel(calls, reason)),
    next: (live) =>
      between(async () => {
        const ended = await journal.next(live);
        onHandedOut(ended);
        return ended;
      }),
  };
}
