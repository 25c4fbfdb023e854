/** What a sandbox tells of a run, as far as it matters here; `RunResult` of a sandbox driver is one. */
export interface EndedRun {
  readonly ended: 'exited' | 'timed_out' | 'canceled' | 'could_not_start' | 'killed';
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly limit: 'memory' | 'disk' | 'wall_clock' | null;
}

/** `passed` and `failed` say something about the work. The other three never do. */
export type Outcome = 'passed' | 'failed' | 'timed_out' | 'could_not_run' | 'killed_by_host';

export interface CheckOutcome {
  readonly outcome: Outcome;
  /** For people, a part of a sentence: `it ended with exit code 1`. */
  readonly why: string;
}

/** Signals by which a program falls over by itself. All others came from outside. */
const crashes = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);

/** What shells and runners answer when a process of theirs was killed from outside, as an out-of-memory killer does: 128 + SIGKILL, 128 + SIGTERM. */
const killedCodes: Readonly<Record<number, string>> = { 137: 'SIGKILL', 143: 'SIGTERM' };

/** What a shell answers when it did not even begin: 126 may not be run, 127 no such program. */
const notBegun: Readonly<Record<number, string>> = { 126: 'its program may not be run', 127: 'its program is missing' };

const limits = { memory: 'the memory', disk: 'the disk space', wall_clock: 'the time' } as const;

/** How a check came out. A check that was canceled did not run: whoever canceled it asks for no outcome. */
export function checkOutcome({ ended, exitCode, signal, limit }: EndedRun): CheckOutcome {
  if (ended === 'timed_out' || limit === 'wall_clock') return { outcome: 'timed_out', why: 'it did not end within its time' };
  if (limit !== null) return { outcome: 'killed_by_host', why: `${limits[limit]} of the sandbox was used up` };
  switch (ended) {
    case 'canceled':
      return { outcome: 'could_not_run', why: 'it was canceled before its end' };
    case 'could_not_start':
      return { outcome: 'could_not_run', why: 'it could not be started' };
    case 'killed': {
      if (signal !== null && crashes.has(signal)) return { outcome: 'failed', why: `it crashed with ${signal}` };
      return { outcome: 'killed_by_host', why: `it was killed from outside (${signal ?? 'no signal known'})` };
    }
    case 'exited': {
      if (exitCode === 0) return { outcome: 'passed', why: 'it ended with exit code 0' };
      if (exitCode === null) return { outcome: 'could_not_run', why: 'its exit code is not known' };
      const reason = notBegun[exitCode];
      if (reason !== undefined) return { outcome: 'could_not_run', why: `it ended with exit code ${exitCode}: ${reason}` };
      const killer = killedCodes[exitCode];
      if (killer !== undefined)
        return {
          outcome: 'killed_by_host',
          why: `it ended with exit code ${exitCode}: a process of it was killed from outside (${killer})`,
        };
      return { outcome: 'failed', why: `it ended with exit code ${exitCode}` };
    }
  }
}

/** Whether an outcome says something about the work. */
export const isVerdict = (outcome: Outcome): outcome is 'passed' | 'failed' => outcome === 'passed' || outcome === 'failed';
