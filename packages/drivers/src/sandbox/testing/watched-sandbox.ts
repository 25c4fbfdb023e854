import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { SandboxLimits, SandboxProbe } from '../sandbox-port.ts';

/** A sandbox that another process, maybe another user's, has made, so that it can be looked at from outside. */
export interface WatchedSandbox {
  /** What its driver says. */
  readonly probe: SandboxProbe;
  close(): Promise<void>;
}

/** Rejects if it could not be made. `command` runs in it until `close`. */
export async function openWatchedSandbox(options: {
  driver: string;
  driverOptions: object;
  uid: number;
  spec: { id: string; directory: string; limits: SandboxLimits };
  command: string;
}): Promise<WatchedSandbox> {
  const { command, driver, driverOptions, spec, uid } = options;
  const script = `
    const { sandboxDrivers } = await import(${JSON.stringify(new URL('../sandbox-drivers.ts', import.meta.url).href)});
    const driver = sandboxDrivers[${JSON.stringify(driver)}](${JSON.stringify(driverOptions)});
    console.log(JSON.stringify(await driver.probe()));
    const sandbox = await driver.create(${JSON.stringify(spec)});
    sandbox.run({ command: ${JSON.stringify(command)}, timeoutMs: 600_000, onOutput: (_, text) => console.log(text) });
    process.stdin.on('end', () => sandbox.close().then(() => process.exit(0))).resume();`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    uid,
    gid: uid,
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  const ended = once(owner, 'exit');
  const lines = createInterface({ input: owner.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value } = await lines.next();
    if (typeof value !== 'string') throw new Error(`The owner of the sandbox ended with ${(await ended).join(' ')}`);
    return value;
  };
  const probe = JSON.parse(await next()) as SandboxProbe;
  await next();
  return {
    probe,
    async close() {
      owner.stdin.end();
      await ended;
    },
  };
}
