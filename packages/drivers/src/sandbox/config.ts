import { existsSync } from 'node:fs';

/** The one variable of the host that sandboxes are given; `undefined` where the host has none. */
export function readHostPath(): string | undefined {
  return process.env['PATH'];
}

/** What the driver for container engines takes from the environment where it is not told. */
export interface EngineSettings {
  /** Path of the engine's unix socket. */
  readonly socket: string;
  /** `host`: the machine's own programs. */
  readonly image: string;
  readonly runtime: string | undefined;
}

/** DEVTEAM_ENGINE_SOCKET, or DOCKER_HOST where that names a unix socket, or the first that is there of those that Docker and Podman use by themselves. */
export function readEngineSettings(): EngineSettings {
  const { DEVTEAM_ENGINE_SOCKET: told, DEVTEAM_SANDBOX_IMAGE: image, DEVTEAM_SANDBOX_RUNTIME: runtime } = process.env;
  const { DOCKER_HOST: dockerHost = '', XDG_RUNTIME_DIR: runtimeFolder } = process.env;
  const usual = ['/var/run/docker.sock', '/run/podman/podman.sock', ...(runtimeFolder ? [`${runtimeFolder}/podman/podman.sock`] : [])];
  const named = told || (dockerHost.startsWith('unix://') ? dockerHost.slice('unix://'.length) : '');
  return {
    socket: named || (usual.find((path) => existsSync(path)) ?? '/var/run/docker.sock'),
    image: image || 'host',
    runtime: runtime || undefined,
  };
}
