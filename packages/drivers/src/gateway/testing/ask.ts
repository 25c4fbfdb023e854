import { request } from 'node:http';

export interface Asked {
  method?: string;
  path: string;
  key?: string | null;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** Undefined if it is no JSON. */
  json: unknown;
  /** The answer broke off. */
  isCut: boolean;
  /** Arrival of each piece, in ms after the question. */
  pieceTimes: number[];
}

/** One request over the socket of a run, as a program in the sandbox makes it. */
export function ask(socketPath: string, { method = 'POST', path, key, headers = {}, body }: Asked): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const since = performance.now();
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const sent = request(
    {
      socketPath,
      method,
      path,
      headers: {
        ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...headers,
      },
    },
    (answer) => {
      let received = '';
      const pieceTimes: number[] = [];
      const end = (isCut: boolean) => {
        let json: unknown;
        try {
          json = JSON.parse(received);
        } catch {
          json = undefined;
        }
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: received, json, isCut, pieceTimes });
      };
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        received += piece;
        pieceTimes.push(performance.now() - since);
      });
      answer.on('end', () => end(false));
      answer.on('error', () => end(true));
    },
  );
  sent.on('error', reject);
  sent.end(text);
  return promise;
}
