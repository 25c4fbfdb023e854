import { spawn } from 'node:child_process';
import { readHostPath } from './config.ts';

type Refused = Extract<PatchResult, { ok: false }>;
type GitResult = Refused | { readonly ok: true; readonly said: string };

const timeoutMs = 60_000;

export type PatchResult =
  | { readonly ok: true; readonly files: readonly string[] }
  | { readonly ok: false; readonly why: 'does_not_apply' | 'git_missing'; readonly said: string };

/**
 * Looks whether a unified diff fits the files below a directory, without changing any. Resolves to the paths that it touches.
 * Git itself refuses paths with `..` or `.git`, absolute ones, and those beyond a symbolic link.
 */
export async function checkPatch(patch: string, directory: string): Promise<PatchResult> {
  const result = await git(['apply', '--check', '--numstat', '-z'], patch, directory);
  if (!result.ok) return result;
  // `added TAB removed TAB path NUL`, and for a rename an empty path and then both.
  const paths = result.said.split('\0').map((part) => part.replace(/^[\d-]+\t[\d-]+\t/, ''));
  return { ok: true, files: paths.filter((path) => path !== '') };
}

/** Applies all of it or nothing: Git checks the whole before it writes the first file. Not to be interrupted, for it takes milliseconds. */
export async function applyPatch(patch: string, directory: string): Promise<PatchResult> {
  const result = await git(['apply', '--whitespace=nowarn'], patch, directory);
  return result.ok ? { ok: true, files: [] } : result;
}

/**
 * Runs Git on the host, in a folder where a stranger may have written. GIT_DIR names something that is no repository, so that Git looks for none
 * and reads no configuration from there; the user's and the system's are left out too. Then `apply` is only a better `patch`.
 */
function git(args: readonly string[], input: string, cwd: string): Promise<GitResult> {
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
