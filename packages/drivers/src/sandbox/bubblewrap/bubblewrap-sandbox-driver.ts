import { probeEnclosed } from '../enclosed/probe-enclosed.ts';
import { enclosedSandboxes } from '../enclosed/enclosed-driver.ts';
import { removeFoldersOfTheDead } from '../enclosed/state-folder.ts';
import type { WarmPoolOptions } from '../enclosed/warm-pool.ts';
import { endLeftOvers } from '../left-overs.ts';
import { refuseImage } from '../own-folders.ts';
import type { SandboxDriver } from '../sandbox-port.ts';
import { removeCgroupsOfTheDead } from './cgroup-folders.ts';
import { createRaiseBubblewrap } from './raise-bubblewrap.ts';

export interface BubblewrapSandboxOptions {
  /** Keeps installations on one machine apart: `reap` only sees sandboxes of its own. Without white space and slashes. `devteam` unless told. */
  readonly installation?: string | undefined;
  /** Time between SIGTERM and SIGKILL; 500 ms unless told. */
  readonly graceMs?: number | undefined;
  /** Absolute host folder for sockets and the like, with a short path. `/run/devteam` of root, or one in the temporary folder. */
  readonly stateFolder?: string | undefined;
  /** Sandboxes kept ready, each used once. None unless told. */
  readonly warm?: WarmPoolOptions | undefined;
}

/**
 * Runs commands behind namespaces that bubblewrap makes: they see the system's programs read-only, their own three folders, no network and no process of
 * others, hold no right, and make no system call that leads out. No engine, no image, no daemon. Memory, processors and processes are limited where DevTeam
 * may make control groups, which is usually as root. The kernel ends a sandbox with its owner, so orphans are not to be expected.
 */
export function createBubblewrapSandboxDriver(options: BubblewrapSandboxOptions = {}): SandboxDriver {
  const installation = `${options.installation ?? 'devteam'}:bubblewrap`;
  const endLeftOversOf = (meant: (id: string) => boolean) => endLeftOvers(installation, meant);
  const sandboxes = enclosedSandboxes({
    name: 'bubblewrap',
    isolation: 'namespace',
    installation,
    stateFolder: options.stateFolder,
    graceMs: options.graceMs ?? 500,
    warm: options.warm,
    raiseOn: ({ state, user }) => createRaiseBubblewrap(state, user),
    endGhosts: endLeftOversOf,
  });
  const driver: SandboxDriver = {
    name: 'bubblewrap',
    label: 'bubblewrap, namespaces of this machine',
    probe: () => probeEnclosed((spec) => sandboxes.createCold(spec), 'namespace'),
    async create(spec) {
      refuseImage(spec, 'bubblewrap');
      return sandboxes.create(spec);
    },
    close: () => sandboxes.close(),
    async reap(keep) {
      const ended = await endLeftOversOf((id) => !keep.has(id));
      await removeFoldersOfTheDead([sandboxes.state, options.warm?.folder], installation);
      await removeCgroupsOfTheDead(installation);
      return ended;
    },
  };
  return driver;
}
