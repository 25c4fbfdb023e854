import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses } from './process-table.ts';
import type { RunningProcess } from './running-process.ts';

/**
 * Ends every process that `belongs`, and every descendant of one: first SIGTERM, then, for what is still there after `graceMs`, SIGKILL again and again
 * until nothing is left, since what is killed may have forked meanwhile. Resolves to the processes that could not be killed within 3 s (in the kernel's
 * hands, or another user's), normally none. One look at the table is all it costs if nothing belongs; a caller who just had one hands it over.
 */
export async function endProcesses(
  belongs: (process: RunningProcess) => boolean,
  graceMs: number,
  lastLook?: readonly RunningProcess[],
): Promise<RunningProcess[]> {
  const find = async () => withDescendants(await listProcesses(), belongs);
  let found = lastLook ? withDescendants(lastLook, belongs) : await find();
  if (found.length > 0 && graceMs > 0) {
    for (const { pid } of found) send(pid, 'SIGTERM');
    const graceEnds = performance.now() + graceMs;
    do {
      await sleep(10);
      found = await find();
    } while (found.length > 0 && performance.now() < graceEnds);
  }
  const giveUp = performance.now() + 3000;
  while (found.length > 0 && performance.now() < giveUp) {
    for (const { pid } of found) send(pid, 'SIGKILL');
    await sleep(5);
    found = await find();
  }
  return found;
}

/** A child that cleaned its own environment has no mark, but has a parent. */
export function withDescendants(all: readonly RunningProcess[], belongs: (process: RunningProcess) => boolean): RunningProcess[] {
  const found = new Map(all.filter((one) => one.pid !== process.pid && belongs(one)).map((one) => [one.pid, one]));
  if (found.size === 0) return [];
  let before: number;
  do {
    before = found.size;
    for (const one of all) if (found.has(one.parentPid) && one.pid !== process.pid) found.set(one.pid, one);
  } while (found.size > before);
  return [...found.values()];
}

/** Signals one process, or with a negative number a group. Returns whether there was one. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // Gone already, or not ours to end; the next look at the table tells.
  }
}
