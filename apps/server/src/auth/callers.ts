import type { IncomingHttpHeaders } from 'node:http';
import {
  addSession,
  endSession,
  findCaller,
  findCallerOfToken,
  findCallerOfTokenId,
  findSession,
  isSessionOpen,
  rotateSession,
  takeTicket,
} from '@devteam/engine/store';
import type { Pool } from 'pg';
import { readPatiently } from '../connection-errors.ts';
import { digest, isSameSecret } from './access-token.ts';
import { type Caller, callerOfRow, callerOfToken, localOwner, narrowGrants } from './caller.ts';
import type { HostAdapter } from './host-adapter.ts';
import { newId, newSecret } from './secrets.ts';

/** Finds out who asks: the token of this machine, a session's cookie, a token of ours, or one of the host application. */
export interface Callers {
  /** Differs from home to home: cookies know no ports, and two servers of one machine must not sign each other's people out. */
  cookieName: string;
  find(headers: IncomingHttpHeaders): Promise<Caller | undefined>;
  /** A fresh cookie, where the session of this request is due for one. */
  rotate(headers: IncomingHttpHeaders): Promise<string | undefined>;
  /** Uses the ticket up; undefined if it is not good, or was made for another origin. */
  findByTicket(ticket: string, origin: string | undefined): Promise<Caller | undefined>;
  /** The same caller with the rights of now; undefined: no longer welcome. */
  refresh(caller: Caller): Promise<Caller | undefined>;
  isMachineToken(given: string): boolean;
  openSession(userId: string, agent: string): Promise<string>;
  closeSession(caller: Caller): Promise<void>;
  /** A bearer for one request within this process, by somebody who is known already. */
  lend(caller: Caller): string;
  /** Somebody's rights changed: nothing that was remembered counts. */
  forget(): void;
}

export interface CallersOptions {
  pool: Pool;
  /** Of this machine. */
  token: string;
  host?: HostAdapter | undefined;
}

const bearer = /^Bearer +(?<token>\S+) *$/i;
/** Remembered for so long, unless something is told meanwhile: a page asks for many things at once. */
const freshMs = 3000;
const mostRemembered = 2000;

export function createCallers({ host, pool, token }: CallersOptions): Callers {
  const cookieName = `devteam_${digest(`cookie of ${token}`).toString('hex').slice(0, 8)}`;
  const openedWith = digest(`sessions of ${token}`);
  const known = new Map<string, { at: number; caller: Promise<Caller | undefined> }>();

  const lent = new Map<string, Caller>();

  const remembered = (key: string, find: () => Promise<Caller | undefined>): Promise<Caller | undefined> => {
    const found = known.get(key);
    if (found && performance.now() - found.at < freshMs) return found.caller;
    const caller = readPatiently(find);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, { at: performance.now(), caller });
    caller.catch(() => known.delete(key));
    return caller;
  };
  const secretIn = (headers: IncomingHttpHeaders): string | undefined => {
    const prefix = `${cookieName}=`;
    const found = headers.cookie?.split(/; */).find((pair) => pair.startsWith(prefix));
    return found?.slice(prefix.length);
  };
  const findByBearer = async (given: string): Promise<Caller | undefined> => {
    if (isSameSecret(given, token)) return localOwner;
    if (given.startsWith('dvt_')) {
      const row = await findCallerOfToken(pool, digest(given));
      return row && callerOfToken(row);
    }
    return host?.find(given);
  };
  const findBySession = async (secret: string): Promise<Caller | undefined> => {
    const row = await findSession(pool, digest(secret), openedWith);
    return row && callerOfRow(row, { by: 'session', sessionId: row.sessionId });
  };

  return {
    cookieName,
    find: async (headers) => {
      if (headers.authorization !== undefined) {
        const given = bearer.exec(headers.authorization)?.groups?.['token'];
        if (given === undefined) return undefined;
        const lender = lent.get(given);
        if (lender) lent.delete(given);
        if (lender) return lender;
        return isSameSecret(given, token)
          ? localOwner
          : remembered(`bearer ${digest(given).toString('base64url')}`, () => findByBearer(given));
      }
      const secret = secretIn(headers);
      if (secret === undefined) return undefined;
      return remembered(`session ${digest(secret).toString('base64url')}`, () => findBySession(secret));
    },
    rotate: async (headers) => {
      const secret = headers.authorization === undefined ? secretIn(headers) : undefined;
      if (secret === undefined) return undefined;
      const from = digest(secret);
      const row = await findSession(pool, from, openedWith);
      if (!row?.isOld) return undefined;
      const fresh = newSecret('');
      return (await rotateSession(pool, row.sessionId, { from, to: digest(fresh) })) ? fresh : undefined;
    },
    findByTicket: async (given, origin) => {
      const ticket = await readPatiently(() => takeTicket(pool, digest(given)));
      if (!ticket || (ticket.origin !== null && ticket.origin !== (origin ?? ''))) return undefined;
      const narrow = (caller: Caller | undefined): Caller | undefined =>
        caller && withinProject({ ...caller, by: 'ticket', onlyProject: ticket.projectId });
      if (ticket.tokenId !== null) {
        const row = await findCallerOfTokenId(pool, ticket.tokenId);
        return narrow(row && callerOfToken(row));
      }
      if (ticket.sessionId !== null && !(await isSessionOpen(pool, ticket.sessionId, openedWith))) return undefined;
      const row = await findCaller(pool, ticket.userId);
      return narrow(row && callerOfRow(row, { by: 'ticket', sessionId: ticket.sessionId }));
    },
    refresh: async (caller) => {
      if (caller.by === 'local') return caller;
      if (caller.sessionId !== null && !(await isSessionOpen(pool, caller.sessionId, openedWith))) return undefined;
      if (caller.tokenId !== null) {
        const row = await findCallerOfTokenId(pool, caller.tokenId);
        return row && withinProject({ ...callerOfToken(row), by: caller.by, onlyProject: caller.onlyProject });
      }
      const row = await findCaller(pool, caller.userId);
      return row && withinProject({ ...caller, name: row.name, grants: row.grants });
    },
    isMachineToken: (given) => isSameSecret(given, token),
    openSession: async (userId, agent) => {
      const secret = newSecret('');
      const session = { id: newId(), hash: digest(secret), userId, openedWith: userId === localOwner.userId ? openedWith : null };
      await addSession(pool, { ...session, agent: agent.slice(0, 300) });
      return secret;
    },
    closeSession: async (caller) => {
      if (caller.sessionId !== null) await endSession(pool, caller.sessionId, caller.userId);
      known.clear();
    },
    lend: (caller) => {
      const secret = newSecret('');
      lent.set(secret, caller);
      return secret;
    },
    forget: () => known.clear(),
  };
}

const withinProject = (caller: Caller): Caller => ({
  ...caller,
  grants: narrowGrants(caller.grants, { customerId: null, projectId: caller.onlyProject }),
});
