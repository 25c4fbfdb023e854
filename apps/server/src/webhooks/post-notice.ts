import { lookup as resolveName } from 'node:dns';
import { type ClientRequestArgs, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from '@devteam/engine/durable';

export interface Posted {
  delivered: boolean;
  /** HTTP status; null: nobody answered. */
  answered: number | null;
  why: string | null;
  durationMs: number;
}

/** Posts a text once; never follows where an answer points, and never rejects. */
export type PostNotice = (url: string, body: string, headers: Record<string, string>) => Promise<Posted>;

const patienceMs = 10_000;

class Refused extends Error {}

/** Why this address is none to send to, if that can be seen by it alone; names are looked up where they are connected to. */
export function refusalOf(url: string, privateHosts: ReadonlySet<string>): string | null {
  const { hostname, password, protocol, username } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return 'only https and http are spoken';
  if (username !== '' || password !== '') return 'it names a user; sign with the secret instead';
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (privateHosts.has(host)) return null;
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : `${host} is an address of a private network`;
  return host === 'localhost' || /\.(localhost|local|internal)$/.test(host) ? `${host} is a name of a private network` : null;
}

/**
 * `privateHosts` are names and addresses within private networks that the operator wants reached. Every address that a name stands for is
 * looked at, and exactly the one that was looked at is connected to: a name that says something else a moment later gains nothing.
 */
export const createPostNotice =
  ({ privateHosts }: { privateHosts: ReadonlySet<string> }): PostNotice =>
  async (url, body, headers) => {
    const begunAt = performance.now();
    const since = () => Math.round(performance.now() - begunAt);
    const refusal = refusalOf(url, privateHosts);
    if (refusal !== null) return { delivered: false, answered: null, why: refusal, durationMs: 0 };
    try {
      const answered = await post(new URL(url), body, headers, privateHosts);
      const delivered = answered >= 200 && answered < 300;
      const why = delivered
        ? null
        : answered >= 300 && answered < 400
          ? 'it points elsewhere, and that is not followed'
          : `it answered ${answered}`;
      return { delivered, answered, why, durationMs: since() };
    } catch (error) {
      return { delivered: false, answered: null, why: wordsOf(error), durationMs: since() };
    }
  };

const wordsOf = (error: unknown): string => {
  if (error instanceof AggregateError) return wordsOf(error.errors[0]);
  return error instanceof Error ? error.message.slice(0, 300) : 'it could not be reached';
};

function post(url: URL, body: string, headers: Record<string, string>, privateHosts: ReadonlySet<string>): Promise<number> {
  const isWelcome = privateHosts.has(url.hostname.replace(/^\[|\]$/g, '').toLowerCase());
  const options: ClientRequestArgs = {
    method: 'POST',
    // No connection is kept: the next one may have to be looked at anew.
    agent: false,
    timeout: patienceMs,
    signal: AbortSignal.timeout(patienceMs),
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    ...(isWelcome ? {} : { lookup: lookupPublic }),
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(url, options, (response) => {
      // What it says is nobody's to read.
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.on('timeout', () => sent.destroy(new Refused(`it did not answer within ${patienceMs / 1000} s`)));
    sent.on('error', (error) =>
      reject(error.name === 'TimeoutError' ? new Refused(`it did not answer within ${patienceMs / 1000} s`) : error),
    );
    sent.end(body);
  });
}

const lookupPublic: NonNullable<ClientRequestArgs['lookup']> = (hostname, options, done) => {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    const wrong = addresses.find(({ address }) => !isPublicAddress(address));
    if (wrong) return done(new Refused(`${hostname} stands for ${wrong.address}, an address of a private network`), []);
    const [first] = addresses;
    if (options.all === true) return done(null, addresses);
    if (!first) return done(new Refused(`${hostname} stands for no address`), []);
    return done(null, first.address, first.family);
  });
};
