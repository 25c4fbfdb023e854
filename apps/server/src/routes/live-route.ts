import websocket from '@fastify/websocket';
import type { Gate } from '../auth/gate.ts';
import type { LiveHub } from '../live/live-hub.ts';
import type { App } from './app-type.ts';

const largestFrameBytes = 64 * 1024;
const goodbyeMs = 1500;

/**
 * Who has no access is let in and sent away at once with a close code: to a browser a refused handshake looks like a dead line, and it
 * would come back for ever.
 */
export async function addLiveRoute(app: App, { gate, hub }: { gate: Gate; hub: LiveHub }): Promise<void> {
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
  app.get('/ws/devteam', { websocket: true, config: { isOpen: true } }, (socket, request) => {
    const access = gate.findAccess(request.headers);
    hub.accept(socket, () => access !== undefined && gate.isStillOpen(access));
  });
}
