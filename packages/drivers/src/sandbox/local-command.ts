import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Command, CommandEnd, CommandRequest, OnBytes } from './command.ts';
import { endProcesses, send } from './end-processes.ts';

/** How long output is waited for after the command has ended: what is in the pipe, not what a survivor may still print. */
const drainMs = 50;
const longestDrainMs = 1000;
const longestHoldMs = 10_000;

/**
 * Runs one command as a process of this machine, in a group and session of its own. When it has ended, its group is killed; when it is ended, also what
 * left the group, found by its mark. The same code runs on the host for the `process` driver and inside of sandboxes that have walls.
 */
export function startLocalCommand(request: CommandRequest, directory: string, onBytes: OnBytes, onStart?: (pid: number) => void): Command {
  const { promise: ended, resolve: settle } = Promise.withResolvers<CommandEnd>();
  const refuse = (why: string): Command => {
    settle({ kind: 'could_not_start', why });
    return { end() {}, write: async () => {}, endInput() {}, ended };
  };
  const place = findPlace(request.cwd, directory);
  if ('problem' in place) return refuse(place.problem);
  let child: ChildProcess;
  try {
    child = spawnCommand(request, place.directory);
  } catch (error) {
    return refuse((error as Error).message);
  }

  let exited = false;
  let ending: Promise<unknown> | undefined;
  const held = { streams: 0 };
  if (child.pid !== undefined) onStart?.(child.pid);
  for (const stream of ['stdout', 'stderr'] as const) {
    const readable = child[stream];
    readable?.on('data', (chunk: Buffer) => {
      const taken = onBytes(stream, chunk);
      if (taken) void holdUntil(taken, readable, held);
    });
  }
  // Who ends before it has read everything closes the pipe under us.
  child.stdin?.on('error', () => {});
  child.once('error', (error) => {
    exited = true;
    settle({ kind: 'could_not_start', why: `cannot start ${nameOf(request.command)}: ${error.message}` });
  });
  child.once('exit', (exitCode, signal) => void wrapUp(exitCode, signal));
  return {
    ended,
    end() {
      if (child.pid !== undefined && !exited) ending ??= endRun(child.pid, request);
    },
    write: (bytes) => writeTo(child, bytes),
    endInput() {
      child.stdin?.end();
    },
  };

  async function wrapUp(exitCode: number | null, signal: NodeJS.Signals | null) {
    exited = true;
    // The group's number is not given away again while members are left, and right now nobody else can have got it.
    if (!ending && child.pid !== undefined) send(-child.pid, 'SIGKILL');
    await ending;
    await drained(child, held);
    settle({ kind: 'ended', exitCode, signal });
  }
}

/** The group may have lost its leader, and members may have left it: both are found by the marks they carry. */
async function endRun(groupId: number, { graceMs, runMark }: CommandRequest): Promise<void> {
  await endProcesses((one) => one.groupId === groupId || one.run === runMark, graceMs);
}

function spawnCommand({ command, environment, takesInput }: CommandRequest, cwd: string): ChildProcess {
  const [program, ...args] = typeof command === 'string' ? ['sh', '-c', command] : command;
  if (program === undefined || program === '') throw new Error('the command is empty');
  return spawn(program, args, { cwd, env: environment, detached: true, stdio: [takesInput ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
}

function findPlace(cwd: string | undefined, directory: string): { directory: string } | { problem: string } {
  const wanted = resolve(directory, cwd ?? '.');
  const inside = relative(directory, wanted);
  if (inside === '..' || inside.startsWith('../') || isAbsolute(inside)) return { problem: `${cwd} is outside of the work folder` };
  // Node reports a missing folder as a missing program.
  const isFolder = statSync(wanted, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? { directory: wanted } : { problem: `there is no folder ${inside === '' ? directory : inside}` };
}

function nameOf(command: CommandRequest['command']): string {
  return typeof command === 'string' ? 'sh' : String(command[0]);
}

async function holdUntil(taken: Promise<void>, readable: Readable, held: { streams: number }): Promise<void> {
  readable.pause();
  held.streams += 1;
  await taken;
  held.streams -= 1;
  readable.resume();
}

async function writeTo({ stdin }: ChildProcess, bytes: Uint8Array): Promise<void> {
  if (!stdin?.writable || stdin.write(bytes)) return;
  await new Promise<void>((resume) => {
    const done = () => {
      stdin.off('drain', done).off('close', done);
      resume();
    };
    stdin.once('drain', done).once('close', done);
  });
}

/** Waits for the ends of both streams, but not for those who keep them open after the command. */
async function drained(child: ChildProcess, held: { streams: number }): Promise<void> {
  const open = [child.stdout, child.stderr].filter((stream) => stream?.closed === false);
  const closed = Promise.all(open.map((stream) => new Promise((done) => stream?.once('close', done)))).then(() => true);
  const startedAt = performance.now();
  let read = -1;
  const bytesRead = () => open.reduce((sum, stream) => sum + (stream as Socket).bytesRead, 0);
  const mayGoOn = () => performance.now() - startedAt < (held.streams > 0 ? longestHoldMs : longestDrainMs);
  // On a busy machine a timer can be due before the data that has long arrived was read: only silence ends the waiting.
  while ((held.streams > 0 || read < bytesRead()) && mayGoOn()) {
    read = bytesRead();
    if (await Promise.race([closed, sleep(drainMs).then(() => nextTurn(false))])) return;
  }
  for (const stream of open) stream?.destroy();
}
