import type { ServerFrame } from '@devteam/api';
import type { HubSocket } from '../live/live-hub.ts';

export interface PaperSocket extends HubSocket {
  frames: ServerFrame[];
  closeCode(): number | undefined;
  isTerminated(): boolean;
  pings(): number;
  say(frame: unknown): void;
  pong(): void;
  hangUp(): void;
  /** From now on nothing leaves the buffer. */
  stall(): void;
  /** Everything in the buffer leaves. */
  flush(): void;
  seqs(projectId: string): number[];
  has(type: ServerFrame['type']): boolean;
}

/** A socket whose peer the test is; what it is sent arrives at once unless it is stalled. */
export function createPaperSocket(): PaperSocket {
  const frames: ServerFrame[] = [];
  const handlers = {
    message: [] as ((data: unknown, isBinary: boolean) => void)[],
    pong: [] as (() => void)[],
    close: [] as (() => void)[],
  };
  let isStalled = false;
  let buffered = 0;
  let code: number | undefined;
  let isTerminated = false;
  let pings = 0;
  const end = () => {
    for (const handler of handlers.close.splice(0)) handler();
  };
  return {
    frames,
    get bufferedAmount() {
      return buffered;
    },
    send: (data) => {
      if (code !== undefined || isTerminated) throw new Error('sent after the close');
      if (isStalled) buffered += data.length;
      frames.push(JSON.parse(data.toString()) as ServerFrame);
    },
    close: (given) => {
      code = given;
      if (!isStalled) end();
    },
    terminate: () => {
      isTerminated = true;
      end();
    },
    ping: () => void (pings += 1),
    on: (event, handler) => handlers[event].push(handler as () => void),
    closeCode: () => code,
    isTerminated: () => isTerminated,
    pings: () => pings,
    say: (frame) => {
      for (const handler of handlers.message) handler(typeof frame === 'string' ? frame : JSON.stringify(frame), false);
    },
    pong: () => {
      for (const handler of handlers.pong) handler();
    },
    hangUp: end,
    stall: () => {
      isStalled = true;
    },
    flush: () => {
      isStalled = false;
      buffered = 0;
    },
    seqs: (projectId) => frames.flatMap((frame) => ('seq' in frame && frame.projectId === projectId ? [frame.seq] : [])),
    has: (type) => frames.some((frame) => frame.type === type),
  };
}
