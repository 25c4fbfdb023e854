import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readInstallEnvironment } from '../config.ts';

export interface InstallerRun {
  readonly exitCode: number | null;
  /** Both streams, the last lines. */
  readonly tail: string;
}

const keptLines = 40;

/** Runs a package manager on the host, with its lines as they come. A program that cannot be started has exit code 127. */
export function runInstaller(
  command: readonly [string, ...string[]],
  given: { readonly cwd: string; readonly signal?: AbortSignal | undefined; readonly onLine?: ((line: string) => void) | undefined },
): Promise<InstallerRun> {
  const [program, ...args] = command;
  const lines: string[] = [];
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: given.cwd,
      env: readInstallEnvironment(),
      signal: given.signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > keptLines) lines.shift();
        given.onLine?.(line);
      });
    }
    child.once('error', (error) => {
      resolve({ exitCode: 127, tail: error.message });
    });
    child.once('close', (exitCode) => {
      resolve({ exitCode, tail: lines.join('\n') });
    });
  });
}
