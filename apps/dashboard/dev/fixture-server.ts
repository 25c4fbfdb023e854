import { readFile, readdir } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { extname, join, relative } from 'node:path';
import { ClientFrame, type ErrorCode, ProjectView, describeFailure, errorCatalogue, isActive } from '@devteam/api';
import { fixtureHealth, fixtureMetrics, fixturePreview, fixtureReviews } from './fixture-answers.ts';
import type { FixtureWorld } from './fixture-world.ts';
import { type FixtureSocket, acceptSocket } from './web-socket.ts';

export const fixtureToken = 'fixture-token-3f9a';
const cookie = 'devteam_session=fixture';
const dist = join(import.meta.dirname, '../dist');
/** Read once, so that a build beside us changes nothing while we look. */
const files = new Map<string, Buffer>();
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile()) files.set(`/${relative(dist, path)}`, await readFile(path));
}
const kinds: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
/** As strict as a page can have it: what works here works anywhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface FixtureServer {
  url: string;
  /** Cuts all sockets as a pulled cable would. */
  cut(): void;
  /** While false, new sockets are refused. */
  acceptSockets: boolean;
  /** Milliseconds before an answer. */
  delayMs: number;
  stop(): Promise<void>;
}

/** Serves the built page with a made-up world. For eyes and for the page's own checks; never shipped. */
export async function startFixtureServer(world: FixtureWorld, port = 0): Promise<FixtureServer> {
  const sockets = new Map<FixtureSocket, boolean>();
  world.onEvent = (event) => {
    for (const [socket, subscribed] of sockets) if (subscribed) socket.send(event);
  };
  const server = createServer((request, response) => {
    setTimeout(() => void answer(world, request, response), fixture.delayMs);
  });
  server.on('upgrade', (request, stream) => {
    if (!fixture.acceptSockets || !request.headers.cookie?.includes(cookie)) {
      stream.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    const socket = acceptSocket(request, stream, {
      onMessage: (text) => {
        const frame = ClientFrame.parse(JSON.parse(text));
        if (frame.type !== 'subscribe') return;
        for (const [projectId, events] of world.events) for (const event of events.slice(frame.after[projectId] ?? 0)) socket.send(event);
        socket.send({ type: 'subscribed', serverTime: new Date().toISOString() });
        sockets.set(socket, true);
      },
      onClose: () => sockets.delete(socket),
    });
    sockets.set(socket, false);
    socket.send({ type: 'hello', serverTime: new Date().toISOString() });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const fixture: FixtureServer = {
    url: `http://127.0.0.1:${portOf(server)}`,
    acceptSockets: true,
    delayMs: 0,
    cut: () => {
      for (const socket of sockets.keys()) socket.cut();
    },
    stop: () => {
      for (const socket of sockets.keys()) socket.cut();
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
  return fixture;
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

async function answer(world: FixtureWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fixture');
  if (!pathname.startsWith('/api/')) return serveFile(pathname, response);
  if (pathname === '/api/devteam/session') {
    const { token } = JSON.parse(await bodyOf(request)) as { token?: string };
    if (token !== fixtureToken) return refuse(response, 'unauthorized');
    response.writeHead(204, { 'set-cookie': `${cookie}; HttpOnly; SameSite=Strict; Path=/` }).end();
    return undefined;
  }
  if (!request.headers.cookie?.includes(cookie)) return refuse(response, 'unauthorized');
  if (pathname === '/api/devteam/projects') {
    const projects = [...world.projects.values()].map((project) => ProjectView.parse(project));
    return json(response, 200, { projects, serverTime: new Date().toISOString() });
  }
  if (pathname === '/api/devteam/reviews') return json(response, 200, { items: fixtureReviews(world, Date.now()), next: null });
  if (pathname === '/api/devteam/metrics') return json(response, 200, { items: fixtureMetrics(Date.now()) });
  if (pathname === '/api/devteam/health') return json(response, 200, fixtureHealth(Date.now()));
  const [, , , , id = '', what, more] = pathname.split('/');
  const projectId = decodeURIComponent(id);
  const project = world.projects.get(projectId);
  if (!project) return refuse(response, 'project_not_found');
  if (what === undefined) return json(response, 200, project);
  if (what === 'events') {
    const events = (world.events.get(projectId) ?? []).filter((event) => event.type === (searchParams.get('type') ?? event.type));
    const limit = Number(searchParams.get('limit') ?? 100);
    const after = searchParams.get('after');
    const before = events.filter((event) => event.seq < Number(searchParams.get('before') ?? Infinity));
    const page = after === null ? before.slice(-limit) : events.filter((event) => event.seq > Number(after)).slice(0, limit);
    return json(response, 200, { events: page, next: null });
  }
  if (what === 'logs') return json(response, 200, findLines(world, projectId, searchParams.get('contains') ?? ''));
  if (what === 'injections' && more === 'preview') {
    const { task } = JSON.parse(await bodyOf(request)) as { task: { title: string } };
    return json(response, 200, fixturePreview(world, projectId, task.title));
  }
  if (isActive(project.execution?.status ?? 'idle') && what === 'automate') return refuse(response, 'execution_active');
  return json(response, 202, { executionId: `execution-of-${projectId}` });
}

function findLines(world: FixtureWorld, projectId: string, text: string) {
  const items = (world.events.get(projectId) ?? []).flatMap((event) => {
    if (event.type !== 'execution-log') return [];
    const { lines, ...said } = event.payload;
    return lines.flatMap((line, index) => (line.includes(text) ? [{ seq: event.seq, index, ts: event.ts, ...said, text: line }] : []));
  });
  return { items: items.slice(-100), next: null };
}

function json(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, code: ErrorCode): void {
  const { status } = errorCatalogue[code];
  json(response, status, { ...describeFailure(code), status }, 'application/problem+json');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function serveFile(pathname: string, response: ServerResponse): void {
  const file = extname(pathname) ? pathname : '/index.html';
  const body = files.get(file);
  const type = kinds[extname(file)] ?? 'application/octet-stream';
  response.writeHead(body ? 200 : 404, { 'content-type': type, 'content-security-policy': policy }).end(body);
}
