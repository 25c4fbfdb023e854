import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A command of the README in a process of its own, without a terminal and with nothing to read. */
export interface PageCommand {
  /** When the page could be opened at the address that it prints; rejects if it ends before. In milliseconds since the start. */
  served: Promise<{ address: string; afterMs: number }>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; afterMs: number }>;
  /** Standard output until now. */
  printed(): string;
  /** Both outputs until now, as a person sees them. */
  shown(): string;
  /** Ends npm and all that it started without a word; nothing where it has ended. */
  kill(): void;
}

const repository = join(import.meta.dirname, '../..');
/** What a shell of somebody who never heard of these tests would pass on. */
const isTheirs = (name: string) =>
  !/^(?:DEVTEAM_|OPENAI_|ANTHROPIC_|OLLAMA_|VITEST|npm_|INIT_CWD$|NODE_|DATABASE_URL$|CI$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$)/.test(
    name,
  );

export function startPageCommand(args: readonly string[], home: string, variables: Readonly<Record<string, string>> = {}): PageCommand {
  const startedAt = performance.now();
  const sinceStart = () => performance.now() - startedAt;
  const child = spawn('npm', args, {
    cwd: repository,
    env: { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => isTheirs(name))), DEVTEAM_HOME: home, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    shown += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    afterMs: sinceStart(),
  }));
  const end = new AbortController();
  void ended.then(() => end.abort());

  const untilServed = async () => {
    while (!end.signal.aborted) {
      const address = /(http:\/\/\S+?)\/#token=/.exec(printed)?.[1];
      if (address !== undefined && (await opens(address))) return { address, afterMs: sinceStart() };
      await sleep(10);
    }
    throw new Error(`It ended before the page was there:\n${shown}`);
  };
  const served = untilServed();
  served.catch(() => undefined);
  return {
    served,
    ended,
    printed: () => printed,
    shown: () => shown,
    kill: () => {
      if (!end.signal.aborted && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    },
  };
}

/** The page itself, not the one that stands in while it is built. */
const opens = (address: string): Promise<boolean> =>
  fetch(`${address}/`).then(
    async (answer) => answer.ok && (await answer.text()).includes('id="root"'),
    () => false,
  );
