import { type Event, type LiveClient, type LiveClientOptions, closeCodes, connectLive } from '@devteam/api';
import { createBatcher } from '@devteam/api/batcher';
import type { Dispatch } from '@reduxjs/toolkit';
import { condense } from './live-packets.ts';
import { batchReceived, clockMeasured, linkChanged } from './live-slice.ts';

export interface LiveReaderOptions extends Pick<LiveClientOptions, 'url' | 'webSocket' | 'random' | 'poll'> {
  after: Readonly<Record<string, number>>;
  dispatch: Dispatch;
  /** The whole events of a batch, before the store hears of them; output lines are taken from here. */
  onEvents: (events: readonly Event[]) => void;
  /** The server will not have us without a new sign-in. */
  onSignInNeeded: () => void;
  /** The line stands again after a cut, or for the first time. */
  onLive: () => void;
  /** A try failed. A refused handshake looks like a dead line to a browser, so this is the moment to ask over HTTP. */
  onLost: () => void;
}

export interface LiveReader {
  /** Tries now, if it is sitting out a pause between two tries. */
  probe(): void;
  stop(): void;
}

/** The one reader of the stream: every event once and in order, at most one dispatch per batch. */
export function startLiveReader(options: LiveReaderOptions): LiveReader {
  const { dispatch } = options;
  let heardAtMs: number | null = null;
  let offsetMs = 0;
  let isPausing = false;
  let stopped = false;
  const hear = () => {
    heardAtMs = Date.now() + offsetMs;
  };

  const batcher = createBatcher<Event>((events) => {
    options.onEvents(events);
    dispatch(batchReceived(condense(events)));
  });

  const client: LiveClient = connectLive({
    url: options.url,
    after: options.after,
    ...(options.webSocket ? { webSocket: options.webSocket } : {}),
    ...(options.random ? { random: options.random } : {}),
    ...(options.poll ? { poll: options.poll } : {}),
    onEvent: (event) => {
      hear();
      batcher.push(event);
    },
    onClock: (measuredMs) => {
      offsetMs = measuredMs;
      hear();
      dispatch(clockMeasured(measuredMs));
    },
    onLink: (state, { attempt, closeCode }) => {
      // Our own close is reported late, when another reader may be at work.
      if (stopped) return;
      isPausing = state === 'reconnecting' && closeCode !== undefined;
      batcher.flush();
      dispatch(linkChanged({ link: state, attempt, heardAtMs }));
      if (state === 'live' || state === 'polling') options.onLive();
      if (isPausing) options.onLost();
      if (closeCode === closeCodes.signInAgain || closeCode === closeCodes.noAccess) options.onSignInNeeded();
    },
  });

  const probe = () => {
    // Never beside a try that is under way: its socket would be forgotten, and stay open.
    if (isPausing) client.probe();
  };
  // A laptop that wakes up should not sit out the rest of a half-minute pause.
  const wake = () => {
    if (document.visibilityState === 'visible') probe();
  };
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);

  return {
    probe,
    stop: () => {
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      stopped = true;
      client.close();
      batcher.stop();
      dispatch(linkChanged({ link: 'offline', attempt: 0, heardAtMs }));
    },
  };
}
