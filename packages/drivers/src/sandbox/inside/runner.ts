/**
 * Runs inside of a sandbox with walls and does there what is asked over one unix socket: runs commands as the process driver does on the host. It holds
 * no secret and decides nothing; the host believes it no more than the commands, which run as the same user.
 *
 * Its end is the sandbox's end. It ends itself when the host lets go of the socket, which the kernel does for a host that was killed, and when its time is over.
 */
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Command, CommandRequest } from '../command.ts';
import { startLocalCommand } from '../local-command.ts';
import { type Frame, encodeFrame, encodeJsonFrame, frameKinds, frameReader } from './frames.ts';

const [socketFolder = '', workFolder = '/', gateway = ''] = process.argv.slice(2);
/** Of the two, the kernel shall rather end a command than us when memory is short. */
const rankOfCommands = '500';

const commands = new Map<number, Command>();
const host = connect(`${socketFolder}/control`);
// Who waits for a first word that never comes reads this.
host.on('error', (error) => process.stderr.write(`${error.message}\n`)).on('close', leave);
host.on('data', frameReader(obey));
host.once('connect', () => {
  if (gateway === '') host.write(encodeJsonFrame(frameKinds.hello, 0, { gatewayPort: null }));
  else openWayOut();
});

function obey({ command: number, content, kind }: Frame): void {
  const command = commands.get(number);
  if (kind === frameKinds.start) begin(number, JSON.parse(content.toString()) as CommandRequest);
  else if (kind === frameKinds.input) void command?.write(content);
  else if (kind === frameKinds.inputEnd) command?.endInput();
  else if (kind === frameKinds.end) command?.end();
  else if (kind === frameKinds.life) setTimeout(leave, 1000 * (JSON.parse(content.toString()) as number));
  else if (kind === frameKinds.ping) host.write(encodeFrame(frameKinds.pong, number));
}

function begin(number: number, request: CommandRequest): void {
  const command = startLocalCommand(
    request,
    workFolder,
    (stream, bytes) => (host.write(encodeFrame(frameKinds[stream], number, bytes)) ? undefined : roomAgain()),
    rankBehindUs,
  );
  commands.set(number, command);
  void command.ended.then((end) => commands.delete(number) && host.write(encodeJsonFrame(frameKinds.ended, number, end)));
}

let waiting: Promise<void> | undefined;
/** All commands wait for the same moment: that the host has read enough. */
function roomAgain(): Promise<void> {
  waiting ??= new Promise((resolve) => {
    host.once('drain', () => {
      waiting = undefined;
      resolve();
    });
  });
  return waiting;
}

function rankBehindUs(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, rankOfCommands);
  } catch {
    // It ended already, or the kernel does not let us: then both have the same rank.
  }
}

/** What speaks HTTP inside speaks to a port of its own loopback, and we pass it on to the socket that leads out. */
function openWayOut(): void {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: `${socketFolder}/gateway`, allowHalfOpen: true });
    near.on('error', () => {}).once('close', () => far.destroy());
    far.on('error', () => {}).once('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1', () => {
    host.write(encodeJsonFrame(frameKinds.hello, 0, { gatewayPort: (server.address() as AddressInfo).port }));
  });
}

function leave(): never {
  process.exit(0);
}
