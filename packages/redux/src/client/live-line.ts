import type { ServiceHealth } from '../state/dev-team-state.ts';
import type { DevTeamEvent } from '../wire.ts';

export interface LiveLineOptions {
  open: () => Promise<WebSocket>;
  /** Last sequence known of each project. */
  after: Readonly<Record<string, number>>;
  onEvent: (event: DevTeamEvent) => void;
  /** How what DevTeam relies on stands; told to everybody when it changes. */
  onHealth: (services: ServiceHealth[]) => void;
  onLive: () => void;
  onLost: () => void;
  /** Whether the server will not have us again, whatever we try. */
  isFinal: (closeCode: number) => boolean;
  onRefused: () => void;
}

export interface LiveLine {
  close(): void;
}

const maxDelayMs = 30_000;
/** The server sends a heartbeat each 15 s; two missed ones mean a dead line that TCP has not noticed. */
const silenceMs = 35_000;

/** These say how a project stands as of a number, and are no event with that number. */
const views = new Set(['progress', 'snapshot']);

type Frame = { type: string; projectId?: unknown; seq?: unknown; payload?: { services?: unknown } };

/** What is not a frame is passed over: the stream goes on. */
function readFrame(data: unknown): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null && typeof (frame as Frame).type === 'string' ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Each event of each project once and in order, over as many sockets as it takes: a frame that was seen is dropped, a gap or a cut makes the
 * line come back with the last sequences that it has. Back-off with full jitter up to 30 s.
 */
export function openLiveLine({ after, isFinal, onEvent, onHealth, onLive, onLost, onRefused, open }: LiveLineOptions): LiveLine {
  const seen = new Map(Object.entries(after));
  let socket: WebSocket | undefined;
  let attempt = 0;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const listen = (current: WebSocket) => {
    clearTimeout(silence);
    silence = setTimeout(() => current.close(), silenceMs);
  };

  const receive = (current: WebSocket, data: unknown) => {
    listen(current);
    const frame = readFrame(data);
    if (!frame) return;
    const { projectId, seq, type } = frame;
    if (type === 'subscribed') {
      attempt = 0;
      onLive();
    }
    if (type === 'service-health' && Array.isArray(frame.payload?.services)) onHealth(frame.payload.services as ServiceHealth[]);
    if (views.has(type) || typeof projectId !== 'string' || typeof seq !== 'number') return;
    const last = seen.get(projectId) ?? 0;
    if (seq <= last) return;
    if (seq > last + 1 && seen.has(projectId)) {
      current.close();
      return;
    }
    seen.set(projectId, seq);
    onEvent(frame as DevTeamEvent);
  };

  const comeBack = () => {
    clearTimeout(silence);
    socket = undefined;
    if (closed) return;
    attempt += 1;
    onLost();
    retry = setTimeout(() => void connect(), Math.max(200, Math.random() * Math.min(maxDelayMs, 500 * 2 ** Math.min(attempt, 10))));
  };

  const connect = async (): Promise<void> => {
    let current: WebSocket;
    try {
      current = await open();
    } catch {
      comeBack();
      return;
    }
    if (closed) {
      current.close();
      return;
    }
    socket = current;
    current.addEventListener('open', () => {
      listen(current);
      current.send(JSON.stringify({ type: 'subscribe', after: Object.fromEntries(seen) }));
    });
    current.addEventListener('message', ({ data }) => {
      if (current === socket) receive(current, data);
    });
    current.addEventListener('close', ({ code }) => {
      if (current !== socket) return;
      if (!isFinal(code)) return comeBack();
      clearTimeout(silence);
      socket = undefined;
      if (!closed) onRefused();
    });
  };

  void connect();
  return {
    close: () => {
      closed = true;
      clearTimeout(retry);
      clearTimeout(silence);
      socket?.close();
      socket = undefined;
    },
  };
}
