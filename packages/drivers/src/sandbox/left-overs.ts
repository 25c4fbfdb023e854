import { endProcesses } from './end-processes.ts';
import { findStartOf, listProcesses } from './process-table.ts';
import type { RunningProcess } from './running-process.ts';

/** Names this process, so that a later one can tell that it is gone: `installation/process id/start`. */
export const ownerMark = async (installation: string): Promise<string> =>
  `${installation}/${process.pid}/${await findStartOf(process.pid)}`;

/** Whether an owner of this installation runs no more. Others' owners are none of ours, dead or not. */
export async function isDeadOwner(owner: string, installation: string): Promise<boolean> {
  const [name, pid, start] = owner.split('/');
  return name === installation && (await findStartOf(Number(pid))) !== start;
}

/** Ends the processes of those sandboxes of the installation that nobody owns any more and that are meant; resolves to their ids. */
export async function endLeftOvers(installation: string, meant: (id: string) => boolean): Promise<string[]> {
  const dead = new Map<string, boolean>();
  const running = await listProcesses();
  for (const one of running) {
    if (one.owner === null || one.sandbox === null || !meant(one.sandbox) || dead.has(one.owner)) continue;
    dead.set(one.owner, await isDeadOwner(one.owner, installation));
  }
  const isLeftOver = (one: RunningProcess) =>
    one.owner !== null && one.sandbox !== null && meant(one.sandbox) && dead.get(one.owner) === true;
  const ids = new Set(running.filter(isLeftOver).map((one) => one.sandbox ?? ''));
  refuseSurvivors(await endProcesses(isLeftOver, 0, running));
  return [...ids].toSorted();
}

export function refuseSurvivors(survivors: readonly RunningProcess[]): void {
  if (survivors.length === 0) return;
  const list = survivors.map((one) => `${one.pid} (sandbox ${one.sandbox ?? 'unmarked'})`).join(', ');
  throw new Error(
    `These processes could not be killed: ${list}. Look at them with ps; they may belong to another user or hang in the kernel.`,
  );
}
