import { CodedError, type Routes } from '@devteam/api';
import {
  addTicket,
  addUser,
  endSession,
  findPassword,
  findUser,
  inTransaction,
  listSessions,
  listTokens,
  revokeToken,
  setGrants,
  takeInvitation,
} from '@devteam/engine/store';
import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { digest } from '../auth/access-token.ts';
import { makeApiToken, tokenView } from '../auth/api-tokens.ts';
import { localOwner } from '../auth/caller.ts';
import type { Callers } from '../auth/callers.ts';
import { hashPassword, isPassword } from '../auth/passwords.ts';
import { changePerson, findManaged, invitePerson, listManaged, userView } from '../auth/people.ts';
import { requirePlace } from '../auth/places.ts';
import { newId, newSecret } from '../auth/secrets.ts';
import type { SignInThrottle } from '../auth/sign-in-throttle.ts';
import { cursorOf, isText, readCursor } from '../http/cursor.ts';
import { RequestRefused } from '../http/problem.ts';
import type { Call, Handlers } from './handler.ts';

type AccessRoutes = Pick<
  Routes,
  | 'signIn'
  | 'signOut'
  | 'readMe'
  | 'listSessions'
  | 'endSession'
  | 'makeTicket'
  | 'listUsers'
  | 'findUser'
  | 'changeUser'
  | 'inviteUser'
  | 'acceptInvitation'
  | 'listTokens'
  | 'makeToken'
  | 'revokeToken'
>;

export interface AccessParts {
  pool: Pool;
  callers: Callers;
  throttle: SignInThrottle;
  /** Somebody's session, token or role changed: what it opened is asked again. */
  onChanged: () => void;
}

const sessionSeconds = 30 * 24 * 3600;

export function accessHandlers({ callers, onChanged, pool, throttle }: AccessParts): Handlers<AccessRoutes> {
  const setCookie = async (userId: string, { reply, request }: Call) => {
    const secret = await callers.openSession(userId, request.headers['user-agent'] ?? '');
    reply.setCookie(callers.cookieName, secret, { ...cookieOptions(request), maxAge: sessionSeconds });
  };
  /** Wrong secrets of one address make it wait; the right one ends that. */
  const throttled = async <T>({ request }: Call, refusal: () => Error, attempt: () => Promise<T | undefined>): Promise<T> => {
    const waitMs = throttle.waitMs(request.ip);
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      const why = `too many wrong secrets came from this address; the next try is in ${retryAfterSeconds} s`;
      throw new RequestRefused('too_many_requests', { why }, { retryAfterSeconds });
    }
    const found = await attempt();
    if (found === undefined) {
      throttle.failed(request.ip);
      throw refusal();
    }
    throttle.succeeded(request.ip);
    return found;
  };
  const changed = () => {
    callers.forget();
    onChanged();
  };

  return {
    signIn: async ({ body }, call) => {
      const { email, password, token } = body;
      if (token !== undefined) {
        const wrong = () => new RequestRefused('unauthorized', { why: 'the token is wrong' });
        await throttled(call, wrong, async () => (callers.isMachineToken(token) ? true : undefined));
        await setCookie(localOwner.userId, call);
        return undefined;
      }
      if (email === undefined || password === undefined) {
        const field = email === undefined ? 'body.email' : 'body.password';
        throw new RequestRefused('request_invalid', { why: `${field}: is missing; give a token, or email and password` }, { field });
      }
      const userId = await throttled(
        call,
        () => new CodedError('sign_in_refused'),
        async () => {
          const stored = await findPassword(pool, email);
          return (await isPassword(password, stored?.hash)) ? stored?.userId : undefined;
        },
      );
      await setCookie(userId, call);
      return undefined;
    },
    signOut: async (_input, { caller, reply, request }) => {
      await callers.closeSession(caller);
      reply.clearCookie(callers.cookieName, cookieOptions(request));
      onChanged();
      return undefined;
    },
    readMe: async (_input, { caller }) => ({
      userId: caller.userId,
      name: caller.name,
      email: caller.email,
      signedInBy: caller.by === 'nobody' ? 'local' : caller.by,
      grants: [...caller.grants],
      only: caller.only ? [...caller.only] : null,
    }),
    listSessions: async (_input, { caller }) => {
      const sessions = await listSessions(pool, caller.userId);
      const items = sessions.map(({ agent, createdAt, id, seenAt }) => ({
        sessionId: id,
        current: id === caller.sessionId,
        agent,
        createdAt: createdAt.toISOString(),
        seenAt: seenAt.toISOString(),
      }));
      return { items };
    },
    endSession: async ({ params }, { caller }) => {
      await endSession(pool, params.sessionId, caller.userId);
      changed();
      return undefined;
    },
    makeTicket: async ({ body }, { caller, request }) => {
      const { projectId = null } = body;
      if (projectId !== null) await requirePlace(pool, caller, { customerId: null, projectId });
      const ticket = newSecret('dvk_');
      const origin = body.origin === undefined ? (request.headers.origin ?? null) : new URL(body.origin).origin;
      const { sessionId, tokenId, userId } = caller;
      const expiresAt = await addTicket(pool, { hash: digest(ticket), userId, tokenId, sessionId, projectId, origin });
      return { ticket, expiresAt: expiresAt.toISOString() };
    },
    listUsers: async ({ query }, { caller }) => {
      const [after] = readCursor(query.cursor, isText) ?? [];
      const all = await listManaged(pool, caller);
      const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
      const items = all.slice(from, from + query.limit);
      const last = items.at(-1);
      return { items: items.map(userView), next: from + items.length < all.length && last ? cursorOf([last.id]) : null };
    },
    findUser: async ({ params }, { caller }) => userView(await findManaged(pool, caller, params.userId)),
    changeUser: async ({ body, params }, { caller, requireMatch }) => {
      const before = await findManaged(pool, caller, params.userId);
      requireMatch(userView(before));
      const after = await changePerson(pool, caller, before, body);
      changed();
      return userView(after);
    },
    inviteUser: async ({ body }, { caller, request }) => {
      const { email = null, grants, hours } = body;
      const { code, expiresAt } = await invitePerson(pool, caller, { email, grants, hours });
      return { code, link: `${request.protocol}://${request.host}/join#${code}`, expiresAt: expiresAt.toISOString() };
    },
    acceptInvitation: async ({ body }, call) => {
      const passwordHash = await hashPassword(body.password);
      const id = newId();
      await throttled(
        call,
        () => new CodedError('invitation_refused'),
        () =>
          inTransaction(pool, async (db) => {
            const invitation = await takeInvitation(db, digest(body.code));
            if (!invitation || (invitation.email !== null && invitation.email !== body.email.toLowerCase())) return undefined;
            if (!(await addUser(db, { id, email: body.email, name: body.name, source: 'password', passwordHash })))
              throw new CodedError('user_exists', { place: body.email });
            await setGrants(db, id, invitation.grants);
            return true;
          }),
      );
      await setCookie(id, call);
      const user = await findUser(pool, id);
      if (!user) throw new CodedError('user_not_found', { place: id });
      call.reply.code(201);
      return userView(user);
    },
    listTokens: async (_input, { caller }) => ({ items: (await listTokens(pool, caller.userId)).map(tokenView) }),
    makeToken: async ({ body }, { caller }) => {
      const { row, token } = await makeApiToken(pool, caller, body);
      return { ...tokenView(row), token };
    },
    revokeToken: async ({ params }, { caller }) => {
      if (!(await revokeToken(pool, params.tokenId, caller.userId))) throw new CodedError('token_not_found', { place: params.tokenId });
      changed();
      return undefined;
    },
  };
}

const cookieOptions = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', ...(request.protocol === 'https' ? { secure: true } : {}) }) as const;
