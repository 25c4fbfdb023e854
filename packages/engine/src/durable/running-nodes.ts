/** The nodes that this process runs now, and how to end them. */
export interface RunningNodes {
  begin(nodeId: string): { signal: AbortSignal; end: () => void };
  has(nodeId: string): boolean;
  abort(nodeId: string, reason: string): void;
  /** The process leaves: all end now, and none counts as canceled. Resolves when none is left. */
  leave(): Promise<void>;
  isLeaving(): boolean;
}

export class NodeCanceled extends Error {
  override readonly name = 'NodeCanceled';
}

export function createRunningNodes(): RunningNodes {
  const running = new Map<string, AbortController>();
  let isLeaving = false;
  let whenEmpty: (() => void)[] = [];
  return {
    begin: (nodeId) => {
      const controller = new AbortController();
      running.set(nodeId, controller);
      if (isLeaving) controller.abort(new NodeCanceled('the worker is leaving'));
      return {
        signal: controller.signal,
        end: () => {
          if (running.get(nodeId) === controller) running.delete(nodeId);
          if (running.size > 0) return;
          for (const resolve of whenEmpty) resolve();
          whenEmpty = [];
        },
      };
    },
    has: (nodeId) => running.has(nodeId),
    abort: (nodeId, reason) => running.get(nodeId)?.abort(new NodeCanceled(reason)),
    leave: async () => {
      isLeaving = true;
      for (const controller of running.values()) controller.abort(new NodeCanceled('the worker is leaving'));
      if (running.size > 0) await new Promise<void>((resolve) => whenEmpty.push(resolve));
    },
    isLeaving: () => isLeaving,
  };
}
