import { describe, expect, test } from 'vitest';
import type { WallsPlan } from '../enclosed/walls.ts';
import { engineSeccompProfile } from '../syscalls/engine-profile.ts';
import { type ContainerGround, containerSpec } from './container-spec.ts';

const plan: WallsPlan = {
  id: 'execution/1/2',
  owner: 'devteam/77/123',
  user: { uid: 10_001, gid: 10_001 },
  folders: { work: '/w/work', home: '/w/work.home', temporary: '/w/work.tmp', sockets: '/run/s', runner: '/run/runner' },
  readOnlyFolders: ['/agents'],
  runnerArguments: ['/run/devteam', '/workspace'],
  limits: { memoryMegabytes: 512, cpus: 1.5, processes: 100, diskMegabytes: 10, wallClockSeconds: 600 },
  labels: { task: '1.1.1', owner: 'an impostor' },
  image: undefined,
};
const ground: ContainerGround = {
  image: 'image',
  runtime: undefined,
  userNamespace: undefined,
  seccomp: engineSeccompProfile(),
  ulimits: {},
  hostFolders: ['/usr'],
  etc: { passwd: '/run/passwd', group: '/run/group', hosts: '/run/hosts', 'nsswitch.conf': '/run/nsswitch' },
  node: '/node',
  installation: 'devteam',
  processNamespace: 'pid:[1]',
};

interface Spec {
  User: string;
  Entrypoint: string[];
  Env: string[];
  Labels: Record<string, string>;
  HostConfig: Record<string, unknown> & { Mounts: { Source: string; Target: string; ReadOnly: boolean }[]; SecurityOpt: string[] };
}
const spec = (changes: Partial<WallsPlan> = {}, place: Partial<ContainerGround> = {}) =>
  containerSpec({ ...plan, ...changes }, { ...ground, ...place }, 1_000_000) as Spec;

describe('a container', () => {
  test('has no network, no right, no new one, no writable root, a first process that reaps, and our list of system calls', () => {
    const { HostConfig, User } = spec();
    expect(User).toBe('10001:10001');
    expect(HostConfig).toMatchObject({ NetworkMode: 'none', CapDrop: ['ALL'], ReadonlyRootfs: true, Init: true, IpcMode: 'private' });
    expect(HostConfig.SecurityOpt[0]).toBe('no-new-privileges');
    expect(HostConfig.SecurityOpt[1]).toMatch(/^seccomp=\{"defaultAction":"SCMP_ACT_ERRNO"/);
    for (const open of ['Privileged', 'CapAdd', 'PidMode', 'Devices', 'PortBindings', 'UsernsMode', 'Binds'])
      expect(HostConfig).not.toHaveProperty(open);
  });

  test('a folder that is there is not shown twice, and the system of an image is not covered by that of the host', () => {
    const targets = (place: Partial<ContainerGround>) =>
      spec({ readOnlyFolders: ['/agents', '/usr', '/usr/local/agent'] }, place).HostConfig.Mounts.map((one) => one.Target);
    expect(targets({}).filter((target) => target.startsWith('/usr') || target === '/agents')).toEqual(['/usr', '/agents']);
    expect(targets({ hostFolders: [] }).filter((target) => target.startsWith('/usr'))).toEqual(['/usr/local/agent']);
  });

  test('writes to three folders only, and sees the sockets of its own only', () => {
    const { Mounts } = spec().HostConfig;
    expect(Mounts.filter((one) => !one.ReadOnly).map((one) => [one.Source, one.Target])).toEqual([
      ['/w/work', '/workspace'],
      ['/w/work.home', '/home/agent'],
      ['/w/work.tmp', '/tmp'],
    ]);
    expect(Mounts.filter((one) => one.Source.startsWith('/run/s'))).toEqual([
      { Type: 'bind', Source: '/run/s', Target: '/run/devteam', ReadOnly: true },
    ]);
    expect(Mounts.some((one) => one.Source.endsWith('.sock'))).toBe(false);
  });

  test('is limited, and gets no swap on top', () => {
    const bytes = 512 * 2 ** 20;
    const { HostConfig } = spec();
    expect(HostConfig).toMatchObject({ Memory: bytes, MemorySwap: bytes, NanoCpus: 1.5e9, PidsLimit: 100 });
    expect(HostConfig['Ulimits']).toContainEqual({ Name: 'fsize', Soft: 10 * 2 ** 20, Hard: 10 * 2 ** 20 });
    expect(HostConfig['LogConfig']).toEqual({ Type: 'none' });
    expect(spec({ limits: {} }).HostConfig).not.toHaveProperty('PidsLimit');
  });

  test('says whose it is and how long it may live; labels of the caller cannot say otherwise', () => {
    expect(spec().Labels).toEqual({
      'devteam.task': '1.1.1',
      'devteam.installation': 'devteam',
      'devteam.sandbox': 'execution/1/2',
      'devteam.owner': 'devteam/77/123',
      'devteam.process-namespace': 'pid:[1]',
      'devteam.expires': '1720',
    });
    expect(spec({ limits: {} }).Labels['devteam.expires']).toBe('');
  });

  test('takes the runtime that it is told, where threads count for more', () => {
    expect(spec().HostConfig).not.toHaveProperty('Runtime');
    expect(spec({}, { runtime: 'runsc' }).HostConfig).toMatchObject({ Runtime: 'runsc', PidsLimit: 800 });
  });

  test('uses the Node of its image where none of ours fits', () => {
    expect(spec({}, { node: undefined }).Entrypoint[0]).toBe('node');
    expect(spec().Entrypoint[0]).toBe('/opt/devteam/bin/node');
  });
});
