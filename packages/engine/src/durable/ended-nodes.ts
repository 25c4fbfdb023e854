import type { EndedNode } from '../store/index.ts';

/**
 * Wakes those who wait for nodes, and hands them the row where it is at hand. A wake-up is a hint to look at the rows; missing one
 * costs a poll.
 */
export interface EndedNodes {
  /** `row`: as it was written when the node ended in this process. */
  tell(nodeId: string, row?: EndedNode): void;
  /** While `write` is under way, which ends this node or finds it ended, nobody is woken for it: the row comes in a moment. */
  tellAfter(nodeId: string, write: () => Promise<EndedNode | undefined>): Promise<void>;
  /** All waiters look again, for example after the connection that carries notifications was cut. */
  tellAll(): void;
  /** One of these that ended in this process lately; it is handed out once. */
  take(nodeIds: readonly string[]): EndedNode | undefined;
  /** `told` resolves when one of these was told, or after `timeoutMs`. */
  wait(nodeIds: readonly string[], timeoutMs: number): { told: Promise<void>; release: () => void };
}

/** More than are ever in flight; what falls out is read from the table. */
const mostRemembered = 256;

export function createEndedNodes(): EndedNodes {
  const waiters = new Map<string, Set<() => void>>();
  const rows = new Map<string, EndedNode>();
  const beingWritten = new Set<string>();
  const tell = (nodeId: string, row?: EndedNode) => {
    if (row) {
      rows.set(nodeId, row);
      const [oldest] = rows.keys();
      if (rows.size > mostRemembered && oldest !== undefined) rows.delete(oldest);
    }
    for (const wake of waiters.get(nodeId) ?? []) wake();
  };
  return {
    tell: (nodeId, row) => {
      if (row || !beingWritten.has(nodeId)) tell(nodeId, row);
    },
    tellAfter: async (nodeId, write) => {
      beingWritten.add(nodeId);
      let row: EndedNode | undefined;
      try {
        row = await write();
      } finally {
        beingWritten.delete(nodeId);
        tell(nodeId, row);
      }
    },
    tellAll: () => {
      for (const wakes of waiters.values()) for (const wake of wakes) wake();
    },
    take: (nodeIds) => {
      for (const id of nodeIds) {
        const row = rows.get(id);
        if (row) {
          rows.delete(id);
          return row;
        }
      }
      return undefined;
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
