import type { Link, ServiceHealth } from '../state/dev-team-state.ts';
import type { DevTeamEvent, ProjectSnapshot } from '../wire.ts';
import { createBatcher } from '@devteam/api/batcher';
import { type LiveLine, openLiveLine } from './live-line.ts';

export interface FollowOptions {
  onSnapshot: (projects: ProjectSnapshot[]) => void;
  /** In order; ten times a second at most. */
  onEvents: (events: DevTeamEvent[]) => void;
  onLink: (link: Link) => void;
  onHealth: (services: ServiceHealth[]) => void;
}

export interface Following {
  stop(): void;
}

interface Source {
  readProjects: () => Promise<{ projects: ProjectSnapshot[] }>;
  /** None: there is only asking. */
  openSocket: (() => Promise<WebSocket>) | undefined;
  isFinal: (closeCode: number) => boolean;
}

/** While there is no live line the page is at most this old. */
const pollMs = 5000;

/** A snapshot first and then the live line from where it ends; while the line is down, a snapshot again and again. */
export function follow(
  { isFinal, openSocket, readProjects }: Source,
  { onEvents, onHealth, onLink, onSnapshot }: FollowOptions,
): Following {
  let stopped = false;
  let line: LiveLine | undefined;
  let live = false;
  let poll: ReturnType<typeof setTimeout> | undefined;
  const known = new Set<string>();
  const batcher = createBatcher<DevTeamEvent>((events) => {
    onEvents(events);
    // A project that was added since: its names are not in its events.
    if (events.some(({ projectId }) => !known.has(projectId))) void read();
  });

  const say = (link: Link) => {
    if (!stopped) onLink(link);
  };

  const read = async (): Promise<void> => {
    try {
      const { projects } = await readProjects();
      if (stopped) return;
      batcher.flush();
      for (const { projectId } of projects) known.add(projectId);
      onSnapshot(projects);
      if (!live) say(openSocket && !line ? 'connecting' : 'polling');
      if (openSocket) line ??= openLine(projects, openSocket);
    } catch {
      if (!live) say('offline');
    }
  };

  const openLine = (projects: ProjectSnapshot[], open: () => Promise<WebSocket>): LiveLine =>
    openLiveLine({
      open,
      isFinal,
      onHealth,
      after: Object.fromEntries(projects.map(({ projectId, seq }) => [projectId, seq])),
      onEvent: (event) => batcher.push(event),
      onLive: () => {
        live = true;
        clearTimeout(poll);
        poll = undefined;
        batcher.flush();
        say('live');
      },
      onLost: () => {
        if (live) say('reconnecting');
        live = false;
        batcher.flush();
        ask(pollMs);
      },
      onRefused: () => {
        live = false;
        batcher.flush();
        ask(0);
      },
    });

  /** Asks again and again until the line is live. Tries of the line may fail more often than that and must not put it off. */
  const ask = (inMs: number): void => {
    if (stopped || live || poll !== undefined) return;
    poll = setTimeout(() => {
      void read().finally(() => {
        poll = undefined;
        ask(pollMs);
      });
    }, inMs);
  };

  say('connecting');
  void read().finally(() => ask(pollMs));
  return {
    stop: () => {
      stopped = true;
      clearTimeout(poll);
      batcher.stop();
      line?.close();
      onLink('off');
    },
  };
}
