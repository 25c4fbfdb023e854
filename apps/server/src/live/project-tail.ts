import { setImmediate as afterInput, setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '@devteam/api';

/** An event as it goes out, put into bytes once for all who get it. */
export interface EventFrame {
  projectId: string;
  seq: number;
  bytes: Buffer;
}

export const frameOf = (event: Event): EventFrame => ({
  projectId: event.projectId,
  seq: event.seq,
  bytes: Buffer.from(JSON.stringify(event)),
});

export interface TailReader {
  /** Number of the last event of this project that it was sent. */
  positionOf(projectId: string): number;
  /** false: it cannot take more now, and is no reader of this tail any longer. */
  offer(frame: EventFrame): boolean;
}

/** The end of one project's log: reads what is new once, for all its readers. */
export interface ProjectTail {
  projectId: string;
  customerId: string;
  /** Up to here every reader has been sent everything; whoever has less reads for itself until it gets here. */
  sent(): number;
  /** There are events up to this number. */
  raise(seq: number): void;
  /** From here on the reader is sent everything after its position; false if it lacks something that was sent before. */
  join(reader: TailReader): boolean;
  leave(reader: TailReader): void;
  /** The log was made anew and begins at 1. */
  restart(): void;
  close(): void;
}

const pageEvents = 200;
const retryMs = 250;
/** Sockets get their turn to write after so much, or a burst would look like a reader that is too slow. */
const breathBytes = 128 * 1024;

export interface TailOptions {
  projectId: string;
  customerId: string;
  sent: number;
  read: (projectId: string, options: { after: number; limit: number }) => Promise<Event[]>;
  onError: (error: unknown) => void;
}

export function createProjectTail(options: TailOptions): ProjectTail {
  const { projectId } = options;
  const readers = new Set<TailReader>();
  let { sent } = options;
  let head = sent;
  let isPumping = false;
  let isClosed = false;
  let restarts = 0;

  const deliver = async (events: readonly Event[], before: number) => {
    let bytes = 0;
    for (const event of events) {
      // What was read before a restart says nothing.
      if (before !== restarts || isClosed) return;
      const frame = frameOf(event);
      for (const reader of readers) if (frame.seq > reader.positionOf(projectId) && !reader.offer(frame)) readers.delete(reader);
      // No await between the last offer and this line: a reader that joins sees either none or all of this event.
      sent = event.seq;
      bytes += frame.bytes.length;
      if (bytes < breathBytes) continue;
      bytes = 0;
      await afterInput();
    }
  };

  const pump = async () => {
    if (isPumping) return;
    isPumping = true;
    try {
      while (head > sent) {
        if (isClosed) return;
        if (readers.size === 0) {
          sent = head;
          break;
        }
        try {
          const before = { head, restarts };
          const events = await options.read(projectId, { after: sent, limit: pageEvents });
          if (events.length === 0 && head === before.head) head = sent;
          await deliver(events, before.restarts);
        } catch (error) {
          options.onError(error);
          await sleep(retryMs);
        }
      }
    } finally {
      isPumping = false;
    }
  };

  return {
    projectId,
    customerId: options.customerId,
    sent: () => sent,
    raise: (seq) => {
      head = Math.max(head, seq);
      void pump();
    },
    join: (reader) => {
      if (reader.positionOf(projectId) < sent) return false;
      readers.add(reader);
      void pump();
      return true;
    },
    leave: (reader) => void readers.delete(reader),
    restart: () => {
      restarts += 1;
      sent = 0;
      head = 0;
    },
    close: () => {
      isClosed = true;
      readers.clear();
    },
  };
}
