import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findCgroupOf } from '../enclosed/find-cgroup.ts';
import type { SandboxProbe } from '../sandbox-port.ts';

type Truth = Omit<SandboxProbe['enforces'], 'disk'>;

/** What holds a process, as the kernel says to root of the host: no driver and no engine is asked. `hostFile`: one that a sandbox should not see. */
export function truthFromOutside(
  pid: number,
  limits: { memoryMegabytes: number; cpus: number; processes: number },
  hostFile: string,
): Truth {
  const cgroup = findCgroupOf(pid);
  const setting = (folder: string | null | undefined, file: string) => {
    const path = folder ? join(folder, file) : '';
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  };
  const isFirst = cgroup?.version === 1;
  const memory = setting(cgroup?.memory, isFirst ? 'memory.limit_in_bytes' : 'memory.max');
  const processor = isFirst
    ? `${setting(cgroup.quota, 'cpu.cfs_quota_us')} ${setting(cgroup.quota, 'cpu.cfs_period_us')}`
    : setting(cgroup?.quota, 'cpu.max');
  const [quota = 0, period = 1] = processor.split(' ').map(Number);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
  const interfaces = readFileSync(`/proc/${pid}/net/dev`, 'utf8').trim().split('\n').slice(2);
  return {
    memory: Number(memory) === limits.memoryMegabytes * 2 ** 20,
    cpu: Math.abs(quota / period - limits.cpus) < 0.01,
    processes: Number(setting(cgroup?.processes, 'pids.max')) === limits.processes,
    network: readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net') && interfaces.every((line) => /^\s*lo:/.test(line)),
    files: !existsSync(`/proc/${pid}/root${hostFile}`),
    privileges:
      ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].every((name) => /^0+$/.test(field(name))) &&
      field('NoNewPrivs') === '1' &&
      field('Seccomp') === '2' &&
      field('Uid') !== '0',
  };
}
