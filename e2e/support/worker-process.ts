import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkerAnswer, WorkerCommand, WorkerOptions } from './worker-protocol.ts';

export interface WorkerProcess {
  pid: number;
  /** Resolves when it takes commands; rejects if it ends before. */
  ready: Promise<{ workerId: string; databaseUrl: string }>;
  /** Rejects with the refusal, its code in `code`, or with `code` worker_gone if the process ended before it answered. */
  tell(command: WorkerCommand): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it said on standard error. */
  said: string[];
  /** Lets it close in good order, and waits. */
  close(): Promise<void>;
}

export class WorkerRefusal extends Error {
  override readonly name = 'WorkerRefusal';
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

const closeWithinMs = 30_000;

/** Starts a DevTeam process of its own, with the Node that runs the tests. */
export function startWorker(options: WorkerOptions): WorkerProcess {
  const child = spawn(process.execPath, ['--no-deprecation', join(import.meta.dirname, 'worker.ts'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const ready = Promise.withResolvers<{ workerId: string; databaseUrl: string }>();
  // Who kills it before it is ready does not wait for this.
  ready.promise.catch(() => undefined);
  let count = 0;

  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as WorkerAnswer;
    if ('ready' in answer) return ready.resolve(answer.ready);
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(new WorkerRefusal(answer.error.code, answer.error.message));
    else asked?.resolve(answer.result);
  });
  // Writing to a process that was killed is no error of ours.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null }));
  const tellAll = async () => {
    const { code, signal } = await ended;
    const gone = () => new WorkerRefusal('worker_gone', `the worker ended with ${signal ?? code}\n${said.slice(-30).join('\n')}`);
    ready.reject(gone());
    for (const { reject } of waiting.values()) reject(gone());
  };
  void tellAll();

  return {
    pid: child.pid ?? 0,
    ready: ready.promise,
    said,
    ended,
    tell: (command) => {
      count += 1;
      const id = count;
      const { promise, reject, resolve } = Promise.withResolvers<unknown>();
      if (child.exitCode !== null || child.signalCode !== null) reject(new WorkerRefusal('worker_gone', 'the worker has ended'));
      else waiting.set(id, { resolve, reject });
      child.stdin.write(`${JSON.stringify({ id, ...command })}\n`);
      return promise;
    },
    kill: (signal) => void child.kill(signal),
    close: async () => {
      child.stdin.end();
      child.kill('SIGCONT');
      const timer = setTimeout(() => child.kill('SIGKILL'), closeWithinMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
