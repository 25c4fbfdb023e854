import { closeSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import { type RunningProcess, marks } from './running-process.ts';

/** What a process that is listed again need not be asked again. */
interface Known {
  readonly image: string;
  readonly marks: Pick<RunningProcess, 'sandbox' | 'run' | 'owner'>;
}

const kernelThread = 0x00_20_00_00;
const stateOf = { zombie: 'Z', dead: 'X' } as const;
/** One page is the most that the kernel gives for a `stat`. */
const buffer = Buffer.allocUnsafe(4096);

/**
 * Reads the processes of Linux from `/proc`. A look costs one `stat` a process, about 10 µs of processor time. Threads of the kernel are left out: there
 * are as many as there are processes on a small machine, and none can carry a mark.
 *
 * The environment is read once for each program that a process executes, and remembered until the process is gone. Its number and start alone would not do:
 * between `fork` and `exec` a process of ours does not yet have its marks. An `exec` changes where the stack and the environment lie, and how long
 * the environment is, which `stat` tells too; for a process of another user it says 0, but then its environment is not ours to read either.
 *
 * Reading is synchronous on purpose: the less time passes between two reads of ours, the less can fork unseen.
 */
export function linuxProcessTable(proc = '/proc'): { list(): RunningProcess[]; findStartOf(pid: number): string | null } {
  let known = new Map<number, Known>();
  let hasKernelThreads: boolean | undefined;

  /** In this order: a number that a thread of the kernel had and gave back belongs to a process that began after the list was made. */
  const listNumbers = (): number[] => {
    const all = readdirSync(proc).map(Number).filter(Number.isInteger);
    // In a container 2 is a process like any other, and may well be the parent of ours.
    hasKernelThreads ??= isKernelThread(readStat(`${proc}/2/stat`));
    const kernel = hasKernelThreads ? textOf(`${proc}/2/task/2/children`) : undefined;
    if (kernel === undefined) return all;
    const leftOut = new Set(kernel.split(' ').map(Number)).add(2);
    return all.filter((pid) => !leftOut.has(pid));
  };

  return {
    list() {
      const seen = new Map<number, Known>();
      const running = listNumbers().flatMap((pid): RunningProcess[] => {
        const stat = readStat(`${proc}/${pid}/stat`);
        if (!stat || isKernelThread(stat)) return [];
        const before = known.get(pid);
        const now = before?.image === stat.image ? before : { image: stat.image, marks: marksIn(textOf(`${proc}/${pid}/environ`)) };
        seen.set(pid, now);
        return [{ pid, parentPid: stat.parentPid, groupId: stat.groupId, ...now.marks }];
      });
      known = seen;
      return running;
    },
    findStartOf: (pid) => readStat(`${proc}/${pid}/stat`)?.start ?? null,
  };
}

type Stat = NonNullable<ReturnType<typeof readStat>>;
const isKernelThread = (stat: Stat | undefined) => stat !== undefined && (stat.flags & kernelThread) !== 0;

/** Undefined if there is no such process, or only what is left of one. The name in brackets may itself hold spaces and brackets, so fields count from the last one. */
function readStat(path: string) {
  const text = pageOf(path);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid, groupId] = fields;
  if (state === stateOf.zombie || state === stateOf.dead) return undefined;
  const start = fields[19] ?? '';
  // Where the program, its stack and its environment begin, and where the environment ends.
  const image = `${start} ${fields[23]} ${fields[25]} ${fields[47]} ${fields[48]}`;
  return { parentPid: Number(parentPid), groupId: Number(groupId), flags: Number(fields[6]), start, image };
}

function marksIn(environment = ''): Known['marks'] {
  const text = `\0${environment}`;
  const valueOf = (name: string) => {
    const from = text.indexOf(`\0${name}=`);
    return from < 0 ? null : text.slice(from + name.length + 2, text.indexOf('\0', from + 1));
  };
  return { sandbox: valueOf(marks.sandbox), run: valueOf(marks.run), owner: valueOf(marks.owner) };
}

/** A third cheaper than `readFileSync`, and there are many to read. */
function pageOf(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
  } catch {
    return undefined; // It ended meanwhile.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // It ended meanwhile, or belongs to another user.
  }
}
