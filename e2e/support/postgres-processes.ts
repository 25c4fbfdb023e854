import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Process ids of the embedded PostgreSQL of a home, the postmaster first; empty if none runs. */
export function postgresProcesses(home: string): number[] {
  const postmaster = Number(textOf(join(home, 'postgres', 'data', 'postmaster.pid')).split('\n')[0]);
  if (!postmaster || !textOf(`/proc/${postmaster}/cmdline`).includes('postgres')) return [];
  const children = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === postmaster);
  return [postmaster, ...children.map(Number)];
}

/** As a crash of the machine would, without taking the machine along. */
export function killPostgres(home: string): number {
  const found = postgresProcesses(home);
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with its postmaster.
    }
  }
  return found.length;
}

/** The name stands in brackets and may hold anything, so fields count from the last one. */
function parentOf(pid: string): number {
  const stat = textOf(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
