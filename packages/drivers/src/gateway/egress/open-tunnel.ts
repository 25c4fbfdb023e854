import type { IncomingMessage } from 'node:http';
import { type Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { GatewayCode } from '../failure-class.ts';
import type { RunContext } from '../run-context.ts';
import { unlessEnded } from '../upstream-call.ts';
import { findTarget, ruleTunnel } from './egress-rules.ts';
import { type ResolvedAddress, resolveAllowed } from './resolve-address.ts';

/** A refused CONNECT, in words that a program shows. */
export function refuseTunnel(client: Duplex, status: number, code: GatewayCode, why: string): void {
  const body = `DevTeam's gateway refused this connection: ${why} [${code}]\n`;
  const reason = { 403: 'Forbidden', 407: 'Proxy Authentication Required', 502: 'Bad Gateway' }[status] ?? 'Refused';
  client.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-DevTeam-Code: ${code}\r\n` +
      `${status === 407 ? 'Proxy-Authenticate: Basic realm="devteam"\r\n' : ''}Connection: close\r\n\r\n${body}`,
  );
}

/** `CONNECT host:port`: checked, resolved once, connected, and then bytes both ways until one side ends, is silent for too long or sends too much. */
export async function openTunnel(run: RunContext, from: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
  const authority = from.url ?? '';
  const target = findTarget(authority);
  const refuse = (why: string): void => {
    run.log.refuse({ code: 'egress_refused', why, method: 'CONNECT', host: authority.slice(0, 300), path: null });
    refuseTunnel(client, 403, 'egress_refused', why);
  };
  if (!target) return refuse('a tunnel needs a host and a port');
  const ruling = ruleTunnel(run.spec.egress ?? [], target);
  if (!ruling.isAllowed) return refuse(ruling.why);
  const found = await unlessEnded(resolveAllowed(target.host, run.resolve, ruling.rule.addresses ?? []), run.over);
  if ('refused' in found) return refuse(found.refused);
  const socket = 'addresses' in found ? await connectToOne(found.addresses, target.port, run.limits.connectMs, run.over) : found.failed;
  if (typeof socket === 'string') return refuseTunnel(client, 502, 'egress_refused', `${target.host} could not be reached: ${socket}`);
  if (client.destroyed || run.over.aborted) {
    socket.destroy();
    client.destroy();
    return;
  }
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  const bytes = await join(run, client, socket, head);
  run.log.pass({
    method: 'CONNECT',
    host: `${target.host}:${target.port}`,
    path: null,
    status: null,
    bytesOut: bytes.out,
    bytesIn: bytes.in,
  });
}

/** The first address that answers, or what the last one said. */
async function connectToOne(
  addresses: readonly ResolvedAddress[],
  port: number,
  timeoutMs: number,
  over: AbortSignal,
): Promise<Socket | string> {
  let said = 'it has no address';
  for (const { address, family } of addresses.slice(0, 4)) {
    if (over.aborted) return 'the run is over';
    const result = await new Promise<Socket | string>((resolve) => {
      const socket = connect({ host: address, port, family });
      const giveUp = (why: string) => {
        socket.destroy();
        resolve(why);
      };
      socket.setTimeout(timeoutMs, () => giveUp(`${address} did not answer in ${timeoutMs / 1000} s`));
      socket.once('error', (error) => giveUp(error.message));
      socket.once('connect', () => {
        socket.setTimeout(0);
        socket.removeAllListeners('error');
        resolve(socket);
      });
    });
    if (typeof result !== 'string') return result;
    said = result;
  }
  return said;
}

function join(run: RunContext, client: Duplex, socket: Socket, head: Buffer): Promise<{ out: number; in: number }> {
  const bytes = { out: head.length, in: 0 };
  const { promise, resolve } = Promise.withResolvers<{ out: number; in: number }>();
  const end = () => {
    client.destroy();
    socket.destroy();
    run.over.removeEventListener('abort', end);
    resolve(bytes);
  };
  run.over.addEventListener('abort', end, { once: true });
  socket.setNoDelay(true);
  // Either side's bytes keep it alive: what comes is written to the other, and writing counts as well.
  socket.setTimeout(run.limits.silenceMs, end);
  client.on('data', (piece: Buffer) => {
    bytes.out += piece.length;
    if (bytes.out > run.limits.egressUploadBytes) {
      run.log.refuse({
        code: 'egress_refused',
        why: `more than ${run.limits.egressUploadBytes} bytes were to go out`,
        method: 'CONNECT',
        host: socket.remoteAddress ?? null,
        path: null,
      });
      end();
    }
  });
  socket.on('data', (piece: Buffer) => {
    bytes.in += piece.length;
    if (bytes.in > run.limits.egressAnswerBytes) end();
  });
  for (const side of [client, socket]) {
    side.on('error', end);
    side.on('close', end);
  }
  if (head.length > 0) socket.write(head);
  client.pipe(socket);
  socket.pipe(client);
  return promise;
}
