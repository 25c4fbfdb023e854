import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { absent, diskFullMessage, giveTree } from './data-directory.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { ownerOf } from './launch-facts.ts';
import type { LaunchWay } from './launch-plan.ts';
import { commandOf } from './launch-plan.ts';
import { postgresOf } from './platform-binaries.ts';
import { parsePostmasterFile, withPid } from './postmaster-file.ts';
import { failureOfOutput, lastLines } from './program-output.ts';
import type { ProgramFailure } from './program-output.ts';
import { programEnvironment } from './program-run.ts';
import { isServerOf } from './running-processes.ts';
import { askServer, urlOf } from './server-connection.ts';
import { serverSettings } from './server-settings.ts';

const pollMs = 20;
const progressMs = 2000;
const largestLogBytes = 5_000_000;

/** How long a server may take until it answers, WAL recovery after a crash included. */
export const readyWithinMs = 60_000;

export interface Patience {
  now: () => number;
  log: (line: string) => void;
  signal?: AbortSignal | undefined;
}

export interface LaunchedServer {
  pid: number;
  /** Resolves when the process has ended, with what it died of. */
  ended: Promise<ProgramFailure>;
}

/** Starts the server so that it lives on without us: its own session, and a file instead of a pipe for what it says. */
export async function launchServer(options: {
  dataDirectory: string;
  logPath: string;
  native: string;
  way: LaunchWay;
  port: number;
}): Promise<LaunchedServer> {
  const { dataDirectory, logPath, way } = options;
  if (process.getuid?.() === 0 && (await ownerOf(dataDirectory))?.uid !== way.owner.uid) await giveTree(dataDirectory, way.owner);
  await disownStalePid(dataDirectory);
  await rotate(logPath);
  const output = await open(logPath, 'a', 0o600);
  try {
    const from = (await output.stat()).size;
    const args = ['-D', dataDirectory, ...serverSettings(options.port)];
    const { file, args: words, ...user } = commandOf(way, postgresOf(options.native), args);
    const child = spawn(file, words, {
      ...user,
      cwd: '/',
      env: programEnvironment,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    const ended = endOf(child)
      .then((problem) => (problem === undefined ? undefined : writeFile(logPath, `${problem}\n`, { flag: 'a' })))
      .then(() => readLogSince(logPath, from))
      .then(failureOfOutput, () => 'other' as const);
    child.unref();
    return { pid: child.pid ?? 0, ended };
  } finally {
    await output.close();
  }
}

/** Resolves when the process has ended, with why it could not even be started. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve(undefined));
    child.once('error', (error) => resolve(error.message));
  });
}

/** Waits until the server answers queries. With `launched`, an early end of that process ends the waiting with its reason. */
export async function waitUntilReady(
  options: Patience & { dataDirectory: string; logPath: string; password: string; launched?: LaunchedServer },
): Promise<{ pid: number; port: number } | ProgramFailure | 'gone' | 'wrong password'> {
  const { dataDirectory, launched, now } = options;
  let died: ProgramFailure | undefined;
  void launched?.ended.then((failure) => (died = failure));
  const since = now();
  let told = since;
  for (;;) {
    options.signal?.throwIfAborted();
    const file = await readPostmasterFile(dataDirectory);
    // The file of a server that was killed says "ready" until the new one has written its own.
    const ours = file && (!launched || file.pid === launched.pid);
    if (died) return died;
    if (!launched && !(file && (await isServerOf(file.pid, dataDirectory)))) return 'gone';
    if (ours && file.status === 'ready' && file.port !== undefined) {
      const answer = await askServer(urlOf(file.port, options.password), dataDirectory);
      if (answer === 'ready') return { pid: file.pid, port: file.port };
      if (answer === 'wrong password') return answer;
    }
    if (now() - since > readyWithinMs) throw tooSlow(options.logPath, await lastWords(options.logPath), file?.pid ?? launched?.pid);
    if (now() - told > progressMs) {
      told = now();
      options.log(`PostgreSQL is still starting: ${(await lastWords(options.logPath)).at(-1) ?? 'it has said nothing yet'}`);
    }
    await sleep(pollMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}

/** What `postmaster.pid` says, undefined when there is none or it is not whole. */
export async function readPostmasterFile(dataDirectory: string) {
  const text = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(absent);
  return text === undefined ? undefined : parsePostmasterFile(text);
}

/**
 * PostgreSQL refuses to start while the pid in its file is anybody's, and pids are given again (in a container within seconds). So a pid
 * that is no server of these data is replaced by ours: a parent's pid counts as stale. The shared memory key stays and keeps guarding.
 */
async function disownStalePid(dataDirectory: string): Promise<void> {
  const path = join(dataDirectory, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(absent);
  if (text === undefined) return;
  const file = parsePostmasterFile(text);
  // PostgreSQL refuses an empty or damaged file for ever; no server is there, since we hold the lock and found none.
  if (!file) await rm(path);
  else if (!(await isServerOf(file.pid, dataDirectory))) await writeFile(path, withPid(text, process.pid));
}

/** The error for a server that ended instead of answering. */
export async function startFailed(failure: ProgramFailure, logPath: string, dataDirectory: string): Promise<EmbeddedPostgresError> {
  const said = `Its last words, from ${logPath}:\n${(await lastWords(logPath)).join('\n')}`;
  if (failure === 'disk full')
    return new EmbeddedPostgresError('postgres_disk_full', diskFullMessage('starting PostgreSQL', dataDirectory, said));
  return new EmbeddedPostgresError('postgres_start_failed', `PostgreSQL ended while starting in ${dataDirectory}. ${said}`);
}

function tooSlow(logPath: string, words: string[], pid: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'postgres_timed_out',
    `PostgreSQL (process ${pid ?? 'unknown'}) does not answer after ${readyWithinMs / 1000} s and was left running, because it may be ` +
      `recovering after a crash. Start again to go on waiting. Its last words, from ${logPath}:\n${words.join('\n')}`,
  );
}

const lastWords = async (logPath: string) => lastLines(await readLogSince(logPath, -8000).catch(() => ''), 8);

/** The log from a byte on; a negative number counts from its end. */
async function readLogSince(path: string, from: number): Promise<string> {
  const bytes = await readFile(path);
  return bytes.subarray(from).toString('utf8');
}

async function rotate(path: string): Promise<void> {
  const size = await stat(path).then((found) => found.size, absent);
  if (size !== undefined && size > largestLogBytes) await rename(path, `${path}.1`);
}
