import { pollOver } from '@devteam/api';
import { selectStale } from '../features/projects/selectors.ts';
import { loadProject, loadProjects } from '../features/projects/projects-slice.ts';
import type { LogStore } from '../features/log/log-store.ts';
import { loadTimers } from '../features/task/timers-slice.ts';
import { loadReviews } from '../features/review/reviews-slice.ts';
import { accepted, loadMe, signIn, signedOut } from '../features/session/session-slice.ts';
import { clockMeasured } from '../live/live-slice.ts';
import { type LiveReader, startLiveReader } from '../live/live-reader.ts';
import type { Secret } from '../http/api-client.ts';
import { createRouteClient } from '../http/route-client.ts';
import type { AppStore } from './store.ts';

/** A project that was added says nothing on the stream, so the list is read again now and then. */
const refreshMs = 60_000;
/** While the server does not answer: it is asked over HTTP, and once it does, the stream need not sit out its growing pauses. */
const askAgainMs = 4_000;
/** Many stale marks make one reading. */
const staleDelayMs = 1_000;

export interface Connection {
  open(): Promise<void>;
  signIn(secret: Secret): Promise<void>;
  close(): void;
}

/** Snapshot first, then the stream from there; what turns out stale is read again. */
export function createConnection(store: AppStore, logs: LogStore, liveUrl: string): Connection {
  let reader: LiveReader | undefined;
  let staleTimer: ReturnType<typeof setTimeout> | undefined;

  const readAll = async (): Promise<boolean> => {
    const answer = await store.dispatch(loadProjects());
    if (!loadProjects.fulfilled.match(answer)) return false;
    store.dispatch(accepted());
    void store.dispatch(loadReviews());
    void store.dispatch(loadTimers());
    void store.dispatch(loadMe());
    store.dispatch(clockMeasured(Date.parse(answer.payload.serverTime) - Date.now()));
    for (const { projectId, seq } of answer.payload.projects) logs.begin(projectId, seq);
    return true;
  };

  const readStale = async () => {
    const { details } = store.getState().projects;
    const open = selectStale(store.getState()).filter((projectId) => details[projectId]?.status === 'loaded');
    await readAll();
    for (const projectId of open) await store.dispatch(loadProject(projectId));
    staleTimer = undefined;
  };

  const follow = () => {
    let cut = false;
    reader = startLiveReader({
      url: liveUrl,
      after: logs.positions(),
      poll: pollOver(createRouteClient({ onUnauthorized: () => store.dispatch(signedOut()) })),
      dispatch: store.dispatch,
      onEvents: (events) => logs.ingest(events),
      onSignInNeeded: () => store.dispatch(signedOut()),
      onLive: () => {
        // Projects may have come or gone while we heard nothing.
        if (cut) void readAll();
        cut = false;
      },
      onLost: () => {
        cut = true;
        void readAll();
      },
    });
  };

  const unsubscribe = store.subscribe(() => {
    if (selectStale(store.getState()).length > 0) staleTimer ??= setTimeout(() => void readStale(), staleDelayMs);
    if (store.getState().session.status === 'signed-out' && reader) {
      const gone = reader;
      // First forgotten, then stopped: stopping tells the store, which comes back here.
      reader = undefined;
      gone.stop();
    }
  });
  const refresh = setInterval(() => {
    if (reader && document.visibilityState === 'visible') void readAll();
  }, refreshMs);
  const again = setInterval(() => {
    const { live, session } = store.getState();
    if (session.signingIn || session.status === 'signed-out') return;
    if (!reader) void open();
    else if (live.link === 'reconnecting') void readAll().then((isBack) => isBack && reader?.probe());
  }, askAgainMs);

  let opening = false;
  const open = async () => {
    if (opening) return;
    opening = true;
    if ((await readAll()) && !reader) follow();
    opening = false;
  };

  return {
    open,
    signIn: async (secret) => {
      const answer = await store.dispatch(signIn(secret));
      if (signIn.fulfilled.match(answer)) await open();
    },
    close: () => {
      reader?.stop();
      unsubscribe();
      clearInterval(refresh);
      clearInterval(again);
      clearTimeout(staleTimer);
    },
  };
}
