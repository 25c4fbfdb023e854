import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { available } from '../../tooling/available.ts';
import { postgresProcesses } from './postgres-processes.ts';

export const hasMemoryFigures = available('proc', existsSync('/proc/self/smaps_rollup'));

export interface MemoryUse {
  processes: number;
  /** Pages that several processes share count once in each of them. */
  residentMb: number;
  /** Shared pages are divided among those who share them, so this is what the machine would have back. */
  proportionalMb: number;
}

/** Ids of the processes that serve the page of a home. */
export const servingProcesses = (home: string): number[] =>
  readdirSync(join(home, 'pages')).map((name) => Number(name.replace('.json', '')));

/** What the processes that serve the page of a home, and its embedded PostgreSQL, hold in memory. */
export function readMemoryUse(home: string): { server: MemoryUse; database: MemoryUse } {
  return { server: sumOf(servingProcesses(home)), database: sumOf(postgresProcesses(home)) };
}

function sumOf(pids: readonly number[]): MemoryUse {
  const rollups = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  const sum = (field: string) =>
    rollups.reduce((total, text) => total + Number(new RegExp(`^${field}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN), 0) / 1024;
  return { processes: pids.length, residentMb: sum('Rss'), proportionalMb: sum('Pss') };
}
