import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram } from '../host-programs.ts';

/** An engine of one's own needs its program, and root. */
export const canOpenPrivateEngine = (): boolean => findProgram('dockerd') !== undefined && process.getuid?.() === 0;

/** A container engine that nobody else uses. */
export interface PrivateEngine {
  readonly socket: string;
  /** With SIGKILL, as a crash would. Containers run on. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('../../../../../tooling/docker-engine.sh', import.meta.url));
let engines = 0;

export async function openPrivateEngine(): Promise<PrivateEngine> {
  engines += 1;
  const folder = `/run/dt${process.pid}-${engines}`;
  const control = async (word: 'up' | 'down') => {
    await promisify(execFile)(script, [word, folder]);
  };
  await control('up');
  return {
    socket: `${folder}/s`,
    async kill() {
      const pid = Number(await readFile(`${folder}/pid`, 'utf8'));
      process.kill(pid, 'SIGKILL');
      while (await isRunning(pid)) await sleep(10);
    },
    start: () => control('up'),
    close: () => control('down'),
  };
}

/** What is only waiting to be buried does not run. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat !== undefined && !/\) [ZX] /.test(stat);
}
