/** Tells the runs of this process that a person wants the end of their execution. */
export interface StopSignals {
  /** Aborted at once or later, as soon as the rows say so. */
  signal: (executionId: string) => AbortSignal;
  /** Something was asked of this execution: look at the rows. */
  look: (executionId: string) => Promise<void>;
  lookAll: () => Promise<void>;
}

export function createStopSignals(isStopAsked: (executionId: string) => Promise<boolean>): StopSignals {
  const controllers = new Map<string, AbortController>();
  const look = async (executionId: string) => {
    const controller = controllers.get(executionId);
    if (controller && !controller.signal.aborted && (await isStopAsked(executionId))) {
      controller.abort(new Error('The execution was stopped'));
      controllers.delete(executionId);
    }
  };
  return {
    signal: (executionId) => {
      const known = controllers.get(executionId);
      if (known) return known.signal;
      const controller = new AbortController();
      controllers.set(executionId, controller);
      void look(executionId);
      return controller.signal;
    },
    look,
    lookAll: async () => {
      for (const id of controllers.keys()) await look(id);
    },
  };
}
