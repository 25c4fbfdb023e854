import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A model host that can be treated badly. */
export interface OllamaProcess {
  readonly host: string;
  /** Ends it without a word, and starts another at the same place. */
  killAndStart(): Promise<void>;
  /** Takes connections and answers nothing while this is so. */
  hang(hangs: boolean): void;
  /** Answers with half an object while this is so. */
  garble(garbles: boolean): void;
  close(): Promise<void>;
}

export async function openOllamaProcess(): Promise<OllamaProcess> {
  let port = 0;
  let child: ChildProcess;
  const start = async () => {
    child = spawn(process.execPath, [join(import.meta.dirname, 'scripted-ollama.ts'), String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    port = Number(line.toString());
  };
  const end = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    host: `127.0.0.1:${port}`,
    killAndStart: async () => {
      await end();
      await start();
    },
    hang: (hangs) => void child.kill(hangs ? 'SIGSTOP' : 'SIGCONT'),
    garble: (garbles) => void child.stdin?.write(garbles ? 'broken json\n' : 'fine\n'),
    close: end,
  };
}
