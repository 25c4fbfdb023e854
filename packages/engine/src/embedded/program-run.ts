import { spawn } from 'node:child_process';
import type { Command } from './launch-plan.ts';

/** Nothing of the user's environment: a foreign LC_ALL fails initdb, and none at all makes a database without UTF-8. */
export const programEnvironment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export interface ProgramResult {
  /** 0 is success; undefined when it was ended by a signal or could not be started. */
  exitCode: number | undefined;
  output: string;
}

/** Runs a program to its end; not being able to start it is a result too. Rejects only when aborted. */
export function runProgram(
  command: Command,
  options: { input?: string; timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const { file, args, ...user } = command;
    const child = spawn(file, args, { ...user, cwd: '/', env: programEnvironment, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: string) => (output = (output + chunk).slice(-20_000));
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const end = () => child.kill('SIGKILL');
    const timer = setTimeout(() => {
      output += `\nended after ${options.timeoutMs / 1000} s without a result`;
      end();
    }, options.timeoutMs);
    options.signal?.addEventListener('abort', end, { once: true });
    const settle = (result: ProgramResult) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', end);
      if (options.signal?.aborted) reject(options.signal.reason as Error);
      else resolve(result);
    };
    child.once('error', (error) => settle({ exitCode: undefined, output: `${output}\n${error.message}` }));
    child.once('close', (code) => settle({ exitCode: code ?? undefined, output }));
    // It may end before it has read everything; its exit code says so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    if (options.signal?.aborted) end();
  });
}
