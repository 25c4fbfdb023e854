import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { readPostmasterFile } from './launched-server.ts';
import { isServerOf } from './running-processes.ts';
import { countOtherSessions } from './server-connection.ts';

/** Fast shutdown first; immediate shutdown (the next start recovers from the WAL) when that does not come to an end. */
const steps = [
  { signal: 'SIGINT', withinMs: 15_000 },
  { signal: 'SIGQUIT', withinMs: 10_000 },
] as const;

/** Ends the server that runs on these data now, whoever started it. The caller holds the start lock. */
export async function stopServer(options: {
  dataDirectory: string;
  logPath: string;
  url: string;
  pid: number;
  ifUnused: boolean;
  now: () => number;
  log: (line: string) => void;
}): Promise<'stopped' | 'in use'> {
  const { dataDirectory, now } = options;
  // It may have crashed and been started again by another process since.
  const pid = (await readPostmasterFile(dataDirectory))?.pid ?? options.pid;
  const isThere = () => isServerOf(pid, dataDirectory);
  if (!(await isThere())) return 'stopped';
  if (options.ifUnused && (await countOtherSessions(options.url)) > 0) return 'in use';
  for (const { signal, withinMs } of steps) {
    const since = now();
    send(pid, signal);
    while (now() - since < withinMs) {
      if (!(await isThere())) {
        options.log(`stopped PostgreSQL, process ${pid} (${Math.round(now() - since)} ms)`);
        return 'stopped';
      }
      await sleep(10);
    }
    options.log(`PostgreSQL, process ${pid}, has not ended ${withinMs / 1000} s after ${signal}`);
  }
  throw new EmbeddedPostgresError(
    'postgres_timed_out',
    `PostgreSQL, process ${pid} on ${dataDirectory}, ends neither on SIGINT nor on SIGQUIT. Look into ${options.logPath}; ` +
      `\`kill -9 ${pid}\` is safe for the data, the next start recovers them.`,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
