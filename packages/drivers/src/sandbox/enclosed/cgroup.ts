import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the kernel counts for a group of processes; null where it does not. */
export interface CgroupReading {
  /** Without pages of files that it could drop at once. */
  readonly memoryBytes: number | null;
  readonly processorSeconds: number | null;
  /** How long it was held back by its limit of processors. */
  readonly throttledSeconds: number | null;
  /** Threads count too. */
  readonly processes: number | null;
  /** How many processes it has killed for want of memory. */
  readonly memoryKills: number | null;
}

/** Folders of one group: one for each controller in the first version of the kernel's interface, the same for all in the second. */
export interface Cgroup {
  readonly version: 1 | 2;
  readonly memory: string | null;
  readonly processor: string | null;
  /** Where the limit of processors is, which in the first version is another place than where they are counted. */
  readonly quota: string | null;
  readonly processes: string | null;
}

/** Undefined if it is gone. */
export function readCgroup(cgroup: Cgroup): CgroupReading | undefined {
  const number = (folder: string | null, file: string) => (folder === null ? null : numberIn(textOf(folder, file)));
  const [usage, statKey, kills, processor, perSecond] =
    cgroup.version === 1
      ? ['memory.usage_in_bytes', 'total_inactive_file', 'memory.oom_control', number(cgroup.processor, 'cpuacct.usage'), 1e9]
      : ['memory.current', 'inactive_file', 'memory.events', fieldOf(cgroup.processor, 'cpu.stat', 'usage_usec'), 1e6];
  const throttled =
    cgroup.version === 1 ? fieldOf(cgroup.quota, 'cpu.stat', 'throttled_time') : fieldOf(cgroup.quota, 'cpu.stat', 'throttled_usec');
  const used = number(cgroup.memory, usage);
  const reading = {
    memoryBytes: used === null ? null : Math.max(0, used - (fieldOf(cgroup.memory, 'memory.stat', statKey) ?? 0)),
    processorSeconds: processor === null ? null : processor / perSecond,
    throttledSeconds: throttled === null ? null : throttled / perSecond,
    processes: number(cgroup.processes, 'pids.current'),
    memoryKills: fieldOf(cgroup.memory, kills, 'oom_kill'),
  };
  return Object.values(reading).every((value) => value === null) ? undefined : reading;
}

function fieldOf(folder: string | null, file: string, name: string): number | null {
  const text = folder === null ? undefined : textOf(folder, file);
  const line = text?.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? null : numberIn(line.slice(name.length + 1));
}

const numberIn = (text: string | undefined): number | null => {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) ? value : null;
};

function textOf(folder: string, file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'latin1');
  } catch {
    return undefined;
  }
}
