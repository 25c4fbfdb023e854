import type { IncomingHttpHeaders } from 'node:http';
import { RequestRefused } from '../http/problem.ts';
import { type OurNames, isOurHost, isOurOrigin } from './our-addresses.ts';

export interface Gate {
  /** Refuses what does not come to one of our names, and what changes something from another origin's page. */
  checkAddresses(request: { headers: IncomingHttpHeaders; isWrite: boolean }): void;
  /** Whether this is the page that we serve. */
  isOwnOrigin(origin: string, host: string | undefined): boolean;
  /** Whether this is the page of somebody else who was named as welcome. */
  isGuest(origin: string): boolean;
}

export interface GateOptions {
  names: OurNames;
  /** Pages of other origins that may use the API with a token: a host application. */
  origins?: ReadonlySet<string> | undefined;
  cookieName: string;
}

export function createGate({ cookieName, names, origins = new Set() }: GateOptions): Gate {
  const hasCookie = (headers: IncomingHttpHeaders) =>
    headers.cookie?.split(/; */).some((pair) => pair.startsWith(`${cookieName}=`)) === true;
  return {
    isOwnOrigin: (origin, host) => isOurOrigin(origin, host ?? ''),
    isGuest: (origin) => origins.has(origin.toLowerCase()),
    checkAddresses: ({ headers, isWrite }) => {
      const { host, origin } = headers;
      if (!isOurHost(host, names)) throw foreignHost(host);
      if (!isWrite) return;
      // A browser names the origin of every write. Without one it is a program, which has the token and needs no cookie.
      if (origin === undefined && headers.authorization === undefined && hasCookie(headers)) throw foreignOrigin('none');
      if (origin === undefined || isOurOrigin(origin, host ?? '')) return;
      // Somebody else's page never acts by our cookie, also where it is welcome: it shows a token, or a ticket for its socket.
      const showsMore = headers.authorization !== undefined || headers.upgrade !== undefined;
      if (!origins.has(origin.toLowerCase()) || !showsMore) throw foreignOrigin(origin);
    },
  };
}

const quoted = (text: string | undefined) => JSON.stringify((text ?? '').slice(0, 200));

const foreignHost = (host: string | undefined) =>
  new RequestRefused('origin_refused', {
    why: `the request was sent to ${quoted(host)}, which is not a name of this server`,
    place: 'Host header',
  });

const foreignOrigin = (origin: string) =>
  new RequestRefused('origin_refused', {
    why: `the request comes from the page of another origin: ${quoted(origin)}`,
    place: 'Origin header',
  });
