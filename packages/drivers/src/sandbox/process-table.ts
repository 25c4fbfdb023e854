import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** The variables by which processes of a sandbox are recognised, whatever group or parent they have by now. */
export const marks = { sandbox: 'DEVTEAM_SANDBOX', run: 'DEVTEAM_SANDBOX_RUN', owner: 'DEVTEAM_SANDBOX_OWNER' } as const;

export interface RunningProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** Id of the sandbox by its mark. */
  readonly sandbox: string | null;
  readonly run: string | null;
  readonly owner: string | null;
}

/**
 * All processes of this machine that run; a zombie does not. A process whose environment is not ours to read has no marks.
 * Reading is synchronous on purpose: some 20 µs a process, and nothing can fork unseen between two reads of ours for longer than that.
 */
export async function listProcesses(): Promise<RunningProcess[]> {
  return process.platform === 'linux' ? listByProc() : parseProcessList(await ps(['-axwwE', '-o', 'pid=,ppid=,pgid=,stat=,command=']));
}

/** Tells two processes of one id apart: the start time; null if no such process runs. */
export async function findStartOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return statOf(pid)?.start ?? null;
  return (await ps(['-o', 'lstart=', '-p', String(pid)])).trim().replaceAll(/\s+/g, '-') || null;
}

function listByProc(): RunningProcess[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) return [];
    const stat = statOf(pid);
    if (!stat) return [];
    const environment = `\0${textOf(`/proc/${pid}/environ`) ?? ''}`;
    const valueOf = (name: string) => {
      const from = environment.indexOf(`\0${name}=`);
      return from < 0 ? null : environment.slice(from + name.length + 2, environment.indexOf('\0', from + 1));
    };
    return [
      {
        pid,
        parentPid: stat.parentPid,
        groupId: stat.groupId,
        sandbox: valueOf(marks.sandbox),
        run: valueOf(marks.run),
        owner: valueOf(marks.owner),
      },
    ];
  });
}

/** The name in brackets may itself hold spaces and brackets, so fields count from the last one. */
function statOf(pid: number) {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid, groupId] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return { parentPid: Number(parentPid), groupId: Number(groupId), start: fields[19] ?? '' };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // It ended meanwhile, or belongs to another user.
  }
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
