import { z } from 'zod';
import type { Event } from './events.ts';
import { type ProgressFrame, type SnapshotFrame, closeCodes, isEvent, ServerFrame } from './live-protocol.ts';
import { type PollPort, type Polling, startPolling } from './poll-events.ts';
import type { Health } from './views.ts';

/**
 * `polling`: no socket comes about, and what happens is read every few seconds until one does. `offline` means no more tries by itself: the
 * server said so, or the client was closed.
 */
export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'offline';

export interface LiveClientOptions {
  /** Address of `/ws/devteam`, with ws: or wss:. */
  url: string;
  /** None named: all projects. */
  projects?: readonly string[];
  /** Last sequence known of each project, for example from a snapshot over HTTP. */
  after?: Readonly<Record<string, number>>;
  customers?: readonly string[];
  onEvent: (event: Event) => void;
  /** Where it is given, projects without a known sequence begin with how they are now. Comes again where events are too old to be had. */
  onSnapshot?: (snapshot: SnapshotFrame) => void;
  /** Every few seconds while something runs. */
  onProgress?: (progress: ProgressFrame) => void;
  onHealth?: (health: Health) => void;
  onLink?: (state: LinkState, detail: { attempt: number; closeCode?: number }) => void;
  /** A frame that this client does not understand; it is passed over. */
  onUnknownFrame?: (why: string) => void;
  /** Called with the server's clock minus ours, in milliseconds, at each greeting and heartbeat. */
  onClock?: (offsetMs: number) => void;
  /** 0 to 1, for the jitter of the back-off. */
  random?: () => number;
  webSocket?: (url: string, protocols: string[]) => WebSocket;
  /** Read from where no socket comes about several times in a row, as behind some proxies; `pollOver(client)` is such a port. */
  poll?: PollPort;
  /** Of a page of another origin, or of a program: asked anew for each connection. */
  getTicket?: () => Promise<string>;
}

export interface LiveCall {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  /** The same key is answered once, also over HTTP. */
  key?: string;
}

export interface LiveClient {
  /** Last sequence applied per project. */
  positions(): Readonly<Record<string, number>>;
  /** Asks for a row of the table of routes over the socket; rejects where there is no live line. */
  call(route: string, request?: LiveCall): Promise<{ status: number; body: unknown }>;
  /** Tries at once, for example when the laptop wakes up. */
  probe(): void;
  close(): void;
}

const Numbered = z.object({ projectId: z.string(), seq: z.number().int().positive() });

/** So many sockets in a row that never became live are no chance. */
const refusalsBeforePolling = 3;
const pollEveryMs = 2000;
const maxDelayMs = 30_000;
/** The server sends a heartbeat each 15 s; two missed ones mean a dead line that TCP has not noticed. */
const silenceMs = 35_000;

/**
 * Follows the live stream: each event of each project once and in order. A frame that was seen is dropped; a gap or a cut makes the
 * client come back with the last sequence it has, so the server sends what is missing. Back-off with full jitter up to 30 s.
 */
export function connectLive(options: LiveClientOptions): LiveClient {
  const random = options.random ?? Math.random;
  const open = options.webSocket ?? ((url: string, protocols: string[]) => new WebSocket(url, protocols));
  const seen = new Map<string, number>(Object.entries(options.after ?? {}));
  let socket: WebSocket | undefined;
  const calls = new Map<string, { resolve: (answer: { status: number; body: unknown }) => void; reject: (error: Error) => void }>();
  let lastCall = 0;
  let attempt = 0;
  let closed = false;
  let polling: Polling | undefined;
  let isPollingFine = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => socket?.close(), silenceMs);
  };

  /** A newer server says what we do not know yet: its number counts, so that nothing is asked for again and again. */
  const passOver = (why: string, text: string) => {
    const numbered = Numbered.safeParse(JSON.parse(text));
    if (numbered.success) seen.set(numbered.data.projectId, Math.max(numbered.data.seq, seen.get(numbered.data.projectId) ?? 0));
    options.onUnknownFrame?.(why);
  };

  const receiveOther = (frame: Exclude<ServerFrame, Event>) => {
    switch (frame.type) {
      case 'snapshot':
        seen.set(frame.projectId, frame.seq);
        options.onSnapshot?.(frame);
        return;
      case 'progress':
        options.onProgress?.(frame);
        return;
      case 'service-health':
        options.onHealth?.(frame.payload);
        return;
      case 'answered':
        calls.get(frame.id)?.resolve({ status: frame.status, body: frame.body });
        calls.delete(frame.id);
        return;
      case 'hello':
      case 'heartbeat':
      case 'subscribed':
        options.onClock?.(Date.parse(frame.serverTime) - Date.now());
        if (frame.type !== 'subscribed') return;
        attempt = 0;
        stopPolling();
        options.onLink?.('live', { attempt });
    }
  };

  const dropCalls = () => {
    for (const { reject } of calls.values()) reject(new Error('The connection was cut; whether it was done is not known'));
    calls.clear();
  };

  const receive = (text: string) => {
    listen();
    const parsed = ServerFrame.safeParse(JSON.parse(text));
    if (!parsed.success) {
      passOver(parsed.error.message, text);
      return;
    }
    const frame: ServerFrame = parsed.data;
    if (!isEvent(frame)) {
      receiveOther(frame);
      return;
    }
    const last = seen.get(frame.projectId) ?? 0;
    if (frame.seq <= last) return;
    // A hole means the server dropped us or a proxy lost a frame: ask again from the last one we have.
    if (frame.seq > last + 1 && seen.has(frame.projectId)) {
      socket?.close();
      return;
    }
    seen.set(frame.projectId, frame.seq);
    options.onEvent(frame);
  };

  const stopPolling = () => {
    polling?.stop();
    polling = undefined;
    isPollingFine = false;
  };

  /** Each event comes by one of the ways, whichever is first; what the other one brings is older than what was seen. */
  const pollMeanwhile = (port: PollPort) => {
    polling ??= startPolling(port, pollEveryMs, {
      projects: options.projects,
      customers: options.customers,
      position: (projectId) => seen.get(projectId),
      onEvent: (event) => {
        if (event.seq <= (seen.get(event.projectId) ?? 0)) return;
        seen.set(event.projectId, event.seq);
        options.onEvent(event);
      },
      onSnapshot:
        options.onSnapshot &&
        ((snapshot) => {
          if (snapshot.seq <= (seen.get(snapshot.projectId) ?? -1)) return;
          seen.set(snapshot.projectId, snapshot.seq);
          options.onSnapshot?.(snapshot);
        }),
      onRound: (isFine) => {
        if (isFine === isPollingFine) return;
        isPollingFine = isFine;
        sayTrying({ attempt });
      },
    });
  };
  const sayTrying = (detail: { attempt: number; closeCode?: number }) =>
    options.onLink?.(isPollingFine ? 'polling' : attempt === 0 ? 'connecting' : 'reconnecting', detail);

  const again = (closeCode?: number) => {
    attempt += 1;
    if (options.poll && attempt >= refusalsBeforePolling) pollMeanwhile(options.poll);
    const delayMs = Math.max(200, random() * Math.min(maxDelayMs, 500 * 2 ** Math.min(attempt, 10)));
    sayTrying(closeCode === undefined ? { attempt } : { attempt, closeCode });
    retry = setTimeout(connect, delayMs);
  };

  const connect = () => {
    clearTimeout(retry);
    sayTrying({ attempt });
    if (!options.getTicket) {
      follow([]);
      return;
    }
    void followWithTicket(options.getTicket);
  };

  const followWithTicket = async (getTicket: () => Promise<string>) => {
    const ticket = await getTicket().catch(() => undefined);
    if (closed) return;
    if (ticket === undefined) again();
    else follow(['devteam', ticket]);
  };

  const follow = (protocols: string[]) => {
    const current = open(options.url, protocols);
    socket = current;
    current.addEventListener('open', () => {
      listen();
      current.send(
        JSON.stringify({
          type: 'subscribe',
          ...(options.projects ? { projects: options.projects } : {}),
          ...(options.customers ? { customers: options.customers } : {}),
          ...(options.onSnapshot ? { snapshot: true } : {}),
          after: Object.fromEntries(seen),
        }),
      );
    });
    current.addEventListener('message', (message) => {
      if (current !== socket) return;
      receive(String(message.data));
    });
    current.addEventListener('close', (event) => {
      if (current !== socket) return;
      clearTimeout(silence);
      dropCalls();
      if (closed || event.code === closeCodes.signInAgain || event.code === closeCodes.noAccess) {
        stopPolling();
        options.onLink?.('offline', { attempt, closeCode: event.code });
        return;
      }
      again(event.code);
    });
    current.addEventListener('error', () => current.close());
  };

  connect();
  return {
    positions: () => Object.fromEntries(seen),
    call: (route, request = {}) => {
      const line = socket;
      if (closed || line?.readyState !== 1) return Promise.reject(new Error('There is no live line now'));
      lastCall += 1;
      const id = String(lastCall);
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve, reject });
        line.send(JSON.stringify({ type: 'call', id, route, ...request }));
      });
    },
    probe: () => {
      // A connection that is being made is left to come about.
      if (!closed && socket !== undefined && socket.readyState > 1) connect();
    },
    close: () => {
      closed = true;
      clearTimeout(retry);
      clearTimeout(silence);
      stopPolling();
      dropCalls();
      socket?.close();
    },
  };
}
