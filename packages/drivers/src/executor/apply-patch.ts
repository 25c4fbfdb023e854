import { spawn } from 'node:child_process';
import { readHostPath } from './config.ts';

type GitResult = Refused | { readonly ok: true; readonly said: string };

const timeoutMs = 60_000;

export interface Refused {
  readonly ok: false;
  readonly why: 'does_not_apply' | 'git_missing';
  readonly said: string;
}
export type PatchResult = Refused | { readonly ok: true; readonly files: readonly string[] };

/**
 * Looks whether a unified diff fits the files below a directory, without changing any; undefined if it does. Git itself refuses paths with `..` or
 * `.git`, absolute ones, and those beyond a symbolic link.
 */
export async function findMisfit(patch: Uint8Array, directory: string): Promise<Refused | undefined> {
  const result = await git(['apply', '--check'], patch, directory);
  return result.ok ? undefined : result;
}

/**
 * Applies all of it or nothing, and resolves to the paths that it touched: Git checks the whole before it writes the first file, so that one process
 * does for looking and applying. `--numstat` alone would only tell; `--apply` after it has Git apply as well. Not to be interrupted, for it takes
 * milliseconds.
 */
export async function applyPatch(patch: Uint8Array, directory: string): Promise<PatchResult> {
  const result = await git(['apply', '--numstat', '-z', '--apply', '--whitespace=nowarn'], patch, directory);
  if (!result.ok) return result;
  // `added TAB removed TAB path NUL`, for a rename with the new path only.
  const paths = result.said.split('\0').map((part) => part.replace(/^[\d-]+\t[\d-]+\t/, ''));
  return { ok: true, files: paths.filter((path) => path !== '') };
}

/**
 * Runs Git on the host, in a folder where a stranger may have written. GIT_DIR names something that is no repository, so that Git looks for none
 * and reads no configuration from there; the user's and the system's are left out too. Then `apply` is only a better `patch`.
 */
function git(args: readonly string[], input: Uint8Array, cwd: string): Promise<GitResult> {
  const env = {
    PATH: readHostPath(),
    LC_ALL: 'C.UTF-8',
    GIT_DIR: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CEILING_DIRECTORIES: cwd,
  };
  return new Promise((resolve) => {
    const child = spawn('git', args, { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL', stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ ok: false, why: 'git_missing', said: error.message });
    });
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve({ ok: true, said: out });
      else if (killedBy) resolve({ ok: false, why: 'does_not_apply', said: `git apply was ended by ${killedBy}` });
      else resolve({ ok: false, why: 'does_not_apply', said: err.trim() });
    });
    child.stdin.once('error', () => {}); // Git ended before it read all of it; its exit code tells why.
    child.stdin.end(input);
  });
}
