import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the numbers depend on, in one line for people. */
export function describeMachine(): string {
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  const git = execFileSync('git', ['--version'], { encoding: 'utf8' })
    .trim()
    .replace(/^git version /, 'Git ');
  const model = cpus()[0]?.model.trim();
  return `${availableParallelism()} cores${model ? ` (${model})` : ''}, ${memoryGib} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}, ${git}`;
}

/** Runnable processes per core over the last minute; well above 1 before we begin means that others work here too. */
export const loadPerCore = (): number => (loadavg()[0] ?? 0) / availableParallelism();
