import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ChildProcess } from 'node:child_process';

const script = fileURLToPath(new URL('worker.ts', import.meta.url));

export interface WorkerProcess {
  /** Resolves when the worker has begun its work. */
  begun: Promise<unknown>;
  /** Its exit code, or the signal that ended it, and what it complained about. */
  ended: Promise<string>;
  /** Milliseconds since it last said something. */
  silentMs: () => number;
  kill: () => Promise<void>;
}

export function startWorker(what: string, order: object): WorkerProcess {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', script, what, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  let spokeAt = performance.now();
  child.stdout!.on('data', () => {
    spokeAt = performance.now();
  });
  const begun = once(child.stdout!, 'data');
  const ended = once(child, 'close').then(([code, signal]) => `${code ?? signal}${complaints}`);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { begun, ended, silentMs: () => performance.now() - spokeAt, kill };
}
