import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cgroup } from '../enclosed/cgroup.ts';
import { nameOf, ownerIn } from '../enclosed/state-folder.ts';
import { isDeadOwner } from '../left-overs.ts';
import type { SandboxLimits } from '../sandbox-port.ts';

export interface CgroupFolders {
  readonly cgroup: Cgroup;
  /** To which a process adds itself. */
  readonly members: readonly string[];
  remove(): Promise<void>;
}

const root = '/sys/fs/cgroup';
const group = 'devteam';
const controllers = ['memory', 'cpu', 'cpuacct', 'pids'] as const;
const periodMicroseconds = 100_000;

/** Makes a group of processes with these limits; undefined if this user may not, or the kernel's controllers are not there. */
export async function makeCgroupFolders(owner: string, number: number, limits: SandboxLimits): Promise<CgroupFolders | undefined> {
  const name = `${nameOf(owner)}.${number}`;
  const version = existsSync(join(root, 'cgroup.controllers')) ? 2 : 1;
  const folders = version === 2 ? [join(root, group, name)] : controllers.map((controller) => join(root, controller, group, name));
  const remove = async () => {
    for (const folder of folders) await removeGroup(folder);
  };
  try {
    if (version === 2) await openControllers();
    for (const folder of folders) await mkdir(folder, { recursive: true });
    if (version === 2) await limitUnified(folders[0] ?? '', limits);
    else await limitByControllers(name, limits);
  } catch {
    await remove();
    return undefined;
  }
  const of = (controller: (typeof controllers)[number]) => (version === 2 ? (folders[0] ?? '') : join(root, controller, group, name));
  return {
    cgroup: { version, memory: of('memory'), processor: of('cpuacct'), quota: of('cpu'), processes: of('pids') },
    members: folders.map((folder) => join(folder, 'cgroup.procs')),
    remove,
  };
}

/** Of owners that are gone; the processes in them have to have ended. */
export async function removeCgroupsOfTheDead(installation: string): Promise<void> {
  for (const parent of [join(root, group), ...controllers.map((controller) => join(root, controller, group))]) {
    for (const name of await readdir(parent).catch(() => [])) {
      const owner = ownerIn(name);
      if (owner !== undefined && (await isDeadOwner(owner, installation))) await removeGroup(join(parent, name));
    }
  }
}

async function limitByControllers(name: string, { cpus, memoryMegabytes, processes }: SandboxLimits): Promise<void> {
  const write = (controller: string, file: string, value: number) => writeFile(join(root, controller, group, name, file), String(value));
  if (memoryMegabytes !== undefined) {
    await write('memory', 'memory.limit_in_bytes', memoryMegabytes * 2 ** 20);
    // Memory and swap together: no swap. Kernels may be built without counting it.
    if (existsSync(join(root, 'memory', group, name, 'memory.memsw.limit_in_bytes')))
      await write('memory', 'memory.memsw.limit_in_bytes', memoryMegabytes * 2 ** 20);
  }
  if (processes !== undefined) await write('pids', 'pids.max', processes);
  if (cpus !== undefined) {
    await write('cpu', 'cpu.cfs_period_us', periodMicroseconds);
    await write('cpu', 'cpu.cfs_quota_us', Math.round(cpus * periodMicroseconds));
  }
}

async function limitUnified(folder: string, { cpus, memoryMegabytes, processes }: SandboxLimits): Promise<void> {
  const write = (file: string, value: string) => writeFile(join(folder, file), value);
  if (memoryMegabytes !== undefined) {
    await write('memory.max', String(memoryMegabytes * 2 ** 20));
    if (existsSync(join(folder, 'memory.swap.max'))) await write('memory.swap.max', '0');
  }
  if (processes !== undefined) await write('pids.max', String(processes));
  if (cpus !== undefined) await write('cpu.max', `${Math.round(cpus * periodMicroseconds)} ${periodMicroseconds}`);
}

/** A controller works in a group only if its parents pass it on. */
async function openControllers(): Promise<void> {
  const wanted = '+memory +cpu +pids';
  await mkdir(join(root, group), { recursive: true });
  for (const folder of [root, join(root, group)]) {
    const file = join(folder, 'cgroup.subtree_control');
    const open = new Set((await readFile(file, 'utf8')).trim().split(' '));
    if (!['memory', 'cpu', 'pids'].every((controller) => open.has(controller))) await writeFile(file, wanted);
  }
}

/** It is busy until the kernel has let go of the last process in it. */
async function removeGroup(folder: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EBUSY') return;
      await sleep(10);
    }
  }
}
