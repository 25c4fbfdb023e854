import { type ReactNode, createContext, use } from 'react';
import { useSecond } from './second.ts';

const OffsetMs = createContext(0);

/** Durations count against the server's clock: a reader's may be an hour off. */
export function ServerClock({ offsetMs, children }: { offsetMs: number; children: ReactNode }) {
  return <OffsetMs value={offsetMs}>{children}</OffsetMs>;
}

/** The server's time in milliseconds, once a second. */
export function useServerNow(): number {
  return useSecond() + use(OffsetMs);
}
