import {
  type AnsweredFrame,
  type CallFrame,
  type Event,
  type Health,
  type ProgressFrame,
  type ProjectDetail,
  type ServerFrame,
  type SubscribeFrame,
  closeCodes,
} from '@devteam/api';
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

/** Whose socket it is. */
export interface Visitor {
  /** Whether they may follow this project; a project that is not there yet has no customer. */
  sees: (place: { projectId: string; customerId: string | null }) => boolean;
  /** Looks their rights up again; false: they are no longer welcome. */
  refresh: () => Promise<boolean>;
  /** Answers as HTTP would; absent where there is nothing to ask. */
  call?: (frame: CallFrame) => Promise<AnsweredFrame>;
}

export interface LiveHub {
  /** Takes a socket over. Its visitor is asked again at each heartbeat, and by `recheck`. */
  accept(socket: HubSocket, visitor: Visitor): void;
  /** Somebody was signed out or has other rights now: sockets are closed, or follow something else. */
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
  readSnapshot?: (projectId: string) => Promise<ProjectDetail | undefined>;
  /** Of every execution that is under way. */
  readProgress?: () => Promise<ProgressFrame[]>;
  progressMs?: number;
  readHealth?: () => Promise<Health>;
  /** Somebody's rights changed, here or in another process; called before visitors are asked. */
  onAccess?: () => void;
}

interface Member {
  socket: HubSocket;
  follower: Follower;
  visitor: Visitor;
  /** Said something since the last heartbeat. */
  isAlive: boolean;
  /** Calls that are being answered. */
  calls: number;
}

/** Together, so that a crowd that comes back at once does not take the database away from the work. */
const mostReads = 4;
const mostCalls = 8;
const goodbyeMs = 1000;
const complainEveryMs = 10_000;

const healthFrame = (payload: Health): ServerFrame & { type: 'service-health' } => ({
  type: 'service-health',
  ts: new Date().toISOString(),
  projectId: null,
  payload,
});

export async function startLiveHub(options: LiveHubOptions): Promise<LiveHub> {
  const { eventLog, heartbeatMs = 15_000, limits = followerLimits, log, lookMs = 5000, mostSockets = 1000, progressMs = 4000 } = options;
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

  const findTail = (projectId: string, customerId: string): ProjectTail => {
    const found = tails.get(projectId);
    if (found) return found;
    const tail = createProjectTail({ projectId, customerId, sent: 0, read, onError });
    tails.set(projectId, tail);
    for (const { follower } of members) follower.discover(tail);
    return tail;
  };

  const look = async (): Promise<void> => {
    const before = [...tails.values()].map((tail) => ({ tail, sent: tail.sent() }));
    const heads = await eventLog.readHeads();
    for (const { sent, tail } of before) {
      const position = heads.get(tail.projectId)?.seq;
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
    for (const [projectId, { customerId, seq }] of heads) findTail(projectId, customerId).raise(seq);
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

  const dismiss = (member: Member, code: number, reason: string) => {
    members.delete(member);
    member.follower.close(code, reason);
  };
  const recheckOne = async (member: Member) => {
    // A database that is away signs nobody out.
    const isWelcome = await member.visitor.refresh().catch(() => true);
    if (!members.has(member)) return;
    if (!isWelcome) dismiss(member, closeCodes.signInAgain, 'signed out');
    else if (!member.follower.applyRights()) dismiss(member, closeCodes.noAccess, 'no longer allowed');
  };
  const recheck = () => {
    for (const member of members) void recheckOne(member);
  };

  const listener = await eventLog.listen({
    onEvent: (projectId, seq) => {
      const tail = tails.get(projectId);
      if (isStarted && tail) return tail.raise(seq);
      // Whose it is, and before the first look whether it is a new one, only the rows tell.
      lookAgain().catch(onError);
    },
    onReady: () => {
      lookAgain().catch(onError);
    },
    onAccess: () => {
      options.onAccess?.();
      if (isStarted) recheck();
    },
  });
  await lookAgain();
  isStarted = true;

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

  /** What was announced before a client asked is in what it is sent before it is told that all is live. */
  const subscribe = async (member: Member, frame: SubscribeFrame) => {
    if (looking) await looking.catch(() => undefined);
    if (members.has(member) && !member.follower.subscribe(frame)) dismiss(member, closeCodes.noAccess, 'not allowed to follow this');
  };

  const complain = (error: unknown): undefined => {
    onError(error);
  };
  const answer = async (member: Member, frame: CallFrame) => {
    const { call } = member.visitor;
    if (!call || member.calls >= mostCalls) return dismiss(member, closeCodes.badMessage, 'too many calls at once');
    member.calls += 1;
    const answered = await call(frame).catch(complain);
    member.calls -= 1;
    return answered && member.follower.tell(answered);
  };

  const tellProgress = async () => {
    if (members.size === 0 || !options.readProgress) return;
    for (const frame of await options.readProgress()) {
      const bytes = Buffer.from(JSON.stringify(frame));
      for (const { follower } of members) if (follower.follows(frame.projectId)) follower.tell(bytes);
    }
  };
  let lastHealth = '';
  const tellHealth = async () => {
    if (members.size === 0 || !options.readHealth) return;
    const health = await options.readHealth();
    const summary = JSON.stringify(health.services.map(({ service, status }) => [service, status]));
    if (summary === lastHealth) return;
    lastHealth = summary;
    for (const { follower } of members) follower.tell(healthFrame(health));
  };
  const progressTimer = setInterval(() => {
    tellProgress().catch(onError);
    tellHealth().catch(onError);
  }, progressMs);

  return {
    recheck,
    accept: (socket, visitor) => {
      const follower = createFollower({ socket, tails, read, readSnapshot: options.readSnapshot, onError, limits, sees: visitor.sees });
      if (isClosed) return follower.close(closeCodes.serverDraining, 'the server stops');
      if (members.size >= mostSockets) return follower.close(1013, 'too many connections; try again later');
      const member: Member = { socket, follower, visitor, isAlive: true, calls: 0 };
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
        if (frame.type === 'subscribe') {
          void subscribe(member, frame);
          return;
        }
        if (frame.type === 'call') {
          void answer(member, frame);
          return;
        }
        return follower.tell(tellTime('heartbeat'));
      });
      return follower.tell(tellTime('hello'));
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      clearInterval(lookTimer);
      clearInterval(beatTimer);
      clearInterval(progressTimer);
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
