import type { Event } from '@devteam/api';

/** Ten deliveries a second at most: a person sees no difference, and a thousand events a second cost ten renders. */
export const batchIntervalMs = 100;

export interface EventBatcher {
  push(event: Event): void;
  /** Delivers at once what waits. */
  flush(): void;
  /** Drops what waits; nothing is delivered afterwards. */
  stop(): void;
}

/** Collects events and delivers them together, the first one `intervalMs` after it came at the latest. */
export function createEventBatcher(deliver: (events: Event[]) => void, intervalMs: number = batchIntervalMs): EventBatcher {
  let waiting: Event[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    deliver(events);
  };

  return {
    push: (event) => {
      if (stopped) return;
      waiting.push(event);
      timer ??= setTimeout(flush, intervalMs);
    },
    flush,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      waiting = [];
    },
  };
}
