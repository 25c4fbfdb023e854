import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const script = join(import.meta.dirname, '../tooling/docker-engine.sh');
/** The engine's own package brings a client that fits it; another in front of it on the PATH may not. */
const client = existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker';
const inImage = ['--network', 'none', '--init', '--read-only', '--cap-drop', 'ALL', '--user', '10001:10001', '--volume', '/usr:/usr:ro'];

/** A container engine of the bench's own, and how long its own command line takes. */
export interface BenchEngine {
  readonly socket: string;
  /** Starts the container that `exec` runs in, of the image that a driver has made by then. */
  prepare(): Promise<void>;
  /** Milliseconds from nothing to the end of `true` in a new container. */
  run(): Promise<number>;
  /** Milliseconds of `true` in one that runs. */
  exec(): Promise<number>;
  close(): Promise<void>;
}

export async function openBenchEngine(): Promise<BenchEngine> {
  const folder = `/run/dtb${process.pid}`;
  const execute = promisify(execFile);
  await execute(script, ['up', folder]);
  const ask = async (...words: string[]) => (await execute(client, ['--host', `unix://${folder}/s`, ...words])).stdout;
  const docker = async (...words: string[]): Promise<number> => {
    const since = performance.now();
    await ask(...words);
    return performance.now() - since;
  };
  let image = '';
  return {
    socket: `${folder}/s`,
    async prepare() {
      image = (await ask('images', '--format', '{{.Repository}}:{{.Tag}}')).split('\n')[0] ?? '';
      await docker('run', '--detach', '--name', 'bench', ...inImage, image, 'sleep', '3600');
    },
    run: () => docker('run', '--rm', ...inImage, image, 'true'),
    exec: () => docker('exec', 'bench', 'true'),
    close: async () => void (await execute(script, ['down', folder])),
  };
}
