import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** One process that this one has started and that has ended. */
export interface ChildRun {
  /** `git cat-file`, `npm test`, … */
  what: string;
  /** Milliseconds since 1970, so that it can be held against rows of the database. */
  startedAtMs: number;
  durationMs: number;
}

/** Writes down every process that this one starts from now on, until `stop`. */
export function watchChildProcesses(): { stop: () => ChildRun[] } {
  const runs: ChildRun[] = [];
  const onStart = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    const since = performance.now();
    child.once('close', () => {
      runs.push({
        what: nameOf(child.spawnargs),
        startedAtMs: performance.timeOrigin + since,
        durationMs: performance.now() - since,
      });
    });
  };
  subscribe('child_process', onStart);
  return {
    stop: () => {
      unsubscribe('child_process', onStart);
      return runs;
    },
  };
}

function nameOf([program = '', ...args]: readonly string[]): string {
  if (program === 'sh') return args.at(-1) ?? program;
  if (program !== 'git') return program;
  const subcommand = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c');
  const detail = args.find((arg) => ['--batch', '--check', '--batch-check=%(objectname)', 'blob'].includes(arg));
  return ['git', subcommand, detail?.replace(/=.*/, '')].filter((part) => part !== undefined).join(' ');
}
