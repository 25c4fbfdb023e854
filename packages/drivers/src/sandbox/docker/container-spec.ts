import { type EtcFiles, etcFileNames } from '../enclosed/etc-files.ts';
import { type WallsPlan, inside, runnerCommand } from '../enclosed/walls.ts';

/** What of the engine and of this machine decides how a container is made. */
export interface ContainerGround {
  readonly image: string;
  /** Undefined for the engine's own choice; `runsc` for a kernel in user space. */
  readonly runtime: string | undefined;
  /** As the engine takes it: the profile itself, or the path of its file. */
  readonly seccomp: string;
  /** Of those that this engine would otherwise set higher than a worker without all rights of root may. */
  readonly ulimits: Readonly<Record<string, number>>;
  /** Undefined for the engine's own choice. */
  readonly userNamespace: string | undefined;
  /** Of this machine, shown read-only under the same path; for the image that has no programs of its own. */
  readonly hostFolders: readonly string[];
  /** Files of `/etc` that are made for sandboxes. */
  readonly etc: EtcFiles;
  /** The Node that is mounted into it; undefined if the image's own is used. */
  readonly node: string | undefined;
  readonly installation: string;
  /** Where process numbers of the owner mean something. */
  readonly processNamespace: string;
}

export const labelNames = {
  installation: 'devteam.installation',
  sandbox: 'devteam.sandbox',
  owner: 'devteam.owner',
  processNamespace: 'devteam.process-namespace',
  /** Seconds since 1970 after which nobody can want it any more; empty if it has no end. */
  expires: 'devteam.expires',
} as const;

const mostOpenFiles = 16_384;
const sharedMemoryBytes = 64 * 1024 * 1024;
/** A kernel in user space has so many threads of the host's for each of a command's, roughly. */
const threadsOfUserspaceKernel = 8;
/** What an owner is given over the sandbox's time to end it. */
const extraSeconds = 120;

/** The request that makes the container. `now`: milliseconds since 1970. */
export function containerSpec(plan: WallsPlan, ground: ContainerGround, now: number): object {
  const { folders, limits, user } = plan;
  const { cpus, diskMegabytes, memoryMegabytes, processes, wallClockSeconds } = limits;
  const bind = (source: string, target: string, isReadOnly: boolean) => ({
    Type: 'bind',
    Source: source,
    Target: target,
    ReadOnly: isReadOnly,
  });
  const ulimit = (name: string, value: number) => ({ Name: name, Soft: value, Hard: value });
  const memoryBytes = memoryMegabytes === undefined ? 0 : memoryMegabytes * 2 ** 20;
  return {
    Image: ground.image,
    User: `${user.uid}:${user.gid}`,
    WorkingDir: '/',
    Entrypoint: runnerCommand(plan, ground.node === undefined ? 'node' : inside.node),
    Cmd: [],
    Env: [`PATH=${inside.path}`],
    Hostname: 'sandbox',
    Labels: {
      ...Object.fromEntries(Object.entries(plan.labels).map(([name, value]) => [`devteam.${name}`, value])),
      [labelNames.installation]: ground.installation,
      [labelNames.sandbox]: plan.id,
      [labelNames.owner]: plan.owner,
      [labelNames.processNamespace]: ground.processNamespace,
      [labelNames.expires]: wallClockSeconds === undefined ? '' : String(Math.ceil(now / 1000 + wallClockSeconds + extraSeconds)),
    },
    HostConfig: {
      // Without a first process that reaps, dead children count until no command can start any more.
      Init: true,
      // An engine that starts again kills and removes what it was told to remove by itself, though it runs on well.
      AutoRemove: false,
      NetworkMode: 'none',
      IpcMode: 'private',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${ground.seccomp}`],
      ...(ground.runtime === undefined ? {} : { Runtime: ground.runtime }),
      ...(ground.userNamespace === undefined ? {} : { UsernsMode: ground.userNamespace }),
      Memory: memoryBytes,
      // Of memory and swap together: no swap.
      MemorySwap: memoryBytes,
      NanoCpus: cpus === undefined ? 0 : Math.round(cpus * 1e9),
      ...(processes === undefined ? {} : { PidsLimit: processes * (ground.runtime === 'runsc' ? threadsOfUserspaceKernel : 1) }),
      Ulimits: [
        ulimit('core', 0),
        ulimit('nofile', mostOpenFiles),
        ...(diskMegabytes === undefined ? [] : [ulimit('fsize', diskMegabytes * 2 ** 20)]),
        ...Object.entries(ground.ulimits).map(([name, value]) => ulimit(name, value)),
      ],
      ShmSize: sharedMemoryBytes,
      // What is written to the first process's output is nobody's and must not fill the host.
      LogConfig: { Type: 'none' },
      Mounts: [
        ...ground.hostFolders.map((folder) => bind(folder, folder, true)),
        ...etcFileNames.map((name) => bind(ground.etc[name], `/etc/${name}`, true)),
        ...(ground.node === undefined ? [] : [bind(ground.node, inside.node, true)]),
        bind(folders.runner, inside.runner, true),
        bind(folders.work, inside.work, false),
        bind(folders.home, inside.home, false),
        bind(folders.temporary, inside.temporary, false),
        ...plan.readOnlyFolders.filter((folder) => !isGiven(folder, ground.hostFolders)).map((folder) => bind(folder, folder, true)),
        bind(folders.sockets, inside.sockets, true),
      ],
    },
  };
}

/** A virtual environment may want the system's Python: that is there, the host's or the image's own, and must not be covered by another. */
const systemFolders = new Set(['/usr', '/bin', '/lib', '/lib64', '/sbin', '/etc']);

const isGiven = (folder: string, hostFolders: readonly string[]): boolean =>
  systemFolders.has(folder) || hostFolders.some((given) => folder === given || folder.startsWith(`${given}/`));
