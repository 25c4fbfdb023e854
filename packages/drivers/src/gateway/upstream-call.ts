import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { type Readable, type Writable, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ResolvedAddress } from './egress/resolve-address.ts';
import type { GatewayLimits } from './gateway-port.ts';

/** Why a call was ended by us. */
export class CallEnded extends Error {
  readonly by: 'client' | 'run' | 'time' | 'size';

  constructor(by: CallEnded['by'], message: string) {
    super(message);
    this.name = 'CallEnded';
    this.by = by;
  }
}

export interface Pools {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

export function openPools(): Pools {
  const options = { keepAlive: true, maxFreeSockets: 32, scheduling: 'lifo' } as const;
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

export function closePools(pools: Pools): void {
  pools.http.destroy();
  pools.https.destroy();
}

/** One call out: what ends it, and what has come so far. */
export interface Call {
  readonly signal: AbortSignal;
  end(reason: CallEnded): void;
  /** Something came or could be passed on: the silence begins anew. */
  moved(): void;
  /** The connection stands: what goes wrong from here on is not the way there. */
  connected(): void;
  readonly hasConnected: () => boolean;
  /** Frees its clocks. It must be called once. */
  close(): void;
}

/** Its clocks run from now on: for connecting, then for the first byte, then for each silence, and for the whole. */
export function beginCall(limits: GatewayLimits, runSignal: AbortSignal): Call {
  const controller = new AbortController();
  const end = (reason: CallEnded) => controller.abort(reason);
  const expire = (what: string, ms: number) => setTimeout(() => end(new CallEnded('time', `${what} took more than ${ms / 1000} s`)), ms);
  const whole = expire('the answer as a whole', limits.wholeMs);
  let clock = expire('connecting', limits.connectMs);
  let phase: 'connecting' | 'waiting' | 'moving' = 'connecting';
  const onRunEnd = () => end(new CallEnded('run', 'the run is over'));
  if (runSignal.aborted) onRunEnd();
  else runSignal.addEventListener('abort', onRunEnd, { once: true });
  return {
    signal: controller.signal,
    end,
    connected() {
      if (phase !== 'connecting') return;
      phase = 'waiting';
      clearTimeout(clock);
      clock = expire('the first byte', limits.firstByteMs);
    },
    moved() {
      if (phase === 'moving') {
        clock.refresh();
        return;
      }
      phase = 'moving';
      clearTimeout(clock);
      clock = expire('a silence', limits.silenceMs);
    },
    hasConnected: () => phase !== 'connecting',
    close() {
      clearTimeout(whole);
      clearTimeout(clock);
      runSignal.removeEventListener('abort', onRunEnd);
    },
  };
}

export interface UpstreamRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  /** A text may be sent a second time, a stream not. */
  readonly body: string | Readable | null;
  readonly pools: Pools;
  readonly call: Call;
  /** Already checked; nobody is asked again. Null: the system resolves the name. */
  readonly addresses: readonly ResolvedAddress[] | null;
}

/**
 * Resolves when the head of the answer is there. A connection that was kept and turns out to be closed by the other side is replaced once, if nothing
 * of an answer had come. Rejects with what the signal was aborted with, or with the error of the connection.
 */
export async function sendUpstream(request: UpstreamRequest): Promise<IncomingMessage> {
  try {
    return await sendOnce(request);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return await sendOnce(request).catch((second: unknown) => {
      throw second instanceof StaleConnection ? second.cause : second;
    });
  }
}

class StaleConnection extends Error {}

function sendOnce({ url, method, headers, body, pools, call, addresses }: UpstreamRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  if (call.signal.aborted) return Promise.reject(call.signal.reason);
  const isTls = url.protocol === 'https:';
  const sent = (isTls ? https : http).request(url, {
    method,
    headers,
    agent: isTls ? pools.https : pools.http,
    signal: call.signal,
    ...(addresses === null ? {} : { lookup: lookupIn(addresses) }),
  });
  sent.once('socket', (socket) => {
    if (!socket.connecting) call.connected();
    else socket.once(isTls ? 'secureConnect' : 'connect', () => call.connected());
  });
  sent.once('response', resolve);
  sent.on('error', (error: NodeJS.ErrnoException) => {
    if (call.signal.aborted) reject(call.signal.reason);
    else if (sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE') && (body === null || typeof body === 'string'))
      reject(new StaleConnection('the kept connection was closed', { cause: error }));
    else reject(error);
  });
  if (body === null || typeof body === 'string') sent.end(body ?? undefined);
  else pipeline(body, sent, () => undefined);
  return promise;
}

type Found = (error: Error | null, address: string | { address: string; family: number }[], family?: number) => void;

const lookupIn = (addresses: readonly ResolvedAddress[]) => (_host: string, options: { all?: boolean | undefined }, found: Found) => {
  const first = addresses[0] as ResolvedAddress;
  if (options.all) found(null, [...addresses]);
  else found(null, first.address, first.family);
};

/** The body as it was before it was packed, although we ask for it as it is; undefined if nobody can unpack it. */
export function unpacked(answer: IncomingMessage): Readable | undefined {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity' || encoding === '') return answer;
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : undefined;
  if (!unpack) return undefined;
  pipeline(answer, unpack, () => undefined);
  return unpack;
}

/**
 * All of a body, or why not: it is longer than `mostBytes`, or `onPiece` would have no more. Whoever does not want the rest has to end it.
 */
export async function readAtMost(
  body: Readable,
  mostBytes: number,
  onPiece: (bytes: number) => boolean,
): Promise<{ bytes: Buffer; stopped: null | 'too long' | 'unwanted' }> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length > mostBytes) return { bytes: Buffer.concat(pieces).subarray(0, mostBytes), stopped: 'too long' };
    if (!onPiece(piece.length)) return { bytes: Buffer.concat(pieces), stopped: 'unwanted' };
  }
  return { bytes: Buffer.concat(pieces), stopped: null };
}

/** Writes and waits until more may be written, nobody reads any more, or the call is ended. */
export async function writeSlowly(to: Writable, piece: Buffer, signal: AbortSignal): Promise<void> {
  if (to.destroyed || signal.aborted || to.write(piece)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const goOn = () => resolve();
  to.once('drain', goOn);
  to.once('close', goOn);
  signal.addEventListener('abort', goOn, { once: true });
  await promise;
  to.removeListener('drain', goOn);
  to.removeListener('close', goOn);
  signal.removeEventListener('abort', goOn);
}

/** What `promise` becomes, or the reason why the call was ended before. */
export async function unlessEnded<Value>(promise: Promise<Value> | Value, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) throw signal.reason;
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
