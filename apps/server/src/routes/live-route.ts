import websocket from '@fastify/websocket';
import { closeCodes } from '@devteam/api';
import type { Callers } from '../auth/callers.ts';
import type { Gate } from '../auth/gate.ts';
import type { LiveHub } from '../live/live-hub.ts';
import { visitorOf } from '../live/visitor.ts';
import type { App } from './app-type.ts';

const largestFrameBytes = 64 * 1024;
const goodbyeMs = 1500;

export interface LiveRouteOptions {
  callers: Callers;
  gate: Gate;
  hub: LiveHub;
}

/**
 * Who has no access is let in and sent away at once with a close code: to a browser a refused handshake looks like a dead line, and it
 * would come back for ever. A page of ours shows its cookie, a program its token, everybody else a ticket among the subprotocols.
 */
export async function addLiveRoute(app: App, { callers, gate, hub }: LiveRouteOptions): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: largestFrameBytes, perMessageDeflate: false },
    // The hub has closed its sockets by then; only those that were just being opened are left.
    preClose: (done) => {
      for (const client of app.websocketServer.clients) client.terminate();
      app.websocketServer.close(() => done());
    },
    // `ws` has sent its close code (1009: frame too large) and waits long for the answer.
    errorHandler: (_error, socket) => void setTimeout(() => socket.terminate(), goodbyeMs).unref(),
  });
  app.get(
    '/ws/devteam',
    {
      websocket: true,
      config: { isOpen: true },
      onRequest: async (request) => {
        const ticket = request.headers['sec-websocket-protocol']?.split(/, */).find((word) => word.startsWith('dvk_'));
        const { cookie: _cookie, ...withoutCookie } = request.headers;
        const { origin, host } = request.headers;
        const isOurPage = origin === undefined || gate.isOwnOrigin(origin, host);
        request.caller =
          ticket === undefined
            ? await callers.find(isOurPage ? request.headers : withoutCookie)
            : await callers.findByTicket(ticket, origin);
      },
    },
    (socket, request) => {
      if (request.caller) return hub.accept(socket, visitorOf({ caller: request.caller, callers, app }));
      socket.close(closeCodes.signInAgain, 'sign in first');
      return void setTimeout(() => socket.terminate(), goodbyeMs).unref();
    },
  );
}
