import { readFileSync, readdirSync } from 'node:fs';

/** Seconds of processor time spent so far. */
export interface CpuTime {
  /** This process: the engine. */
  engine: number;
  /** All that it has started and that has ended, with their own children: git, checks, shell loops. */
  children: number;
  postgres: number;
}

const ticksPerSecond = 100;

/** Linux only; undefined elsewhere. */
export function readCpuTime(postgresPid: number): CpuTime | undefined {
  const own = statOf(process.pid);
  if (!own) return undefined;
  const postmaster = statOf(postgresPid);
  const backends = readdirSync('/proc').flatMap((entry) => {
    const stat = /^\d+$/.test(entry) ? statOf(Number(entry)) : undefined;
    return stat && stat.parentPid === postgresPid ? [stat.own] : [];
  });
  return {
    engine: own.own,
    children: own.ended,
    postgres: backends.reduce((total, each) => total + each, (postmaster?.own ?? 0) + (postmaster?.ended ?? 0)),
  };
}

export const difference = (after: CpuTime, before: CpuTime): CpuTime => ({
  engine: after.engine - before.engine,
  children: after.children - before.children,
  postgres: after.postgres - before.postgres,
});

function statOf(pid: number): { parentPid: number; own: number; ended: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const seconds = (index: number) => Number(fields[index]) / ticksPerSecond;
    return { parentPid: Number(fields[1]), own: seconds(11) + seconds(12), ended: seconds(13) + seconds(14) };
  } catch {
    return undefined;
  }
}
