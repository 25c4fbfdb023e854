import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox, SandboxDriver } from '@devteam/drivers/sandbox';

const limits = { memoryMegabytes: 1024, cpus: 2, processes: 512 };

/** The starts of one driver, each timed to the end of its first command. What a start leaves is removed outside of the measured time. */
export interface SandboxStarts {
  cold(): Promise<number>;
  warm(): Promise<number>;
  command(): Promise<number>;
  close(): Promise<void>;
}

export function sandboxStarts(
  home: string,
  name: string,
  createDriver: (warm: { count: number; folder: string } | undefined) => SandboxDriver,
): SandboxStarts {
  const folder = join(home, `warm-${name}`);
  const coldDriver = createDriver(undefined);
  const warmDriver = createDriver({ count: 1, folder });
  let count = 0;
  let isPoolAwake = false;
  let open: Sandbox | undefined;

  const start = (driver: SandboxDriver): Promise<Sandbox> => {
    count += 1;
    return driver.create({ id: `bench/${name}/${count}`, directory: join(home, name, String(count), 'work'), limits });
  };
  const run = async (sandbox: Sandbox) => {
    const { exitCode } = await sandbox.run({ command: ['true'], timeoutMs: 60_000 });
    if (exitCode !== 0) throw new Error(`true ended with ${exitCode}`);
  };
  const timedStart = async (driver: SandboxDriver): Promise<number> => {
    const since = performance.now();
    const sandbox = await start(driver);
    await run(sandbox);
    const ms = performance.now() - since;
    await sandbox.close();
    rmSync(join(sandbox.directory, '..'), { recursive: true });
    return ms;
  };
  /** The pool fills itself in the background: until the one it keeps has its home, and some time for the walls. */
  const filled = async () => {
    while ((await readdir(folder).catch(() => [])).length === 0) await sleep(20);
    await sleep(600);
  };
  return {
    cold: () => timedStart(coldDriver),
    async warm() {
      // The pool keeps what was asked for last.
      if (!isPoolAwake) await timedStart(warmDriver);
      if (!isPoolAwake) await filled();
      isPoolAwake = true;
      const ms = await timedStart(warmDriver);
      // What it does in the background is nothing that the next may be measured against.
      await filled();
      return ms;
    },
    async command() {
      open ??= await start(coldDriver);
      const since = performance.now();
      await run(open);
      return performance.now() - since;
    },
    async close() {
      await open?.close();
      await warmDriver.close();
      await coldDriver.close();
    },
  };
}
