import { type WorkerProcess, WorkerRefusal, startWorker } from './worker-process.ts';
import type { WorkerCommand, WorkerOptions } from './worker-protocol.ts';

/** One DevTeam that is started again at once whenever its process ends, as a service manager would. */
export interface KeptWorker {
  /** The process that runs now. */
  current(): WorkerProcess;
  /** Ends the process without a word; resolves when the next one was started, which is not yet ready then. */
  kill(): Promise<void>;
  /** A command as a patient person gives it: again, until some process has answered. */
  tell(command: WorkerCommand): Promise<unknown>;
  /** Ends that nobody asked for, with the last lines of each. */
  surprises: string[];
  close(): Promise<void>;
}

export function keepWorker(options: WorkerOptions): KeptWorker {
  const surprises: string[] = [];
  const expected = new WeakSet<WorkerProcess>();
  let isClosing = false;
  let current: WorkerProcess;

  const start = () => {
    const worker = startWorker(options);
    current = worker;
    void watch(worker);
  };
  const watch = async (worker: WorkerProcess) => {
    const { code, signal } = await worker.ended;
    if (isClosing || expected.has(worker)) return;
    surprises.push(`process ${worker.pid} ended with ${signal ?? code} by itself:\n${worker.said.slice(-20).join('\n')}`);
    start();
  };
  start();

  return {
    current: () => current,
    surprises,
    kill: async () => {
      const worker = current;
      expected.add(worker);
      worker.kill('SIGKILL');
      await worker.ended;
      start();
    },
    tell: async (command) => {
      for (let isRepeated = false; ; isRepeated = true) {
        const worker = current;
        try {
          await worker.ready;
          return await worker.tell(command);
        } catch (error) {
          const code = error instanceof WorkerRefusal ? error.code : undefined;
          // The first try arrived, and only its answer was lost.
          if (isRepeated && code === 'execution_active') return undefined;
          if (code !== 'worker_gone') throw error;
          await worker.ended;
        }
      }
    },
    close: async () => {
      isClosing = true;
      await current.close();
    },
  };
}
