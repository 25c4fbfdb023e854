import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cgroup } from './cgroup.ts';

/** The group that a process is in, by what `/proc` says of it and where controllers are always mounted. Undefined if it has ended. */
export function findCgroupOf(pid: number, root = '/sys/fs/cgroup'): Cgroup | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/cgroup`, 'latin1');
  } catch {
    return undefined;
  }
  const paths = new Map<string, string>();
  for (const line of text.trim().split('\n')) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers.split(',')) paths.set(controller, path);
  }
  const first = (controller: string) => {
    const path = paths.get(controller);
    return path === undefined ? null : join(root, controller, path);
  };
  if (paths.has('memory'))
    return { version: 1, memory: first('memory'), processor: first('cpuacct'), quota: first('cpu'), processes: first('pids') };
  const unified = join(root, paths.get('') ?? '/');
  return { version: 2, memory: unified, processor: unified, quota: unified, processes: unified };
}
