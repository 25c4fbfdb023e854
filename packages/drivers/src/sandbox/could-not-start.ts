import type { RunResult } from './sandbox-port.ts';

/** The end of a command for which there is no place any more. */
export const couldNotStart = (why: string): RunResult => ({
  ended: 'could_not_start',
  exitCode: null,
  signal: null,
  durationMs: 0,
  limit: null,
  outputTail: `${why}\n`,
});
