import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { isAbsolute, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { EgressRule } from './egress/egress-rules.ts';
import { openTunnel, refuseTunnel } from './egress/open-tunnel.ts';
import type { RegistrySettings } from './egress/registries.ts';
import { relayProxied, relayRegistry } from './egress/relay-http.ts';
import { sendError } from './error-answer.ts';
import { GatewayError } from './gateway-error.ts';
import type { GatewayRun, RunFailure } from './gateway-port.ts';
import { answerLocally } from './local-answer.ts';
import { findModelRoute, protocolOfPath } from './models/model-route.ts';
import { openHolding } from './holding.ts';
import { relayModelCall } from './relay-model-call.ts';
import type { RunContext } from './run-context.ts';
import { createKeyCheck, newRunKey, shownKeys, splitKeyPath } from './run-key.ts';
import { closePools } from './upstream-call.ts';

/** Bytes that a path may have; the system's own limit, less its final zero. */
const longestSocketPath = 107;

interface OpenRun {
  readonly context: Omit<RunContext, 'over' | 'noteFailure' | 'nextRequest' | 'held'>;
  readonly onClosed: () => void;
}

export async function openRun({ context, onClosed }: OpenRun): Promise<GatewayRun> {
  const { spec, limits, now, redactor } = context;
  const key = newRunKey();
  redactor.add(key);
  const isKey = createKeyCheck(key);
  const over = new AbortController();
  let failure: RunFailure | null = null;
  let requests = 0;
  const run: RunContext = {
    ...context,
    over: over.signal,
    held: openHolding(limits.heldBytes),
    nextRequest: () => ++requests,
    noteFailure: (next) => {
      failure = next;
    },
  };
  const registries = (spec.registries ?? []).map((each): RegistrySettings => (typeof each === 'string' ? { name: each } : each));
  const isOver = () => over.signal.aborted || now() >= spec.deadlineAtMs;

  const answer = async (from: IncomingMessage, to: ServerResponse): Promise<void> => {
    const asked = addressedToUs(from.url ?? '/', spec.egress ?? []);
    const isProxied = !asked.startsWith('/');
    const [before = '/', query = ''] = asked.split('?', 2);
    const { key: keyInPath, path } = isProxied ? { key: null, path: before } : splitKeyPath(before);
    const method = from.method ?? 'GET';
    const protocol = isProxied ? undefined : protocolOfPath(path);
    const refuse = (status: number, code: Parameters<typeof run.log.refuse>[0]['code'], why: string): void => {
      run.log.refuse({ code, why, method, host: null, path });
      sendError(to, protocol, { status, code, message: `DevTeam's gateway refused this request: ${why}` });
    };
    if (!isKey([...(keyInPath === null ? [] : [keyInPath]), ...shownKeys(from.headers)])) {
      if (isProxied) to.setHeader('proxy-authenticate', 'Basic realm="devteam"');
      return refuse(isProxied ? 407 : 401, 'gateway_key_refused', 'it does not show the key of this run');
    }
    if (isOver()) return refuse(400, 'run_over', 'the run is over');
    if (isProxied) return relayProxied(run, (headers) => isKey(shownKeys(headers)), from, to);
    if (/websocket/i.test(from.headers.upgrade ?? ''))
      return refuse(426, 'gateway_address_unknown', 'there are no web sockets here; use plain requests');
    const route = findModelRoute(method, path);
    if (route?.kind === 'local') return answerLocally(route.answer, spec.models, to);
    if (route) return relayModelCall(run, { ...route, path, query }, from, to);
    const ownUrl = `http://${hostOf(from.headers)}${keyInPath === null ? '' : `/key/${keyInPath}`}`;
    if (await relayRegistry(run, registries, { path, query, ownUrl }, from, to)) return;
    refuse(404, 'gateway_address_unknown', `there is nothing at ${method} ${path}`);
  };

  const onTunnel = (from: IncomingMessage, client: Duplex, head: Buffer): void => {
    client.on('error', () => client.destroy());
    tunnels.add(client);
    client.once('close', () => tunnels.delete(client));
    if (!isKey(shownKeys(from.headers))) {
      run.log.refuse({
        code: 'gateway_key_refused',
        why: 'it does not show the key of this run',
        method: 'CONNECT',
        host: from.url ?? null,
        path: null,
      });
      refuseTunnel(client, 407, 'gateway_key_refused', 'it does not show the key of this run');
    } else if (isOver()) refuseTunnel(client, 403, 'run_over', 'the run is over');
    else void openTunnel(run, from, client, head).catch(() => client.destroy());
  };

  const tunnels = new Set<Duplex>();
  const underWay = new Set<Promise<void>>();
  const serve = (): Server => {
    const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (from, to) => {
      from.on('error', () => undefined);
      to.on('error', () => undefined);
      const answered = answer(from, to).catch((error: unknown) => {
        const why = redactor.redact(error instanceof Error ? error.message : String(error));
        sendError(to, undefined, { status: 500, code: 'gateway_request_unusable', message: `DevTeam's gateway failed: ${why}` });
      });
      underWay.add(answered);
      void answered.finally(() => underWay.delete(answered));
    });
    server.maxConnections = limits.connections;
    server.on('connect', onTunnel);
    server.on('clientError', (_error, socket) => socket.destroy());
    return server;
  };

  const socketPath = await prepareSocketPath(spec.socketDirectory, spec.id);
  const servers = [serve()];
  let tcpUrl: string | null = null;
  try {
    await listen(servers[0] as Server, { path: socketPath });
    // The sandbox's user is another one; who may come here at all is decided by the folder and by the key.
    await chmod(socketPath, 0o666);
    if (spec.listenOnTcp) {
      const server = serve();
      servers.push(server);
      await listen(server, { host: '127.0.0.1', port: 0 });
      tcpUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw new GatewayError(
      'gateway_could_not_listen',
      `The gateway of ${spec.id} cannot listen at ${socketPath}: ${(error as Error).message}.`,
      { cause: error },
    );
  }

  // Longer waits than a timer can have begin anew.
  const longestTimerMs = 2_000_000_000;
  let deadline: NodeJS.Timeout;
  const awaitDeadline = () => {
    const restMs = spec.deadlineAtMs - now();
    if (restMs <= 0) over.abort();
    else deadline = setTimeout(awaitDeadline, Math.min(restMs, longestTimerMs));
  };
  deadline = setTimeout(awaitDeadline, 0);

  const close = async (): Promise<void> => {
    clearTimeout(deadline);
    over.abort();
    for (const tunnel of tunnels) tunnel.destroy();
    await Promise.all(
      servers.map((server) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        server.close(() => resolve());
        server.closeAllConnections();
        return promise;
      }),
    );
    await Promise.all(underWay);
    closePools(context.egressPools);
    context.providers.close();
    await rm(socketPath, { force: true });
    onClosed();
  };
  let closing: Promise<void> | undefined;

  return {
    key,
    socketPath,
    tcpUrl,
    usage: () => ({ ...context.ledger.usage(), refused: context.log.refused() }),
    refusals: () => [...context.log.refusals],
    passages: () => [...context.log.passages],
    failure: () => failure,
    redact: (text) => redactor.redact(text),
    close: () => (closing ??= close()),
  };
}

/** A program that uses a proxy for everything asks it for our own address, too: that is a request to us, unless a rule means another one. */
function addressedToUs(url: string, rules: readonly EgressRule[]): string {
  const match = /^http:\/\/(?:[^/@]*@)?(127\.0\.0\.1|localhost)(?::\d+)?(\/.*)?$/i.exec(url);
  return match && !rules.some((rule) => rule.host === match[1]) ? (match[2] ?? '/') : url;
}

/** As the client sees us, for addresses in answers; never with anything but a host and a port in it. */
const hostOf = (headers: IncomingHttpHeaders): string =>
  /^[A-Za-z0-9.:[\]-]{1,100}$/.test(headers.host ?? '') ? (headers.host ?? '') : '127.0.0.1';

function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(where, () => {
    server.removeListener('error', reject);
    resolve();
  });
  return promise;
}

/** One name for each sandbox: what a dead process of ours left there is removed, what a living one listens at is not. */
async function prepareSocketPath(directory: string, id: string): Promise<string> {
  const path = join(directory, `gw-${createHash('sha256').update(id).digest('hex').slice(0, 12)}.sock`);
  if (!isAbsolute(directory))
    throw new GatewayError('gateway_settings_invalid', `socketDirectory must be an absolute path, not ${directory}.`);
  if (Buffer.byteLength(path) > longestSocketPath)
    throw new GatewayError(
      'gateway_settings_invalid',
      `The path of a socket may have ${longestSocketPath} bytes; ${path} has ${Buffer.byteLength(path)}. Choose a shorter socketDirectory.`,
    );
  await mkdir(directory, { recursive: true }).catch((error: Error) => {
    throw new GatewayError('gateway_could_not_listen', `The folder ${directory} cannot be made: ${error.message}.`, { cause: error });
  });
  const found = await lstat(path).catch(() => undefined);
  if (!found) return path;
  if (!found.isSocket() || (await isAnswered(path))) throw new GatewayError('gateway_could_not_listen', `Something else is at ${path}.`);
  await rm(path, { force: true });
  return path;
}

function isAnswered(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path, () => {
    socket.destroy();
    resolve(true);
  });
  socket.once('error', () => resolve(false));
  return promise;
}
