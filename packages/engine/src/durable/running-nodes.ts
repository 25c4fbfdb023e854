/** The nodes that this process runs now, by the ticket under which each was handed out, and how to end them. */
export interface RunningNodes {
  /** Undefined if it runs here already. */
  begin(ticket: string): { signal: AbortSignal; end: () => void } | undefined;
  /** Resolves when the node does not run here any more. */
  whenEnded(ticket: string): Promise<void>;
  /** `work`: what shall become of what it has done until then. */
  abort(ticket: string, reason: string, work?: 'keep' | 'discard'): void;
  tickets(): string[];
  /** The process leaves: all end now, and none counts as canceled. Resolves when none is left. */
  leave(): Promise<void>;
  isLeaving(): boolean;
}

export class NodeCanceled extends Error {
  override readonly name = 'NodeCanceled';
  readonly work: 'keep' | 'discard';

  constructor(reason: string, work: 'keep' | 'discard') {
    super(reason);
    this.work = work;
  }
}

export function createRunningNodes(): RunningNodes {
  const running = new Map<string, { controller: AbortController; ended: Promise<void> }>();
  let isLeaving = false;
  const abort = (controller: AbortController, reason: string, work: 'keep' | 'discard' = 'discard') =>
    controller.abort(new NodeCanceled(reason, work));
  return {
    begin: (ticket) => {
      if (running.has(ticket)) return undefined;
      const controller = new AbortController();
      const { promise, resolve } = Promise.withResolvers<void>();
      running.set(ticket, { controller, ended: promise });
      if (isLeaving) abort(controller, 'the worker is leaving');
      return {
        signal: controller.signal,
        end: () => {
          running.delete(ticket);
          resolve();
        },
      };
    },
    whenEnded: async (ticket) => running.get(ticket)?.ended,
    abort: (ticket, reason, work) => {
      const run = running.get(ticket);
      if (run) abort(run.controller, reason, work);
    },
    tickets: () => [...running.keys()],
    leave: async () => {
      isLeaving = true;
      for (const { controller } of running.values()) abort(controller, 'the worker is leaving');
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
    isLeaving: () => isLeaving,
  };
}
