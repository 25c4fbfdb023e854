import { type Event, type ServerFrame, closeCodes } from '@devteam/api';
import { isConnectionError } from '../connection-errors.ts';
import type { Log } from '../log.ts';
import { createFrameReader } from './client-frames.ts';
import type { EventLog } from './event-log.ts';
import { type Follower, type FollowerLimits, type LiveSocket, createFollower, followerLimits } from './follower.ts';
import { createLimit } from './limit.ts';
import { type ProjectTail, createProjectTail } from './project-tail.ts';

/** A WebSocket of the `ws` package, as far as the hub uses it. */
export interface HubSocket extends LiveSocket {
  on(event: 'message', handler: (data: unknown, isBinary: boolean) => void): unknown;
  on(event: 'pong' | 'close', handler: () => void): unknown;
  ping(): void;
}

export interface LiveHub {
  /** Takes a socket over. `isWelcome` is asked again at each heartbeat, and by `recheck`. */
  accept(socket: HubSocket, isWelcome: () => boolean): void;
  /** Closes the sockets of people who were signed out. */
  recheck(): void;
  /** Sends everybody away, to come back when there is a server again; resolves when they are gone, after about a second at most. */
  close(): Promise<void>;
}

export interface LiveHubOptions {
  eventLog: EventLog;
  log: Log;
  limits?: FollowerLimits;
  heartbeatMs?: number;
  /** How often the rows are looked at, whatever was announced. */
  lookMs?: number;
  mostSockets?: number;
}

interface Member {
  socket: HubSocket;
  follower: Follower;
  isWelcome: () => boolean;
  /** Said something since the last heartbeat. */
  isAlive: boolean;
}

/** Together, so that a crowd that comes back at once does not take the database away from the work. */
const mostReads = 4;
const goodbyeMs = 1000;
const complainEveryMs = 10_000;

export async function startLiveHub(options: LiveHubOptions): Promise<LiveHub> {
  const { eventLog, heartbeatMs = 15_000, limits = followerLimits, log, lookMs = 5000, mostSockets = 1000 } = options;
  const tails = new Map<string, ProjectTail>();
  const members = new Set<Member>();
  const limitReads = createLimit(mostReads);
  let isClosed = false;
  let isStarted = false;
  let complainedAt = -Infinity;

  const read = (projectId: string, range: { after: number; limit: number }): Promise<Event[]> =>
    limitReads(() => eventLog.readEvents(projectId, range));
  const onError = (error: unknown) => {
    // The listener tells of a database that is away.
    if (isConnectionError(error) || performance.now() - complainedAt < complainEveryMs) return;
    complainedAt = performance.now();
    log('error', `The live stream cannot read events and tries again: ${error instanceof Error ? error.message : String(error)}`);
  };

  const findTail = (projectId: string): ProjectTail => {
    const found = tails.get(projectId);
    if (found) return found;
    const tail = createProjectTail({ projectId, sent: 0, read, onError });
    tails.set(projectId, tail);
    for (const { follower } of members) follower.discover(tail);
    return tail;
  };

  const look = async (): Promise<void> => {
    const before = [...tails.values()].map((tail) => ({ tail, sent: tail.sent() }));
    const positions = await eventLog.readPositions();
    for (const { sent, tail } of before) {
      const position = positions.get(tail.projectId);
      if (position !== undefined && position >= sent) continue;
      // What had been sent before we asked is no longer there: the project was deleted, and perhaps made again.
      for (const { follower } of members) follower.forget(tail.projectId);
      if (position === undefined) {
        tail.close();
        tails.delete(tail.projectId);
      } else {
        tail.restart();
      }
    }
    for (const [projectId, position] of positions) findTail(projectId).raise(position);
  };

  let looking: Promise<void> | undefined;
  let isLookWanted = false;
  /** One at a time; asked for again while one is under way, another follows. */
  const lookAgain = (): Promise<void> => {
    isLookWanted = true;
    looking ??= (async () => {
      try {
        while (isLookWanted) {
          isLookWanted = false;
          if (!isClosed) await look();
        }
      } finally {
        looking = undefined;
      }
    })();
    return looking;
  };

  const listener = await eventLog.listen({
    onEvent: (projectId, seq) => {
      if (isStarted) return findTail(projectId).raise(seq);
      // Before the first look a number would not tell a new project from an old one.
      lookAgain().catch(onError);
    },
    onReady: () => {
      lookAgain().catch(onError);
    },
  });
  await lookAgain();
  isStarted = true;

  const dismiss = (member: Member, code: number, reason: string) => {
    members.delete(member);
    member.follower.close(code, reason);
  };
  const recheck = () => {
    for (const member of members) if (!member.isWelcome()) dismiss(member, closeCodes.signInAgain, 'signed out');
  };
  const tellTime = (type: 'hello' | 'heartbeat'): Exclude<ServerFrame, Event> => ({ type, serverTime: new Date().toISOString() });

  const lookTimer = setInterval(() => {
    if (members.size > 0) lookAgain().catch(onError);
  }, lookMs);
  const beatTimer = setInterval(() => {
    recheck();
    for (const member of members) {
      if (!member.isAlive) {
        members.delete(member);
        member.follower.release();
        member.socket.terminate();
        continue;
      }
      member.isAlive = false;
      member.follower.tell(tellTime('heartbeat'));
      member.socket.ping();
    }
  }, heartbeatMs);

  return {
    recheck,
    accept: (socket, isWelcome) => {
      const follower = createFollower({ socket, tails, read, onError, limits });
      if (isClosed) return follower.close(closeCodes.serverDraining, 'the server stops');
      if (!isWelcome()) return follower.close(closeCodes.signInAgain, 'sign in first');
      if (members.size >= mostSockets) return follower.close(1013, 'too many connections; try again later');
      const member: Member = { socket, follower, isWelcome, isAlive: true };
      members.add(member);
      const readFrame = createFrameReader(() => performance.now());
      socket.on('pong', () => void (member.isAlive = true));
      socket.on('close', () => {
        members.delete(member);
        follower.release();
      });
      socket.on('message', (data, isBinary) => {
        if (!members.has(member)) return;
        member.isAlive = true;
        const frame = readFrame(isBinary ? undefined : String(data));
        if (!frame) return dismiss(member, closeCodes.badMessage, 'not a frame of this protocol, or too many of them');
        if (frame.type === 'subscribe') return follower.subscribe(frame);
        return follower.tell(tellTime('heartbeat'));
      });
      return follower.tell(tellTime('hello'));
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      clearInterval(lookTimer);
      clearInterval(beatTimer);
      for (const tail of tails.values()) tail.close();
      const leaving = [...members];
      const gone = leaving.map(({ socket }) => new Promise<void>((resolve) => void socket.on('close', resolve)));
      for (const member of leaving) dismiss(member, closeCodes.serverDraining, 'the server stops');
      const impatient = setTimeout(() => {
        for (const { socket } of leaving) socket.terminate();
      }, goodbyeMs);
      await Promise.all([...gone, listener.close()]);
      clearTimeout(impatient);
    },
  };
}
