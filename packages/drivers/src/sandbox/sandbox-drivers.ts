import { createBubblewrapSandboxDriver } from './bubblewrap/bubblewrap-sandbox-driver.ts';
import { createDockerSandboxDriver } from './docker/docker-sandbox-driver.ts';
import type { WarmPoolOptions } from './enclosed/warm-pool.ts';
import { createProcessSandboxDriver } from './process-sandbox-driver.ts';
import { SandboxError } from './sandbox-error.ts';
import type { SandboxDriver } from './sandbox-port.ts';

export interface SandboxDriverOptions {
  /** Keeps installations on one machine apart: `reap` only sees sandboxes of its own. */
  readonly installation?: string | undefined;
  /** Sandboxes kept ready by drivers whose sandboxes take time to make, each used once. None unless told; only a driver that is kept itself has any use for them. */
  readonly warm?: WarmPoolOptions | undefined;
}

/** By name as in settings. */
export const sandboxDrivers: Readonly<Record<string, (options?: SandboxDriverOptions) => SandboxDriver>> = {
  docker: createDockerSandboxDriver,
  bubblewrap: createBubblewrapSandboxDriver,
  process: createProcessSandboxDriver,
};

/** Throws `sandbox_unknown`, naming those that there are. */
export function getSandboxDriver(name: string, options: SandboxDriverOptions = {}): SandboxDriver {
  const create = Object.hasOwn(sandboxDrivers, name) ? sandboxDrivers[name] : undefined;
  if (create) return create(options);
  throw new SandboxError(
    'sandbox_unknown',
    `There is no sandbox called ${JSON.stringify(name)}; there are: ${Object.keys(sandboxDrivers).join(', ')}.`,
  );
}
