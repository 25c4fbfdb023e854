import type { Event } from '@devteam/api';

/** Output as the store sees it: how far and when, not what. The lines go to the log store. */
export interface OutputPacket {
  type: 'output';
  projectId: string;
  /** Of the first event that this packet stands for. */
  fromSeq: number;
  /** Of the last one. */
  seq: number;
  ts: string;
}

export type LivePacket = Exclude<Event, { type: 'execution-log' }> | OutputPacket;

/**
 * Takes the lines out of a batch and makes one packet of each run of output, so that a chatty build costs the store nothing.
 * The order within a project is kept; a run ends where a number is missing, so a gap stays visible.
 */
export function condense(events: readonly Event[]): LivePacket[] {
  const packets: LivePacket[] = [];
  const newest = new Map<string, LivePacket>();
  for (const event of events) {
    const before = newest.get(event.projectId);
    if (event.type !== 'execution-log') {
      packets.push(event);
      newest.set(event.projectId, event);
    } else if (before?.type === 'output' && event.seq === before.seq + 1) {
      before.seq = event.seq;
      before.ts = event.ts;
    } else {
      const packet: OutputPacket = { type: 'output', projectId: event.projectId, fromSeq: event.seq, seq: event.seq, ts: event.ts };
      packets.push(packet);
      newest.set(event.projectId, packet);
    }
  }
  return packets;
}
