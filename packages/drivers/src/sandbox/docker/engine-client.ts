import { Agent, type IncomingMessage, request } from 'node:http';
import type { Duplex, Readable } from 'node:stream';

/** What the engine answered, where that was a refusal. */
export class EngineRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'EngineRefusal';
    this.status = status;
  }
}

/** No answer at all: there is no engine, or it went away while it was asked. */
export class EngineLost extends Error {
  constructor(socket: string, cause: unknown) {
    super(`The container engine at ${socket} does not answer: ${(cause as Error).message}`, { cause });
    this.name = 'EngineLost';
  }
}

export interface EngineClient {
  readonly socket: string;
  /** Resolves to what was answered as JSON, undefined if that was nothing. Rejects with one of the two above. */
  call<Answer = unknown>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object | Buffer): Promise<Answer>;
  /** Posts an archive of this many bytes. Rejects as `call`. */
  send(path: string, archive: Readable, bytes: number): Promise<void>;
  /** The streams of a container, as they come, until they end or `close` is called. */
  attach(container: string, onBytes: (bytes: Buffer) => void): Promise<{ ended: Promise<void>; close: () => void }>;
}

/** Longer than any answer of a healthy engine under load; only the import of an image takes more. */
const longestAnswerMs = 120_000;
const longestImportMs = 1_800_000;

/**
 * Speaks the API that Docker and Podman share, over their unix socket. No version stands in the path: each engine then answers with its own, and what is used
 * here is the same in all since 1.41.
 */
export function createEngineClient(socket: string): EngineClient {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 4 });
  const common = { socketPath: socket, headers: { Host: 'engine' }, timeout: longestAnswerMs };

  return {
    socket,
    call: (method, path, body) =>
      new Promise((resolve, reject) => {
        const isRaw = Buffer.isBuffer(body);
        const data = body === undefined ? undefined : isRaw ? body : Buffer.from(JSON.stringify(body));
        const content = data && { 'Content-Type': isRaw ? 'application/x-tar' : 'application/json', 'Content-Length': data.length };
        const lost = (cause: Error) => reject(new EngineLost(socket, cause));
        const asked = request({ ...common, agent, method, path, headers: { ...common.headers, ...content } }, (answer) => {
          read(answer).then((text) => settle(answer.statusCode ?? 0, text), lost);
        });
        const settle = (status: number, text: string) => {
          const json = parse(text);
          if (status < 400) resolve(json as never);
          else reject(refusal(status, text));
        };
        asked.on('error', lost).on('timeout', () => asked.destroy(new Error(`no answer within ${longestAnswerMs / 1000} s`)));
        asked.end(data);
      }),
    send: (path, archive, bytes) =>
      new Promise((resolve, reject) => {
        const headers = { ...common.headers, 'Content-Type': 'application/x-tar', 'Content-Length': bytes };
        const lost = (cause: Error) => reject(new EngineLost(socket, cause));
        const asked = request({ ...common, timeout: longestImportMs, method: 'POST', path, headers }, (answer) => {
          read(answer).then((text) => ((answer.statusCode ?? 0) < 400 ? resolve() : reject(refusal(answer.statusCode ?? 0, text))), lost);
        });
        asked.on('error', lost).on('timeout', () => asked.destroy(new Error('no answer')));
        archive.on('error', (error) => asked.destroy(error)).pipe(asked);
      }),
    attach: (container, onBytes) =>
      new Promise((resolve, reject) => {
        const path = `/containers/${container}/attach?stream=1&stdout=1&stderr=1`;
        const asked = request({ ...common, method: 'POST', path, headers: { ...common.headers, Connection: 'Upgrade', Upgrade: 'tcp' } });
        const follow = (stream: Duplex | IncomingMessage, head?: Buffer) => {
          if (head?.length) onBytes(head);
          stream.on('data', onBytes).on('error', () => {});
          const ended = new Promise<void>((end) => stream.once('close', () => end()));
          resolve({ ended, close: () => void stream.destroy() });
        };
        asked.on('upgrade', (_, stream, head) => follow(stream, head));
        // An engine may also answer without changing its protocol.
        asked.on('response', (answer) => {
          if ((answer.statusCode ?? 500) < 400) follow(answer);
          else read(answer).then((text) => reject(refusal(answer.statusCode ?? 0, text)), reject);
        });
        asked.on('error', (cause) => reject(new EngineLost(socket, cause)));
        asked.end();
      }),
  };
}

const refusal = (status: number, text: string) =>
  new EngineRefusal(status, (parse(text) as { message?: string } | undefined)?.message ?? text);

async function read(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Some answers are lines of progress, each JSON of its own: then the last counts. */
function parse(text: string): unknown {
  const last = text.trim().split('\n').at(-1) ?? '';
  for (const each of [text, last]) {
    try {
      return JSON.parse(each);
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
