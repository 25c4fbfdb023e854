import type { Client } from './client.ts';
import type { Event } from './events.ts';
import type { SnapshotFrame } from './live-protocol.ts';

/** Where the live client reads what happened while no socket comes about; by numbers, so that nothing is missing or comes twice. */
export interface PollPort {
  /** Projects that the caller sees, with the number of the newest event of each. */
  listProjects: () => Promise<{ projectId: string; customerId: string; seq: number }[]>;
  /** Events after a number, in order; some at a time, none: there are no more now. */
  readAfter: (projectId: string, after: number) => Promise<Event[]>;
  /** The project as it is, in place of the events that led there. */
  readSnapshot: (projectId: string) => Promise<SnapshotFrame>;
}

const most = '1000';

/** The same over HTTP. */
export const pollOver = (client: Pick<Client, 'call'>): PollPort => ({
  listProjects: async () => (await client.call('listProjects', {})).projects,
  readAfter: async (projectId, after) =>
    (await client.call('listEvents', { params: { projectId }, query: { after: String(after), limit: most } })).events,
  readSnapshot: async (projectId) => {
    const payload = await client.call('findProject', { params: { projectId } });
    return { type: 'snapshot', ts: new Date().toISOString(), projectId, payload, seq: payload.seq };
  },
});

export interface Polling {
  stop(): void;
}

/** What polling needs of whoever follows: which projects, how far they are, and where to put what is new. */
export interface PollSink {
  projects?: readonly string[] | undefined;
  customers?: readonly string[] | undefined;
  position: (projectId: string) => number | undefined;
  /** Takes it if it is the next one. */
  onEvent: (event: Event) => void;
  /** Absent: projects without a position begin with their first event. */
  onSnapshot?: ((snapshot: SnapshotFrame) => void) | undefined;
  /** A round came to its end, or to nothing. */
  onRound: (isFine: boolean) => void;
}

/** Looks again and again, each time for all that is new. */
export function startPolling(port: PollPort, everyMs: number, sink: PollSink): Polling {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const { customers, onSnapshot, projects } = sink;
  const isWanted = ({ customerId, projectId }: { customerId: string; projectId: string }) =>
    (!projects && !customers) || projects?.includes(projectId) === true || customers?.includes(customerId) === true;

  const catchUp = async (projectId: string) => {
    if (sink.position(projectId) === undefined && onSnapshot) {
      const snapshot = await port.readSnapshot(projectId);
      if (!isOver) onSnapshot(snapshot);
      return;
    }
    for (;;) {
      const after = sink.position(projectId) ?? 0;
      const events = await port.readAfter(projectId, after);
      if (isOver) return;
      // Older ones are not kept any more.
      if ((events[0]?.seq ?? after + 1) > after + 1 && onSnapshot) return onSnapshot(await port.readSnapshot(projectId));
      for (const event of events) sink.onEvent(event);
      if (events.length === 0 || (sink.position(projectId) ?? 0) === after) return;
    }
  };
  const round = async () => {
    const heads = (await port.listProjects()).filter(isWanted);
    for (const { projectId, seq } of heads) {
      const known = sink.position(projectId);
      if (!isOver && (known === undefined || seq > known)) await catchUp(projectId);
    }
  };
  const plan = (delayMs: number) => {
    timer = setTimeout(() => void turn(), delayMs);
  };
  const turn = async () => {
    const isFine = await round().then(
      () => true,
      () => false,
    );
    if (isOver) return;
    sink.onRound(isFine);
    plan(everyMs);
  };
  plan(0);
  return {
    stop: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
