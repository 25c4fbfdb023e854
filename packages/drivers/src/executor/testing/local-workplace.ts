import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { readHostPath } from '../config.ts';
import type { HeldProcessOptions, Workplace, WorkplaceRunOptions, WorkplaceRunResult } from '../executor-port.ts';

/**
 * A workplace of plain processes with a HOME of its own, for tests of executors without a sandbox. It ends whole process groups, and that is all it
 * keeps in order.
 */
export async function openLocalWorkplace(directory: string, home: string): Promise<Workplace> {
  await mkdir(home, { recursive: true });
  const environment = { PATH: `${dirname(process.execPath)}:${readHostPath() ?? '/usr/bin:/bin'}`, HOME: home, LANG: 'C.UTF-8', CI: '1' };
  const begin = (options: WorkplaceRunOptions, input: 'ignore' | 'pipe') => {
    const [program = 'sh', ...args] = typeof options.command === 'string' ? ['sh', '-c', options.command] : options.command;
    const cwd = join(directory, options.cwd ?? '.');
    return spawn(program, args, { cwd, env: { ...environment, ...options.env }, detached: true, stdio: [input, 'pipe', 'pipe'] });
  };
  return {
    directory,
    async run(options) {
      const child = begin(options, 'ignore');
      if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => options.onOutput?.('stdout', line));
      return watch(child, options);
    },
    start(options: HeldProcessOptions) {
      const child = begin(options, 'pipe');
      child.stdin?.on('error', () => {}); // It ended before it read all of it; its result tells why.
      child.stdout?.on('data', options.onStdout);
      return { write: (bytes) => void child.stdin?.write(bytes), end: () => void child.stdin?.end(), result: watch(child, options) };
    },
  };
}

function watch(child: ChildProcess, options: WorkplaceRunOptions): Promise<WorkplaceRunResult> {
  const startedAt = performance.now();
  const tail: string[] = [];
  let reason: 'timed_out' | 'canceled' | undefined;
  const endBecause = (why: typeof reason) => {
    reason ??= why;
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  };
  const cancel = () => endBecause('canceled');
  const timer = setTimeout(() => endBecause('timed_out'), options.timeoutMs);
  options.signal?.addEventListener('abort', cancel, { once: true });
  if (options.signal?.aborted) cancel();
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      tail.push(line);
      options.onOutput?.('stderr', line);
    });
  return new Promise((resolve) => {
    const conclude = (ended: WorkplaceRunResult['ended'], exitCode: number | null, signal: string | null) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
      resolve({ ended, exitCode, signal, durationMs: performance.now() - startedAt, outputTail: tail.slice(-100).join('\n') });
    };
    child.once('error', (error) => {
      tail.push(error.message);
      conclude('could_not_start', null, null);
    });
    child.once('close', (code, signal) => conclude(reason ?? (signal === null ? 'exited' : 'killed'), code, signal));
  });
}
