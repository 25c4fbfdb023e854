import { spawn } from 'node:child_process';

export interface BuildCommand {
  program: string;
  args: readonly string[];
  cwd: string;
}

const withinMs = 180_000;
const quotedCharacters = 2000;

/** Runs a build to its end; throws with its last words. */
export function runBuild(command: BuildCommand, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-quotedCharacters);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, killed) => {
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${killed ?? `code ${code ?? 'none'}`}: ${output.trim()}`));
    });
  });
}
