import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Material, Remote } from './projects.ts';

const script = join(import.meta.dirname, 'shell-loop.sh');

/** Runs the script over each remote, all at once; answers the seconds until the last has ended. `folder` must be new. */
export async function runShellLoops(
  material: Material,
  remotes: readonly Remote[],
  folder: string,
  signal: AbortSignal,
  /** Given a command line, what to run instead, for example a shell that says what it does. */
  command: (line: string[]) => string[] = (line) => line,
): Promise<number> {
  const folders = remotes.map((_, index) => join(folder, String(index + 1)));
  for (const each of folders) mkdirSync(each, { recursive: true });
  const since = performance.now();
  await Promise.all(
    remotes.map(({ path }, index) => {
      const [program = '', ...args] = command([script, path, material.recordings, folders[index] ?? '']);
      return ended(spawn(program, args, { env: material.environment, stdio: ['ignore', 'inherit', 'inherit'], signal }), path);
    }),
  );
  return (performance.now() - since) / 1000;
}

const ended = (child: ChildProcess, place: string) =>
  new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new Error(`The shell loop of ${place} ended with ${killedBy ?? `exit code ${code}`}`));
    });
  });
