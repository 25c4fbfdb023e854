import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Another process of ours that has a sandbox in which something runs, and that can be killed at any moment. */
export interface Owner {
  /** Resolves when the command has printed its first line. */
  readonly isUp: Promise<unknown>;
  kill(): Promise<void>;
}

export function startOwner(
  driverName: string,
  driverOptions: object,
  spec: { id: string; directory: string; limits?: object },
  command: string,
): Owner {
  const script = `
    const { sandboxDrivers } = await import(${JSON.stringify(new URL('../sandbox-drivers.ts', import.meta.url).href)});
    const sandbox = await sandboxDrivers[${JSON.stringify(driverName)}](${JSON.stringify(driverOptions)}).create(${JSON.stringify(spec)});
    sandbox.run({ command: ${JSON.stringify(command)}, timeoutMs: 600_000, onOutput: (_, text) => console.log(text) });`;
  const owner: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(owner, 'exit');
  return {
    isUp: Promise.race([once(owner.stdout ?? owner, 'data'), ended]),
    async kill() {
      owner.kill('SIGKILL');
      await ended;
    },
  };
}
