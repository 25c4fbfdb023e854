import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { basename, dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { inheritedEnvironment } from '../config.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GitHost {
  url: string;
  /** Authorization headers that came, for tests about logins. */
  logins: string[];
  /** Every request as `METHOD path`. */
  requests: string[];
  /** Called while a request is held. */
  heard: (() => void) | undefined;
  /** The connection is cut when an answer has got this long. */
  cutAfterBytes: number | undefined;
  /** An answer stops, without end, when it has got this long. */
  stallAfterBytes: number | undefined;
  /** Answers instead of git, until it is undefined again. */
  misbehave: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

/** A real Git host on the loopback: git's own http-backend behind a server of node:http, with a login if one is wanted. */
export async function gitHost(repository: string, { login }: { login?: string } = {}): Promise<GitHost> {
  const server = createServer((request, response) => {
    const authorization = request.headers.authorization ?? '';
    host.requests.push(`${request.method} ${request.url}`);
    host.logins.push(authorization);
    host.heard?.();
    if (host.misbehave !== undefined) return host.misbehave(request, response);
    if (login !== undefined && authorization !== `Basic ${Buffer.from(login).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('Log in.');
      return undefined;
    }
    return serve(repository, { request, response, host });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host: GitHost = {
    url: `http://127.0.0.1:${port}/${basename(repository)}`,
    logins: [],
    requests: [],
    heard: undefined,
    cutAfterBytes: undefined,
    stallAfterBytes: undefined,
    misbehave: undefined,
  };
  return host;
}

/** CGI: the answer's head comes first on standard output. */
function serve(
  repository: string,
  { request, response, host }: { request: IncomingMessage; response: ServerResponse; host: GitHost },
): void {
  const url = new URL(request.url ?? '/', 'http://host');
  const backend = spawn('git', ['-c', 'http.receivepack=true', 'http-backend'], {
    env: {
      ...inheritedEnvironment(),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      REMOTE_USER: 'somebody',
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  backend.stdin.on('error', () => {});
  body.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  let isHeadSent = false;
  let sent = 0;
  const send = (chunk: Buffer): void => {
    sent += chunk.length;
    if (host.stallAfterBytes !== undefined && sent > host.stallAfterBytes) return;
    response.write(chunk);
    if (host.cutAfterBytes !== undefined && sent > host.cutAfterBytes) response.destroy();
  };
  backend.stdout.on('data', (chunk: Buffer) => {
    if (isHeadSent) return send(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    isHeadSent = true;
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(/: */);
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    return send(head.subarray(end + 4));
  });
  backend.on('close', () => {
    if (host.stallAfterBytes === undefined || sent <= host.stallAfterBytes) response.end();
  });
}
