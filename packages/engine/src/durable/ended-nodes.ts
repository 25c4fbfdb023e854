/** Wakes those who wait for nodes. A wake-up is a hint to look at the rows; missing one costs a poll. */
export interface EndedNodes {
  tell(nodeId: string): void;
  /** All waiters look again, for example after the connection that carries notifications was cut. */
  tellAll(): void;
  /** Resolves when one of these was told, or after `timeoutMs`. */
  wait(nodeIds: readonly string[], timeoutMs: number): { told: Promise<void>; release: () => void };
}

export function createEndedNodes(): EndedNodes {
  const waiters = new Map<string, Set<() => void>>();
  return {
    tell: (nodeId) => {
      for (const wake of waiters.get(nodeId) ?? []) wake();
    },
    tellAll: () => {
      for (const wakes of waiters.values()) for (const wake of wakes) wake();
    },
    wait: (nodeIds, timeoutMs) => {
      let wake: () => void = () => undefined;
      const told = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const timer = setTimeout(wake, timeoutMs);
      for (const id of nodeIds) waiters.set(id, (waiters.get(id) ?? new Set()).add(wake));
      return {
        told,
        release: () => {
          clearTimeout(timer);
          for (const id of nodeIds) {
            const wakes = waiters.get(id);
            wakes?.delete(wake);
            if (wakes?.size === 0) waiters.delete(id);
          }
        },
      };
    },
  };
}
