import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DevTeamEvent, ProjectSnapshot } from '../wire.ts';

/** A server with a real socket: a snapshot over HTTP, then events from the number that a client asks for. */
export interface LiveServer {
  address: string;
  /** What the snapshot says. */
  projects: ProjectSnapshot[];
  /** All that happened, of all projects. */
  history: DevTeamEvent[];
  /** Subscriptions that were made, with where each began. */
  subscriptions: Record<string, number>[];
  /** Subprotocols that were offered. */
  offered: string[][];
  /** Appends and sends to all who listen. */
  tell: (...events: DevTeamEvent[]) => void;
  /** Anything, to all who listen. */
  say: (text: string) => void;
  /** Without a close frame, as a network does; or with one and a code. */
  cut: (code?: number) => void;
  close: () => Promise<void>;
}

export async function startLiveServer(): Promise<LiveServer> {
  const sockets = new Set<WebSocket>();
  const http = createServer((request, response) => {
    if (request.url !== '/api/devteam/projects') return void response.writeHead(404).end('{}');
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ projects: server.projects }));
  });
  const live = new WebSocketServer({ server: http, path: '/ws/devteam' });
  const server: LiveServer = {
    address: '',
    projects: [],
    history: [],
    subscriptions: [],
    offered: [],
    tell: (...events) => {
      server.history.push(...events);
      for (const event of events) server.say(JSON.stringify(event));
    },
    say: (text) => {
      for (const socket of sockets) socket.send(text);
    },
    cut: (code) => {
      for (const socket of sockets) {
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    close: async () => {
      server.cut();
      await new Promise((done) => live.close(done));
      http.closeAllConnections();
      await new Promise((done) => http.close(done));
    },
  };
  live.on('connection', (socket, request) => {
    server.offered.push(request.headers['sec-websocket-protocol']?.split(/, */) ?? []);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const { after } = JSON.parse(data.toString()) as { after: Record<string, number> };
      server.subscriptions.push(after);
      for (const event of server.history) if (event.seq > (after[event.projectId] ?? 0)) socket.send(JSON.stringify(event));
      socket.send(JSON.stringify({ type: 'subscribed', serverTime: new Date().toISOString() }));
      sockets.add(socket);
    });
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  server.address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}
