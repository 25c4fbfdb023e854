import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';

const textOf = (path: string) => readFile(path, 'utf8').catch(() => undefined);

/** Whether a process of this id runs. A zombie does not: nobody may ever collect it when our parent is a container's first process. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but someone else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = (await statOf(pid))?.[0];
  return state !== 'Z' && state !== 'X';
}

/** What tells two processes of the same id apart: Linux's start time in clock ticks since boot, undefined where there is no /proc. */
export async function birthOf(pid: number): Promise<string | undefined> {
  return (await statOf(pid))?.[19];
}

/** The fields of /proc/pid/stat from the state on; the name before it may itself hold spaces and brackets. */
async function statOf(pid: number): Promise<string[] | undefined> {
  const stat = await textOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Whether this process is alive and is a PostgreSQL server (not one of its children) of this data directory, given as a real path. */
export async function isServerOf(pid: number, dataDirectory: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  const words = (await textOf(`/proc/${pid}/cmdline`))?.split('\0') ?? (await wordsFromPs(pid));
  const program = words[0]?.split('/').at(-1) ?? '';
  if (!/^(postgres|postmaster)$/.test(program)) return false;
  const directory = words[words.indexOf('-D') + 1];
  if (words.includes('-D') && directory === dataDirectory) return true;
  // Started by hand with PGDATA or by another name of the same path; a server lives in its data directory.
  const home = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return home === dataDirectory;
}

function wordsFromPs(pid: number): Promise<string[]> {
  return new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'command=', '-p', String(pid)], (error, stdout) => {
      if (error) return resolve([]);
      // ps joins by spaces, which a path may hold too; only `-D <path> -c` is ours to find again.
      const found = /^(\S*(?:postgres|postmaster)) -D (.+?)(?: -[a-z] |$)/.exec(stdout.trim());
      return resolve(found ? [found[1] ?? '', '-D', found[2] ?? ''] : stdout.trim().split(' '));
    });
  });
}
