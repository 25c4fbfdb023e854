import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@devteam/engine/embedded';
import type { Log } from './log.ts';

export interface SupervisedPostgres {
  url: string;
  /** Leaves it to others, or ends it where nobody else uses it. */
  close(options: { stop: boolean }): Promise<void>;
}

const lookMs = 200;
const goneWithinMs = 120;
const longestPauseMs = 10_000;

export interface SuperviseOptions {
  directory: string;
  log: Log;
  /** It had to be started on another port; everything that knows the old address is cut off for good. */
  onMoved: () => void;
}

/**
 * Starts the embedded PostgreSQL or adopts the one that runs, and starts it again whenever its process is gone. Any number of
 * processes may supervise one server: whoever comes first starts it, the others adopt.
 */
export async function supervisePostgres(options: SuperviseOptions): Promise<SupervisedPostgres> {
  const { directory, log } = options;
  const abort = new AbortController();
  const start = () => startEmbeddedPostgres({ directory, log: (line) => log('info', `PostgreSQL: ${line}`), signal: abort.signal });
  let current = await start();
  const { url } = current;

  const watch = async () => {
    let pauseMs = 0;
    while (!abort.signal.aborted) {
      await sleep(pauseMs || lookMs, undefined, { signal: abort.signal });
      if (await isRunning(current.pid)) continue;
      log('warn', `PostgreSQL (process ${current.pid}) is gone; starts it again`);
      try {
        current = await start();
        pauseMs = 0;
      } catch (error) {
        if (abort.signal.aborted) return;
        pauseMs = Math.min(longestPauseMs, (pauseMs || 500) * 2);
        log(
          'error',
          `PostgreSQL does not start; the next try is in ${pauseMs} ms: ${error instanceof Error ? error.message : String(error)}`,
        );
        continue;
      }
      if (current.url === url) continue;
      log('error', 'PostgreSQL had to take another port, because a program took its own; this process cannot go on');
      options.onMoved();
      return;
    }
  };
  const watching = watch().catch((error: unknown) => {
    if (!abort.signal.aborted) log('error', `The watch over PostgreSQL ended: ${error instanceof Error ? error.message : String(error)}`);
  });

  return {
    url,
    close: async ({ stop }) => {
      abort.abort();
      await watching;
      if (!stop) return;
      // Sessions that were closed just now are counted for a moment longer.
      for (let tries = 0; tries < 3; tries += 1) {
        if ((await current.stop({ ifUnused: true })) === 'stopped') return;
        await sleep(goneWithinMs);
      }
      log('info', 'PostgreSQL goes on, others use it');
    },
  };
}

/** A zombie is no server, and nobody may ever collect it where the first process of a container does not. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}
