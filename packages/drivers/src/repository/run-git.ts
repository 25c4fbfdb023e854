import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { RepositoryError } from './repository-error.ts';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { GitOutput } from './git-command.ts';

export interface GitProcessRequest {
  args: readonly string[];
  environment: Record<string, string>;
  /** None for a process that serves many requests, each with a deadline of its own. */
  deadlineMs?: number;
  signal?: AbortSignal | undefined;
  /** Told the process id at once, so that a lock can name it before git touches anything. */
  started?: (pid: number) => void;
}

export interface GitProcess {
  stdin: Writable;
  stdout: Readable;
  /** Ends the process and all it started, and makes `ended` reject with this error; nothing if it has ended. */
  stop: (reason: unknown) => void;
  /** Whether our process stays alive for it, as it does unless told otherwise. */
  ref: () => void;
  unref: () => void;
  /** Rejects if git is missing, at the deadline, when the signal fires, or after `stop`; a failure of git itself is an answer. */
  ended: Promise<{ exitCode: number; stderr: string }>;
}

/** Time for git to remove its lock files and temporary packs by itself before it is killed. */
const graceMs = 2_000;
const maxStderrBytes = 64 * 1024;

/** Starts git in a process group of its own, in no directory of interest, with nothing of our environment but what is given. */
export function startGit({ args, environment, deadlineMs, signal, started }: GitProcessRequest): GitProcess {
  signal?.throwIfAborted();
  const child = spawn('git', args, { cwd: '/', env: environment, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  if (child.pid !== undefined) started?.(child.pid);
  // A git that ends before it has read everything says so by its exit code.
  child.stdin.on('error', () => {});

  let stopped: { reason: unknown } | undefined;
  let over = false;
  let killing: NodeJS.Timeout | undefined;
  const stop = (reason: unknown): void => {
    if (over || stopped !== undefined) return;
    stopped = { reason };
    signalGroup(child.pid, 'SIGTERM');
    killing = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs);
  };
  const late = (ms: number): void => {
    const words = `git ${subcommand(args)} did not end within ${Math.round(ms / 1000)} s and was stopped.`;
    stop(new RepositoryError('repository_timed_out', words));
  };
  const deadline = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs, deadlineMs);
  const abort = (): void => stop(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });

  const stderr = boundedText(child.stderr, maxStderrBytes);
  const ended = new Promise<{ exitCode: number; stderr: string }>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'ENOENT'
          ? new RepositoryError('git_missing', 'The program git was not found on the PATH. Install Git 2.38 or newer.', { cause: error })
          : error,
      );
    });
    child.once('close', (code) => {
      over = true;
      if (stopped === undefined) resolve({ exitCode: code ?? -1, stderr: stderr() });
      else reject(stopped.reason);
    });
  }).finally(() => {
    clearTimeout(deadline);
    clearTimeout(killing);
    signal?.removeEventListener('abort', abort);
  });
  // Callers that stop reading early still await it; until then a rejection is not unhandled.
  ended.catch(() => {});
  // All of them are sockets to node, though its types say streams.
  const handles = [child, child.stdin, child.stdout, child.stderr] as (ChildProcess | Socket)[];
  const ref = (): void => handles.forEach((handle) => handle.ref());
  const unref = (): void => handles.forEach((handle) => handle.unref());
  return { stdin: child.stdin, stdout: child.stdout, stop, ref, unref, ended };
}

export interface GitRunRequest extends GitProcessRequest {
  input?: string | Uint8Array | undefined;
  guard?: ((chunk: Buffer) => void) | undefined;
  /** Output beyond this ends the run: cut if `cuts`, else `repository_too_large`. */
  maxOutputBytes: number;
  cuts?: boolean;
}

/** Runs git to its end and answers what it said, whatever the exit code. */
export async function runGit(request: GitRunRequest): Promise<GitOutput> {
  const git = startGit(request);
  git.stdin.end(request.input);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let truncated = false;
  try {
    for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
      if (truncated) continue;
      request.guard?.(chunk);
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= request.maxOutputBytes) continue;
      if (request.cuts !== true) {
        throw new RepositoryError(
          'repository_too_large',
          `git ${subcommand(request.args)} printed more than ${request.maxOutputBytes} bytes.`,
        );
      }
      truncated = true;
      git.stop(undefined);
    }
  } catch (error) {
    git.stop(error);
  }
  const end = await git.ended.catch((error: unknown) => {
    if (truncated) return { exitCode: 0, stderr: '' };
    throw error;
  });
  const stdout = Buffer.concat(chunks);
  return { ...end, stdout: truncated ? stdout.subarray(0, request.maxOutputBytes) : stdout, truncated };
}

/** The first argument that is not an option of git itself. */
export function subcommand(args: readonly string[]): string {
  const index = args.findIndex((arg, position) => !arg.startsWith('-') && args[position - 1] !== '-c');
  return args[index] ?? '';
}

function boundedText(stream: Readable, maxBytes: number): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < maxBytes) chunks.push(chunk);
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8').slice(0, maxBytes);
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
