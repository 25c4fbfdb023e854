import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { isAbsolute, relative, resolve } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { collectOutput } from './command-output.ts';
import { endProcesses, send } from './end-processes.ts';
import type { RunOptions, RunResult } from './sandbox-port.ts';

export interface ProcessRun {
  /** Ends it as `killed`; resolves with it. */
  kill(): Promise<void>;
  readonly result: Promise<RunResult>;
}

interface Surroundings {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly marks: Readonly<Record<string, string>>;
  /** The one of the marks that only processes of this run carry. */
  readonly runMark: string;
  readonly graceMs: number;
  readonly outputCharacters: number;
  readonly outputTailCharacters: number;
}

const longestTimeout = 2 ** 31 - 1;
/** How long output is waited for after the command has ended: what is in the pipe, not what a survivor may still print. */
const drainMs = 50;
const longestDrainMs = 1000;

/** Runs one command in a process group and session of its own. */
export function startProcessRun(options: RunOptions, around: Surroundings): ProcessRun {
  const startedAt = performance.now();
  const { promise: result, resolve: settle } = Promise.withResolvers<RunResult>();
  const output = collectOutput({ ...around, onOutput: options.onOutput });
  let reason: 'timed_out' | 'canceled' | 'killed' | undefined;

  const conclude = (ended: RunResult['ended'], exitCode: number | null, signal: string | null, said?: string) => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
    if (said !== undefined) output.take('stderr', Buffer.from(`${said}\n`));
    output.end();
    settle({ ended, exitCode, signal, durationMs: performance.now() - startedAt, outputTail: output.tail() });
  };
  const endBecause = (why: typeof reason) => {
    if (reason !== undefined || child?.pid === undefined || exited) return;
    reason = why;
    ending = endRun(child.pid, around);
  };
  const cancel = () => endBecause('canceled');
  let timer: NodeJS.Timeout | undefined;
  let child: ChildProcess | undefined;
  let exited = false;
  let ending: Promise<unknown> | undefined;
  const run: ProcessRun = {
    result,
    async kill() {
      endBecause('killed');
      await result;
    },
  };

  if (options.signal?.aborted) {
    conclude('canceled', null, null);
    return run;
  }
  const place = findPlace(options.cwd, around.directory);
  if ('problem' in place) {
    conclude('could_not_start', null, null, place.problem);
    return run;
  }
  try {
    child = start(options, place.directory, { ...around.environment, ...options.env, ...around.marks });
  } catch (error) {
    conclude('could_not_start', null, null, (error as Error).message);
    return run;
  }

  timer = setTimeout(() => endBecause('timed_out'), Math.min(options.timeoutMs, longestTimeout));
  options.signal?.addEventListener('abort', cancel, { once: true });
  child.stdout?.on('data', (chunk: Buffer) => output.take('stdout', chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.take('stderr', chunk));
  child.once('error', (error) => {
    exited = true;
    conclude('could_not_start', null, null, `cannot start ${nameOf(options.command)}: ${error.message}`);
  });
  child.once('exit', (code, signal) => void wrapUp(code, signal));
  return run;

  async function wrapUp(code: number | null, signal: NodeJS.Signals | null) {
    exited = true;
    clearTimeout(timer);
    // The group's number is not given away again while members are left, and right now nobody else can have got it.
    if (!ending && child?.pid !== undefined) send(-child.pid, 'SIGKILL');
    await ending;
    await drained(child);
    if (reason) conclude(reason, code, signal);
    else conclude(signal === null ? 'exited' : 'killed', code, signal);
  }
}

/** The group may have lost its leader, and members may have left it: both are found by the marks they carry. */
async function endRun(groupId: number, around: Surroundings): Promise<void> {
  await endProcesses((one) => one.groupId === groupId || one.run === around.runMark, around.graceMs);
}

function start(options: RunOptions, cwd: string, environment: Readonly<Record<string, string>>): ChildProcess {
  const [program, ...args] = typeof options.command === 'string' ? ['sh', '-c', options.command] : options.command;
  if (program === undefined || program === '') throw new Error('the command is empty');
  return spawn(program, args, { cwd, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

function findPlace(cwd: string | undefined, directory: string): { directory: string } | { problem: string } {
  const wanted = resolve(directory, cwd ?? '.');
  const inside = relative(directory, wanted);
  if (inside === '..' || inside.startsWith('../') || isAbsolute(inside)) return { problem: `${cwd} is outside of the work folder` };
  // Node reports a missing folder as a missing program.
  const isFolder = statSync(wanted, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? { directory: wanted } : { problem: `there is no folder ${inside === '' ? directory : inside}` };
}

function nameOf(command: RunOptions['command']): string {
  return typeof command === 'string' ? 'sh' : String(command[0]);
}

/** Waits for the ends of both streams, but not for those who keep them open after the command. */
async function drained(child: ChildProcess | undefined): Promise<void> {
  const open = [child?.stdout, child?.stderr].filter((stream) => stream?.closed === false);
  const closed = Promise.all(open.map((stream) => new Promise((done) => stream?.once('close', done)))).then(() => true);
  const giveUp = performance.now() + longestDrainMs;
  let read = -1;
  const bytesRead = () => open.reduce((sum, stream) => sum + (stream as Socket).bytesRead, 0);
  // On a busy machine a timer can be due before the data that has long arrived was read: only silence ends the waiting.
  while (read < bytesRead() && performance.now() < giveUp) {
    read = bytesRead();
    if (await Promise.race([closed, sleep(drainMs).then(() => nextTurn(false))])) return;
  }
  for (const stream of open) stream?.destroy();
}
