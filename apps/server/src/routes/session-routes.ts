import cookie from '@fastify/cookie';
import { z } from 'zod';
import type { Gate } from '../auth/gate.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { SignInThrottle } from '../auth/sign-in-throttle.ts';
import { RequestRefused } from '../http/problem.ts';
import type { App } from './app-type.ts';

const SignInBody = z.strictObject({ token: z.string().min(1).max(500) });

export interface SessionRoutesOptions {
  gate: Gate;
  sessions: Sessions;
  throttle: SignInThrottle;
  /** A session ended: what it opened has to be shut. */
  onSignedOut: () => void;
}

/** A browser gives the token once and gets a cookie that no script can read. */
export async function addSessionRoutes(app: App, { gate, onSignedOut, sessions, throttle }: SessionRoutesOptions): Promise<void> {
  await app.register(cookie);
  const cookieOptions = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

  app.post(
    '/api/session',
    { config: { isOpen: true }, schema: { body: SignInBody, querystring: z.strictObject({}) } },
    async (request, reply) => {
      const waitMs = throttle.waitMs(request.ip);
      if (waitMs > 0) {
        const retryAfterSeconds = Math.ceil(waitMs / 1000);
        const why = `too many wrong tokens came from this address; the next try is in ${retryAfterSeconds} s`;
        throw new RequestRefused('too_many_requests', { why }, { retryAfterSeconds });
      }
      if (!gate.isToken(request.body.token)) {
        throttle.failed(request.ip);
        throw new RequestRefused('unauthorized', { why: 'the token is wrong' });
      }
      throttle.succeeded(request.ip);
      return reply
        .setCookie(sessions.cookieName, sessions.open(), { ...cookieOptions, maxAge: 30 * 24 * 3600 })
        .code(204)
        .send();
    },
  );

  app.delete('/api/session', { schema: { querystring: z.strictObject({}) } }, async (request, reply) => {
    const access = gate.findAccess(request.headers);
    if (access?.by === 'session') {
      sessions.close(access.id);
      onSignedOut();
    }
    return reply.clearCookie(sessions.cookieName, cookieOptions).code(204).send();
  });
}
