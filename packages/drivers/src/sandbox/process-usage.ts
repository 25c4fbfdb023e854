import { readFileSync } from 'node:fs';
import type { SandboxUsage } from './sandbox-port.ts';

const ticksPerSecond = 100;
const pageBytes = 4096;

/** Sums up what processes use, from `/proc`; what they share is counted once for each. Nothing is known where there is no `/proc`. */
export function usageOfProcesses(pids: readonly number[]): Omit<SandboxUsage, 'diskBytes'> {
  if (process.platform !== 'linux') return { memoryBytes: null, processorSeconds: null, throttledSeconds: null, processes: pids.length };
  let memoryBytes = 0;
  let ticks = 0;
  let processes = 0;
  for (const pid of pids) {
    const fields = fieldsOf(pid);
    if (!fields) continue;
    // Its own time and that of its children that have ended.
    ticks += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    processes += Number(fields[17]);
    memoryBytes += Number(fields[21]) * pageBytes;
  }
  return { memoryBytes, processorSeconds: ticks / ticksPerSecond, throttledSeconds: null, processes };
}

function fieldsOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // It ended meanwhile.
  }
}
