import { readEngineSettings } from '../config.ts';
import { enclosedSandboxes } from '../enclosed/enclosed-driver.ts';
import { probeEnclosed } from '../enclosed/probe-enclosed.ts';
import { removeFoldersOfTheDead } from '../enclosed/state-folder.ts';
import type { WarmPoolOptions } from '../enclosed/warm-pool.ts';
import { isDeadOwner } from '../left-overs.ts';
import type { SandboxDriver, SandboxProbe } from '../sandbox-port.ts';
import { labelNames } from './container-spec.ts';
import { EngineLost, createEngineClient } from './engine-client.ts';
import { createRaiseContainer, processNamespace, removeContainer } from './raise-container.ts';

export interface DockerSandboxOptions {
  /** Keeps installations on one engine apart: `reap` only sees sandboxes of its own. Without white space and slashes. `devteam` unless told. */
  readonly installation?: string | undefined;
  /** Time between SIGTERM and SIGKILL; 500 ms unless told. */
  readonly graceMs?: number | undefined;
  /** Absolute host folder for sockets and the like, with a short path, which the engine sees too. `/run/devteam` of root, or one in the temporary folder. */
  readonly stateFolder?: string | undefined;
  /** Sandboxes kept ready, each used once. None unless told. */
  readonly warm?: WarmPoolOptions | undefined;
  /** Unix socket of the engine, Docker's or Podman's. From the environment unless told. */
  readonly engineSocket?: string | undefined;
  /** Name of an image that the engine has, or `host`: this machine's own programs, read-only. */
  readonly image?: string | undefined;
  /** As the engine knows it: `runc`, `runsc`. The engine's own choice unless told. */
  readonly runtime?: string | undefined;
}

interface Listed {
  readonly Id: string;
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/**
 * Runs commands in a container of Docker or Podman, one for each sandbox: no network, nothing writable but three folders, no right, our own list of system calls.
 * It speaks to the engine only to make and to remove it. Everything else goes over a socket of its own, so commands run on while the engine is restarted, take
 * milliseconds, and end with their owner: the container's only process is the runner, which leaves when the host lets go of the socket.
 */
export function createDockerSandboxDriver(options: DockerSandboxOptions = {}): SandboxDriver {
  const settings = readEngineSettings();
  const installation = options.installation ?? 'devteam';
  const engine = createEngineClient(options.engineSocket ?? settings.socket);
  const image = options.image ?? settings.image;
  const runtime = options.runtime ?? settings.runtime;
  const isolation: SandboxProbe['isolation'] = runtime === 'runsc' ? 'userspace-kernel' : 'container';

  /** Removes what nobody owns any more; resolves to the ids. */
  const endLeftOversOf = async (meant: (id: string) => boolean): Promise<string[]> => {
    const filters = encodeURIComponent(JSON.stringify({ label: [`${labelNames.installation}=${installation}`] }));
    const listed = await engine.call<Listed[]>('GET', `/containers/json?all=1&filters=${filters}`);
    const here = processNamespace();
    const ended: string[] = [];
    for (const { Id, Labels, State } of listed) {
      const id = Labels[labelNames.sandbox] ?? '';
      if (!meant(id) || !(await isLeftOver(Labels, State, { installation, here, now: Date.now() }))) continue;
      await removeContainer(engine, Id);
      ended.push(id);
    }
    return ended.toSorted();
  };
  const sandboxes = enclosedSandboxes({
    name: 'docker',
    isolation,
    installation,
    stateFolder: options.stateFolder,
    graceMs: options.graceMs ?? 500,
    warm: options.warm,
    raiseOn: ({ state, user }) => createRaiseContainer(engine, { state, user, installation, image, runtime }),
    endGhosts: endLeftOversOf,
  });
  const driver: SandboxDriver = {
    name: 'docker',
    label: `docker, one container each${runtime === undefined ? '' : ` (${runtime})`}`,
    probe: () => probeEnclosed((spec) => sandboxes.createCold(spec), isolation),
    create: (spec) => sandboxes.create(spec),
    close: () => sandboxes.close(),
    async reap(keep) {
      try {
        return await endLeftOversOf((id) => !keep.has(id));
      } catch (error) {
        // Where no engine is, nothing of one is left; what it left is removed when it is back.
        if (error instanceof EngineLost) return [];
        throw error;
      } finally {
        await removeFoldersOfTheDead([sandboxes.state, options.warm?.folder], installation);
      }
    },
  };
  return driver;
}

/**
 * One that runs no more has nothing that could be missed, whoever owns it: its owner was killed, or closed it while the engine was away. Else its owner has to be
 * gone, or, where that cannot be seen from here, its time over.
 */
async function isLeftOver(
  labels: Readonly<Record<string, string>>,
  state: string,
  { here, installation, now }: { installation: string; here: string; now: number },
): Promise<boolean> {
  if (state === 'exited' || state === 'dead') return true;
  if (labels[labelNames.processNamespace] === here) return isDeadOwner(labels[labelNames.owner] ?? '', installation);
  return now / 1000 > Number(labels[labelNames.expires] || Number.POSITIVE_INFINITY);
}
