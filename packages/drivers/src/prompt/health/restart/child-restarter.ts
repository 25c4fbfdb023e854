import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { hostEnvironment } from '../../config.ts';
import type { ServiceRestarter } from './restart-port.ts';

/** A program that ends within this time did not start. */
const settleMs = 150;

/**
 * A server that this process keeps as its child: `ollama serve` where nobody else does. It is started by the first restart, has a process group of its own,
 * and ends with us. Where the address is taken, the program says so itself, and that is the reason of the failure.
 */
export function childRestarter(
  command: readonly [program: string, ...args: string[]],
  { graceMs = 3000 }: { /** Between asking and killing. */ readonly graceMs?: number } = {},
): ServiceRestarter {
  const [program, ...args] = command;
  let child: ChildProcess | undefined;
  let lastWords = '';

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const stop = async () => {
    const stopping = child;
    if (!stopping?.pid || !isRunning()) return;
    const ended = once(stopping, 'exit');
    sendToGroup(stopping.pid, 'SIGTERM');
    const late = setTimeout(() => sendToGroup(stopping.pid, 'SIGKILL'), graceMs);
    await ended;
    clearTimeout(late);
    // Whatever it started is in its group.
    sendToGroup(stopping.pid, 'SIGKILL');
  };
  // A process that is ended at once has no time to wait.
  const onExit = () => isRunning() && sendToGroup(child?.pid, 'SIGKILL');
  process.on('exit', onExit);

  return {
    label: `own process ${command.join(' ')}`,
    async restart(signal) {
      signal.throwIfAborted();
      await stop();
      signal.throwIfAborted();
      lastWords = '';
      const started = spawn(program, args, {
        env: hostEnvironment(),
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      });
      started.stderr.on('data', (chunk: Uint8Array) => {
        lastWords = `${lastWords}${Buffer.from(chunk).toString('utf8')}`.slice(-1000);
      });
      // It must not keep us from ending.
      started.unref();
      child = started;
      const failed = new Promise<Error>((resolve) => {
        started.once('error', (error) =>
          resolve(new Error(`the program ${program} cannot be started: ${error.message}`, { cause: error })),
        );
      });
      const ended = once(started, 'exit').then(
        ([code]) => new Error(`${program} ended at once with ${String(code)}: ${lastWords.trim() || 'without a word'}`),
        (error: unknown) => error as Error,
      );
      const problem = await Promise.race([failed, ended, pause(settleMs).then(() => undefined)]);
      if (problem) throw problem;
    },
    async close() {
      process.off('exit', onExit);
      await stop();
    },
  };
}

function sendToGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}
