import type { SandboxImage, SandboxLimits } from '../sandbox-port.ts';
import type { Cgroup } from './cgroup.ts';

/** Where things lie inside, whatever raises the walls. */
export const inside = {
  work: '/workspace',
  home: '/home/agent',
  temporary: '/tmp',
  sockets: '/run/devteam',
  runner: '/opt/devteam/runner',
  nodeFolder: '/opt/devteam/bin',
  node: '/opt/devteam/bin/node',
  path: '/opt/devteam/bin:/usr/local/bin:/usr/bin:/bin',
} as const;

/** As whom commands run. Not root, and where DevTeam itself is not root, the same user, so that files need not change hands. */
export interface SandboxUser {
  readonly uid: number;
  readonly gid: number;
}

/** Of a worker that is root. Nobody's by custom; the same inside and outside. */
export const userForRoot: SandboxUser = { uid: 10_001, gid: 10_001 };

export function sandboxUser(uid = process.getuid?.() ?? 0, gid = process.getgid?.() ?? 0): SandboxUser {
  return uid === 0 ? userForRoot : { uid, gid };
}

/** What the walls are to enclose. All paths are the host's. */
export interface WallsPlan {
  readonly id: string;
  readonly owner: string;
  readonly user: SandboxUser;
  readonly folders: {
    readonly work: string;
    readonly home: string;
    readonly temporary: string;
    /** Holds the unix sockets that the inside connects to, and nothing else. */
    readonly sockets: string;
    readonly runner: string;
  };
  readonly readOnlyFolders: readonly string[];
  /** Of the runner: where it finds things inside. */
  readonly runnerArguments: readonly string[];
  readonly limits: SandboxLimits;
  readonly labels: Readonly<Record<string, string>>;
  /** In place of the driver's own. */
  readonly image: string | undefined;
}

export interface Walls {
  /** Resolves, with a reason for people, if they fell before the runner could say hello. */
  readonly fell: Promise<string>;
  /** Ends everything inside; resolves when nothing is left. May be called again. */
  kill(): Promise<void>;
  /** Tells people what it is used for by now; for one that was raised before that was known. */
  rename?(id: string): void;
  /** What they were made of; null for programs of this machine. */
  readonly image: SandboxImage | null;
  /** Undefined where nobody counts. */
  readonly cgroup: Cgroup | undefined;
}

/** Raises walls and starts the runner in them. Rejects with a reason for people. */
export type RaiseWalls = (plan: WallsPlan) => Promise<Walls>;

/** Node and its arguments as started inside. */
export const runnerCommand = (plan: WallsPlan, node: string = inside.node): string[] => [
  node,
  '--max-old-space-size=64',
  // A signal that everybody inside may send would open a door to it.
  '--disable-sigusr1',
  `${inside.runner}/inside/runner.mjs`,
  ...plan.runnerArguments,
];
