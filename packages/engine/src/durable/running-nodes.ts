/** The nodes that this process runs now, and how to end them. */
export interface RunningNodes {
  /** Undefined if it runs here already. */
  begin(nodeId: string): { signal: AbortSignal; end: () => void } | undefined;
  /** Resolves when the node does not run here any more. */
  whenEnded(nodeId: string): Promise<void>;
  abort(nodeId: string, reason: string): void;
  /** The process leaves: all end now, and none counts as canceled. Resolves when none is left. */
  leave(): Promise<void>;
  isLeaving(): boolean;
}

export class NodeCanceled extends Error {
  override readonly name = 'NodeCanceled';
}

export function createRunningNodes(): RunningNodes {
  const running = new Map<string, { controller: AbortController; ended: Promise<void> }>();
  let isLeaving = false;
  const abort = (controller: AbortController, reason: string) => controller.abort(new NodeCanceled(reason));
  return {
    begin: (nodeId) => {
      if (running.has(nodeId)) return undefined;
      const controller = new AbortController();
      const { promise, resolve } = Promise.withResolvers<void>();
      running.set(nodeId, { controller, ended: promise });
      if (isLeaving) abort(controller, 'the worker is leaving');
      return {
        signal: controller.signal,
        end: () => {
          running.delete(nodeId);
          resolve();
        },
      };
    },
    whenEnded: async (nodeId) => running.get(nodeId)?.ended,
    abort: (nodeId, reason) => {
      const run = running.get(nodeId);
      if (run) abort(run.controller, reason);
    },
    leave: async () => {
      isLeaving = true;
      for (const { controller } of running.values()) abort(controller, 'the worker is leaving');
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
    isLeaving: () => isLeaving,
  };
}
