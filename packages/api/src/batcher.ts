/** Ten deliveries a second at most: a person sees no difference, and a thousand events a second cost ten renders. */
export const batchIntervalMs = 100;

export interface Batcher<T> {
  push(one: T): void;
  /** Delivers at once what waits. */
  flush(): void;
  /** Drops what waits; nothing is delivered afterwards. */
  stop(): void;
}

/** Collects what comes and delivers it together, the first one `batchIntervalMs` after it came at the latest. */
export function createBatcher<T>(deliver: (all: T[]) => void): Batcher<T> {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const all = waiting;
    waiting = [];
    deliver(all);
  };

  return {
    push: (one) => {
      if (stopped) return;
      waiting.push(one);
      timer ??= setTimeout(flush, batchIntervalMs);
    },
    flush,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      waiting = [];
    },
  };
}
