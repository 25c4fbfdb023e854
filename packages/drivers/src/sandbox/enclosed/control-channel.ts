import { chmod } from 'node:fs/promises';
import { type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import type { Command, CommandEnd, CommandRequest, OnBytes } from '../command.ts';
import { type Frame, type Hello, encodeFrame, encodeJsonFrame, frameKinds, frameReader } from '../inside/frames.ts';

export interface ControlChannel {
  readonly hello: Hello;
  start(request: CommandRequest, onBytes: OnBytes): Command;
  /** After this the inside leaves by itself, should the host have forgotten it. */
  live(seconds: number): void;
  /** Milliseconds until the inside answered; undefined if it did not in this time. */
  ping(timeoutMs: number): Promise<number | undefined>;
  /** Resolves when the inside is gone, or said what it cannot have said. */
  readonly lost: Promise<string>;
  close(): void;
}

/** What may come at once, and afterwards in a second: who prints more is made to wait, so that a flood takes no more of the host than this. */
const burstBytes = 192 * 1024 * 1024;
const bytesPerSecond = 24 * 1024 * 1024;
/** Longer inputs are sent in pieces. */
const pieceBytes = 256 * 1024;
/** How long the inside may take to end a command, over the grace it was told, before it counts as stuck. */
const stuckAfterMs = 1000;

/**
 * Waits in this folder, as `control`, for the one who runs inside, and for nobody else: the door is shut behind the first. `onStuck` is called when the
 * inside does not end what it was told to end.
 */
export async function openControl(folder: string): Promise<{
  connected: (onStuck: () => void) => Promise<ControlChannel>;
  close: () => void;
}> {
  const server = createServer();
  const path = join(folder, 'control');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
  // Who runs inside is another user. Who else may come to the folder is decided by whoever made it.
  await chmod(path, 0o666);
  return {
    close: () => server.close(),
    connected: (onStuck) => {
      const channel = new Promise<ControlChannel>((resolve, reject) => {
        server.once('close', () => reject(new Error('nobody came')));
        server.once('connection', (socket) => {
          server.close();
          greet(socket, onStuck).then(resolve, reject);
        });
      });
      // Whoever could not even be started is not waited for.
      channel.catch(() => undefined);
      return channel;
    },
  };
}

async function greet(socket: Socket, onStuck: () => void): Promise<ControlChannel> {
  const commands = new Map<number, { onBytes: OnBytes; settle: (end: CommandEnd) => void }>();
  const answers = new Map<number, () => void>();
  const { promise: hello, reject: noHello, resolve: helloCame } = Promise.withResolvers<Hello>();
  const { promise: lost, resolve: lose } = Promise.withResolvers<string>();
  let isLost = false;
  let count = 0;

  const giveUp = (why: string) => {
    if (isLost) return;
    isLost = true;
    socket.destroy();
    for (const command of commands.values()) command.settle({ kind: 'lost' });
    commands.clear();
    noHello(new Error(why));
    lose(why);
  };
  const take = ({ command: number, content, kind }: Frame) => {
    const command = commands.get(number);
    if (kind === frameKinds.hello) helloCame(JSON.parse(content.toString()) as Hello);
    else if (kind === frameKinds.pong) answers.get(number)?.();
    else if (kind === frameKinds.stdout) void command?.onBytes('stdout', content);
    else if (kind === frameKinds.stderr) void command?.onBytes('stderr', content);
    else if (kind === frameKinds.ended) {
      commands.delete(number);
      command?.settle(readEnd(content));
    }
  };
  const read = frameReader(take);
  const pace = paceOf(socket);
  socket.on('error', () => {}).once('close', () => giveUp('the inside let go of the connection'));
  socket.on('data', (chunk: Buffer) => {
    pace(chunk.length);
    try {
      read(chunk);
    } catch (error) {
      giveUp(`the inside does not keep to the rules: ${(error as Error).message}`);
    }
  });

  const send = async (frame: Buffer) => {
    if (isLost || socket.write(frame)) return;
    await Promise.race([new Promise((resume) => socket.once('drain', resume)), lost]);
  };
  return {
    hello: await hello,
    lost,
    close: () => giveUp('it was closed'),
    live: (seconds) => void send(encodeJsonFrame(frameKinds.life, 0, seconds)),
    start(request, onBytes) {
      const { promise: ended, resolve: settle } = Promise.withResolvers<CommandEnd>();
      if (isLost) settle({ kind: 'lost' });
      count += 1;
      const number = count;
      commands.set(number, { onBytes, settle });
      void send(encodeJsonFrame(frameKinds.start, number, request));
      let stuck: NodeJS.Timeout | undefined;
      let lastInput = Promise.resolve();
      const writePieces = async (bytes: Uint8Array) => {
        for (let from = 0; from < bytes.length; from += pieceBytes)
          await send(encodeFrame(frameKinds.input, number, bytes.subarray(from, from + pieceBytes)));
      };
      void ended.then(() => clearTimeout(stuck));
      return {
        ended,
        end() {
          void send(encodeFrame(frameKinds.end, number));
          stuck ??= setTimeout(onStuck, request.graceMs + stuckAfterMs);
        },
        write(bytes) {
          lastInput = lastInput.then(() => writePieces(bytes));
          return lastInput;
        },
        endInput: () => void lastInput.then(() => send(encodeFrame(frameKinds.inputEnd, number))),
      };
    },
    async ping(timeoutMs) {
      count += 1;
      const number = count;
      const startedAt = performance.now();
      const { promise: answered, resolve: answer } = Promise.withResolvers<boolean>();
      answers.set(number, () => answer(true));
      const timer = setTimeout(() => answer(false), timeoutMs);
      void send(encodeFrame(frameKinds.ping, number));
      const came = await Promise.race([answered, lost.then(() => false)]);
      clearTimeout(timer);
      answers.delete(number);
      return came ? performance.now() - startedAt : undefined;
    },
  };
}

/** Lets the stream wait as soon as it has used up what it had; the pipe behind it then fills, and who prints stands still. */
function paceOf(socket: Socket): (bytes: number) => void {
  let left = burstBytes;
  let last = performance.now();
  return (bytes) => {
    const now = performance.now();
    left = Math.min(burstBytes, left + ((now - last) / 1000) * bytesPerSecond) - bytes;
    last = now;
    if (left >= 0 || socket.isPaused()) return;
    socket.pause();
    setTimeout(() => socket.resume(), Math.ceil((-left / bytesPerSecond) * 1000));
  };
}

/** What a stranger may have written, so only what it can be. */
function readEnd(content: Buffer): CommandEnd {
  const end = JSON.parse(content.toString()) as Partial<Record<string, unknown>>;
  if (end['kind'] === 'could_not_start') return { kind: 'could_not_start', why: String(end['why']).slice(0, 1000) };
  const { exitCode, signal } = end;
  return {
    kind: 'ended',
    exitCode: typeof exitCode === 'number' ? exitCode : null,
    signal: typeof signal === 'string' && /^SIG[A-Z0-9]{1,12}$/.test(signal) ? signal : null,
  };
}
