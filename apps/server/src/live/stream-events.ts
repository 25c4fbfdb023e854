import type { ServerResponse } from 'node:http';
import type { Routes } from '@devteam/api';
import type { Callers } from '../auth/callers.ts';
import type { Handler } from '../handlers/handler.ts';
import type { App } from '../routes/app-type.ts';
import type { HubSocket, LiveHub } from './live-hub.ts';
import { visitorOf } from './visitor.ts';

export interface StreamParts {
  hub: LiveHub;
  callers: Callers;
  app: App;
}

/** Server-sent events over the same hub: an answer that does not end is a socket that only hears. */
export const streamEvents =
  ({ app, callers, hub }: StreamParts): Handler<Routes['streamEvents']> =>
  async ({ query }, { caller, reply, request }) => {
    const last = request.headers['last-event-id'];
    const after = typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : (query.after ?? 0);
    const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined) as [string, string][];
    reply.hijack();
    reply.raw.writeHead(200, {
      ...Object.fromEntries(headers),
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    const socket = listenerOf(reply.raw);
    hub.accept(socket, visitorOf({ caller, callers, app }));
    socket.say(JSON.stringify({ type: 'subscribe', projects: [query.projectId], after: { [query.projectId]: after } }));
    return '';
  };

interface Listener extends HubSocket {
  /** As if the other end had said it. */
  say(frame: string): void;
}

function listenerOf(response: ServerResponse): Listener {
  const handlers = {
    message: [] as ((data: unknown, isBinary: boolean) => void)[],
    pong: [] as (() => void)[],
    close: [] as (() => void)[],
  };
  response.on('close', () => {
    for (const handler of handlers.close) handler();
  });
  return {
    get bufferedAmount() {
      return response.writableLength;
    },
    send: (data) => {
      const text = data.toString();
      const id = /^\{"type":"[\w-]+","ts":"[^"]*","projectId":"(?:[^"\\]|\\.)*","seq":(\d+)/.exec(text)?.[1];
      response.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`);
    },
    close: (code, reason) => void response.end(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`),
    terminate: () => void response.destroy(),
    // There is no answer to hear; a line that is dead shows by what it does not take.
    ping: () => {
      response.write(': ping\n\n');
      if (response.writableLength < 64 * 1024) for (const handler of handlers.pong) handler();
    },
    on: (event, handler) => handlers[event].push(handler as () => void),
    say: (frame) => {
      for (const handler of handlers.message) handler(frame, false);
    },
  };
}
