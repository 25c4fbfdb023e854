import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  pid: number;
  /** Kernel ticks at which it began, where the system tells; sets a process apart from a later one with the same id. */
  startedAt: string | undefined;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: readStat(pid)?.startedAt };
}

/** Whether exactly this process still runs. A zombie does not: it can write no more. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  if (startedAt !== undefined) {
    const stat = readStat(pid);
    return stat !== undefined && stat.startedAt === startedAt && stat.state !== 'Z' && stat.state !== 'X';
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The program's name stands in parentheses and may hold anything, so fields are counted from the last one. */
function readStat(pid: number): { state: string; startedAt: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
