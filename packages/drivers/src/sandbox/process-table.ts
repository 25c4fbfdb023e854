import { execFile } from 'node:child_process';
import { linuxProcessTable } from './linux-process-table.ts';
import { type RunningProcess, marks } from './running-process.ts';

const linux = process.platform === 'linux' ? linuxProcessTable() : undefined;

/** All processes of this machine that run; a zombie does not. A process whose environment is not ours to read has no marks. */
export async function listProcesses(): Promise<RunningProcess[]> {
  return linux ? linux.list() : parseProcessList(await ps(['-axwwE', '-o', 'pid=,ppid=,pgid=,stat=,command=']));
}

/** Tells two processes of one id apart: the start time; null if no such process runs. */
export async function findStartOf(pid: number): Promise<string | null> {
  if (linux) return linux.findStartOf(pid);
  return (await ps(['-o', 'lstart=', '-p', String(pid)])).trim().replaceAll(/\s+/g, '-') || null;
}

/** Reads what `ps -E` of macOS prints: the environment follows the command, separated by spaces. */
export function parseProcessList(text: string): RunningProcess[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parentPid, groupId, state, rest] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
    if (pid === undefined || rest === undefined || state?.startsWith('Z')) return [];
    const valueOf = (name: string) => new RegExp(`(?:^| )${name}=(\\S+)`).exec(rest)?.[1] ?? null;
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        groupId: Number(groupId),
        sandbox: valueOf(marks.sandbox),
        run: valueOf(marks.run),
        owner: valueOf(marks.owner),
      },
    ];
  });
}

function ps(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('ps', args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      // Exit 1 without output: no such process.
      if (error && stdout !== '') reject(error);
      else resolve(stdout);
    });
  });
}
