import { execFile } from 'node:child_process';

/** Nothing of this machine's Git settings, and a name to commit under. */
const environment = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ana',
  GIT_AUTHOR_EMAIL: 'ana@example.org',
  GIT_COMMITTER_NAME: 'Ana',
  GIT_COMMITTER_EMAIL: 'ana@example.org',
};
const maxBuffer = 256 * 1024 * 1024;

interface GitOptions {
  input?: string | Uint8Array;
}

/** Runs git in a directory and gives what it printed, byte for byte. Rejects with what it said if it ends with anything but 0. */
export function gitBytes(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile('git', args, { cwd, env: environment, maxBuffer, encoding: 'buffer' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`git ${args.join(' ')} in ${cwd}: ${stderr.toString()}`, { cause: error }));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** The same as text, without white space at its end. */
export const git = async (cwd: string, ...args: string[]): Promise<string> => (await gitBytes(cwd, args)).toString().trimEnd();

/** Contents of objects by id, all in one process. */
export async function readBlobs(cwd: string, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (ids.length === 0) return found;
  const output = await gitBytes(cwd, ['cat-file', '--batch'], { input: `${ids.join('\n')}\n` });
  for (let at = 0; at < output.length;) {
    const lineEnd = output.indexOf(10, at);
    const [id = '', , size] = output.subarray(at, lineEnd).toString().split(' ');
    if (size === undefined) throw new Error(`${cwd} has no object ${id}`);
    found.set(id, output.subarray(lineEnd + 1, lineEnd + 1 + Number(size)));
    at = lineEnd + 2 + Number(size);
  }
  return found;
}
