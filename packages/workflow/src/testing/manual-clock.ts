import type { Timer } from '../timer.ts';

/** Time that moves only when told to. */
export interface ManualClock {
  readonly nowMs: () => number;
  readonly timer: Timer;
  /** Rings everything that is due within `durationMs`, in order of time, and lets what follows from each ring settle. */
  readonly advance: (durationMs: number) => Promise<void>;
  /** Moves to the next ring, if there is one, and rings it; answers whether there was. */
  readonly advanceToNext: () => Promise<boolean>;
}

export function manualClock(startMs = 0): ManualClock {
  let now = startMs;
  const rings = new Map<symbol, { readonly dueMs: number; readonly ring: () => void }>();
  const timer: Timer = (delayMs, ring) => {
    const id = Symbol('timer');
    rings.set(id, { dueMs: now + delayMs, ring });
    return () => void rings.delete(id);
  };
  const ringNext = async (untilMs: number): Promise<boolean> => {
    const [first] = [...rings].toSorted(([, a], [, b]) => a.dueMs - b.dueMs);
    if (first === undefined || first[1].dueMs > untilMs) return false;
    rings.delete(first[0]);
    now = Math.max(now, first[1].dueMs);
    first[1].ring();
    await settled();
    return true;
  };
  const advance = async (durationMs: number): Promise<void> => {
    const untilMs = now + durationMs;
    await settled();
    while (await ringNext(untilMs));
    now = untilMs;
  };
  const advanceToNext = async (): Promise<boolean> => {
    await settled();
    return await ringNext(Number.POSITIVE_INFINITY);
  };
  return { nowMs: () => now, timer, advance, advanceToNext };
}

/** All microtasks are done when the event loop has gone round. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
