import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, type ProjectDetail, type ServerFrame, type SubscribeFrame, closeCodes } from '@devteam/api';
import { isConnectionError } from '../connection-errors.ts';
import { type EventFrame, type ProjectTail, type TailReader, frameOf } from './project-tail.ts';

/** What we need of a WebSocket. */
export interface LiveSocket {
  readonly bufferedAmount: number;
  send(data: Buffer | string, options: { binary: boolean }): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface FollowerLimits {
  /** More than this waiting in its socket and a reader gets nothing more until it has caught up. */
  bufferBytes: number;
  /** A socket that takes nothing for so long is cut. */
  stalledMs: number;
  /** So long may it take to empty the buffer, however little it takes at a time. */
  drainMs: number;
}

export const followerLimits: FollowerLimits = { bufferBytes: 1024 * 1024, stalledMs: 5000, drainMs: 30_000 };

export interface FollowerOptions {
  socket: LiveSocket;
  tails: ReadonlyMap<string, ProjectTail>;
  read: (projectId: string, options: { after: number; limit: number }) => Promise<Event[]>;
  /** The project as it is now; absent where nobody can say. */
  readSnapshot?: ((projectId: string) => Promise<ProjectDetail | undefined>) | undefined;
  onError: (error: unknown) => void;
  limits: FollowerLimits;
  /** Whether its person may follow this project now. */
  sees: (place: { projectId: string; customerId: string | null }) => boolean;
}

/** One socket: replays what it lacks, then follows the tails; each project's events once and in order. */
export interface Follower {
  /** Replaces the former subscription; false: it names a project that its person may not follow. */
  subscribe(frame: SubscribeFrame): boolean;
  /** Follows what its person may follow now; false: nothing of what was named. */
  applyRights(): boolean;
  follows(projectId: string): boolean;
  /** A project that was not there before. */
  discover(tail: ProjectTail): void;
  /** The project is gone, or its log was made anew. */
  forget(projectId: string): void;
  tell(frame: Exclude<ServerFrame, Event> | Buffer): void;
  close(code: number, reason: string): void;
  /** The socket is closed already. */
  release(): void;
}

interface Subscription extends TailReader {
  /** null, as are the customers: all projects. */
  projects: ReadonlySet<string> | null;
  customers: ReadonlySet<string> | null;
  wantsSnapshots: boolean;
  /** What of it its person may see. */
  followed: Set<string>;
  positions: Map<string, number>;
  waiting: ProjectTail[];
  isReplaying: boolean;
  isAnnounced: boolean;
}

const pageEvents = 200;
const lookMs = 20;
const retryMs = 250;
/** After this a peer that does not answer our close is cut off. */
const goodbyeMs = 1500;

export function createFollower(options: FollowerOptions): Follower {
  const { limits, socket } = options;
  let current: Subscription | undefined;
  let isClosed = false;

  const isCurrent = (subscription: Subscription) => subscription === current;
  const send = (data: Buffer | string) => socket.send(data, { binary: false });
  const release = () => {
    isClosed = true;
    if (current) for (const tail of options.tails.values()) tail.leave(current);
    current = undefined;
  };
  const close = (code: number, reason: string) => {
    if (isClosed) return;
    release();
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), goodbyeMs).unref();
  };

  /** Waits until the socket has taken most of what waits in it; false if it does not and was cut. */
  const drained = async (): Promise<boolean> => {
    let least = socket.bufferedAmount;
    let movedAt = performance.now();
    const startedAt = movedAt;
    while (socket.bufferedAmount > limits.bufferBytes / 4) {
      await sleep(lookMs);
      if (isClosed) return false;
      const now = performance.now();
      if (socket.bufferedAmount < least) {
        least = socket.bufferedAmount;
        movedAt = now;
      }
      if (now - movedAt > limits.stalledMs || now - startedAt > limits.drainMs) {
        close(closeCodes.tooSlow, 'reads too slowly; come back with the last sequence');
        return false;
      }
    }
    return !isClosed;
  };

  const readPage = async (subscription: Subscription, projectId: string): Promise<Event[] | undefined> => {
    while (isCurrent(subscription)) {
      try {
        return await options.read(projectId, { after: subscription.positionOf(projectId), limit: pageEvents });
      } catch (error) {
        options.onError(error);
        if (!isConnectionError(error)) {
          close(1011, 'the log of a project cannot be read');
          return undefined;
        }
        await sleep(retryMs);
      }
    }
    return undefined;
  };

  const complain = (error: unknown): undefined => {
    options.onError(error);
  };

  /** In place of events that nobody wants one by one, or that are no longer kept. */
  const sendSnapshot = async (subscription: Subscription, projectId: string): Promise<boolean> => {
    const payload = await options.readSnapshot?.(projectId).catch(complain);
    if (!payload || !isCurrent(subscription)) return false;
    subscription.positions.set(projectId, payload.seq);
    send(JSON.stringify({ type: 'snapshot', ts: new Date().toISOString(), projectId, payload, seq: payload.seq }));
    return true;
  };

  const catchUp = async (subscription: Subscription, tail: ProjectTail): Promise<void> => {
    const { projectId } = tail;
    if (subscription.wantsSnapshots && !subscription.positions.has(projectId)) await sendSnapshot(subscription, projectId);
    while (isCurrent(subscription) && !tail.join(subscription)) {
      if (!(await drained())) return;
      const page = await readPage(subscription, projectId);
      if (!page) return;
      // The tail was ahead and the rows are gone: the log was made anew.
      if (page.length === 0) subscription.positions.set(projectId, tail.sent());
      const [first] = page;
      if (first && first.seq > subscription.positionOf(projectId) + 1 && (await sendSnapshot(subscription, projectId))) continue;
      for (const event of page) {
        if (socket.bufferedAmount > limits.bufferBytes && !(await drained())) return;
        if (!isCurrent(subscription)) return;
        const frame = frameOf(event);
        subscription.positions.set(projectId, frame.seq);
        send(frame.bytes);
      }
    }
  };

  const replay = async (subscription: Subscription): Promise<void> => {
    if (subscription.isReplaying) return;
    subscription.isReplaying = true;
    for (let tail = subscription.waiting.shift(); tail; tail = subscription.waiting.shift()) await catchUp(subscription, tail);
    subscription.isReplaying = false;
    if (!isCurrent(subscription) || subscription.isAnnounced) return;
    subscription.isAnnounced = true;
    send(JSON.stringify({ type: 'subscribed', serverTime: new Date().toISOString() }));
  };

  const wants = ({ customers, projects }: Subscription, { customerId, projectId }: ProjectTail): boolean =>
    (projects === null && customers === null) || projects?.has(projectId) === true || customers?.has(customerId) === true;
  const follow = (subscription: Subscription, tail: ProjectTail) => {
    if (!wants(subscription, tail) || !options.sees(tail)) return;
    subscription.followed.add(tail.projectId);
    const startsWithSnapshot = subscription.wantsSnapshots && !subscription.positions.has(tail.projectId);
    if (startsWithSnapshot || !tail.join(subscription)) subscription.waiting.push(tail);
  };
  const mayFollow = (projectId: string) => options.sees(options.tails.get(projectId) ?? { projectId, customerId: null });

  const begin = (wanted: Pick<Subscription, 'projects' | 'customers' | 'positions' | 'wantsSnapshots'>) => {
    if (current) for (const tail of options.tails.values()) tail.leave(current);
    const subscription: Subscription = {
      ...wanted,
      followed: new Set(),
      waiting: [],
      isReplaying: false,
      isAnnounced: false,
      positionOf: (projectId) => wanted.positions.get(projectId) ?? 0,
      offer: (event) => offer(subscription, event),
    };
    current = subscription;
    for (const tail of options.tails.values()) follow(subscription, tail);
    void replay(subscription);
  };

  return {
    subscribe: ({ after, customers, projects, snapshot }) => {
      if (isClosed) return true;
      if (projects && !projects.every(mayFollow)) return false;
      begin({
        projects: projects ? new Set(projects) : null,
        customers: customers ? new Set(customers) : null,
        positions: new Map(Object.entries(after)),
        wantsSnapshots: snapshot,
      });
      return true;
    },
    applyRights: () => {
      const before = current;
      if (isClosed || !before) return true;
      const tails = [...options.tails.values()];
      const isChanged = tails.some((tail) => wants(before, tail) && options.sees(tail) !== before.followed.has(tail.projectId));
      if (!isChanged) return true;
      if (before.projects && !before.projects.values().some(mayFollow)) return false;
      begin(before);
      return true;
    },
    follows: (projectId) => current?.followed.has(projectId) === true,
    discover: (tail) => {
      if (!current) return;
      follow(current, tail);
      void replay(current);
    },
    forget: (projectId) => void current?.positions.delete(projectId),
    tell: (frame) => {
      if (!isClosed && socket.bufferedAmount <= limits.bufferBytes) send(Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    },
    close,
    release,
  };

  function offer(subscription: Subscription, frame: EventFrame): boolean {
    if (!isCurrent(subscription)) return false;
    if (socket.bufferedAmount > limits.bufferBytes) {
      // Not before the tail has counted this event as sent: only then does it see that something is lacking here.
      queueMicrotask(() => {
        const tail = options.tails.get(frame.projectId);
        if (!isCurrent(subscription) || !tail) return;
        subscription.waiting.push(tail);
        void replay(subscription);
      });
      return false;
    }
    subscription.positions.set(frame.projectId, frame.seq);
    send(frame.bytes);
    return true;
  }
}
