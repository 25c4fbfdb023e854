import type { IncomingHttpHeaders } from 'node:http';
import { RequestRefused } from '../http/problem.ts';
import { isSameSecret } from './access-token.ts';
import { type OurNames, isOurHost, isOurOrigin } from './our-addresses.ts';
import type { Sessions } from './sessions.ts';

/** By what a request may come in. */
export type Access = { by: 'token' } | { by: 'session'; id: string };

export interface Gate {
  /** Refuses what does not come to one of our names, and what changes something from another origin's page. */
  checkAddresses(request: { headers: IncomingHttpHeaders; isWrite: boolean }): void;
  findAccess(headers: IncomingHttpHeaders): Access | undefined;
  /** Whether what was let in earlier would be let in now. */
  isStillOpen(access: Access): boolean;
  isToken(given: string): boolean;
}

export interface GateOptions {
  names: OurNames;
  token: string;
  sessions: Sessions;
}

const bearer = /^Bearer +(?<token>\S+) *$/i;

export function createGate({ names, sessions, token }: GateOptions): Gate {
  const sessionIn = (headers: IncomingHttpHeaders): string | undefined => {
    const prefix = `${sessions.cookieName}=`;
    const found = headers.cookie?.split(/; */).find((pair) => pair.startsWith(prefix));
    return found?.slice(prefix.length);
  };
  const findAccess = (headers: IncomingHttpHeaders): Access | undefined => {
    if (headers.authorization !== undefined) {
      const given = bearer.exec(headers.authorization)?.groups?.['token'];
      return given !== undefined && isSameSecret(given, token) ? { by: 'token' } : undefined;
    }
    const id = sessionIn(headers);
    return id !== undefined && sessions.isOpen(id) ? { by: 'session', id } : undefined;
  };
  return {
    findAccess,
    isStillOpen: (access) => access.by === 'token' || sessions.isOpen(access.id),
    isToken: (given) => isSameSecret(given, token),
    checkAddresses: ({ headers, isWrite }) => {
      const { host, origin } = headers;
      if (!isOurHost(host, names)) throw foreignHost(host);
      if (!isWrite) return;
      // A browser names the origin of every write. Without one it is a program, which has the token and needs no cookie.
      if (origin === undefined && headers.authorization === undefined && sessionIn(headers) !== undefined) throw foreignOrigin('none');
      if (origin !== undefined && !isOurOrigin(origin, host ?? '')) throw foreignOrigin(origin);
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
