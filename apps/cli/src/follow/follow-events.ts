import type { Event } from '@devteam/api';

export interface FollowOptions {
  /** From where: sequence of the last event already known, for each project to follow. */
  after: ReadonlyMap<string, number>;
  /** Events of a project after a number, in order; at most as many as it likes. */
  read: (projectId: string, after: number) => Promise<Event[]>;
  /** For a project that is not followed yet and was heard of: from where to follow it. Without this, only those of `after` are. */
  admit?: (projectId: string) => Promise<number>;
  /** Calls back when there may be something new, and says for which project if it knows. Answers how to end it. */
  listen: (onHint: (projectId: string | null) => void) => Promise<() => Promise<void>>;
  onEvents: (events: Event[]) => void;
  /** The database does not answer (an error), or does again (null). Said once for each change. */
  onTrouble: (error: Error | null) => void;
  /** Asked after each round; true ends it. */
  isDone: () => boolean;
  signal: AbortSignal;
  /** Gives up when nothing could be read for so long, with the last error. */
  patienceMs: number;
  now: () => number;
  pollMs?: number;
}

/**
 * Follows the logs of projects in the database until `isDone`: each event once and in order, whatever notifications are lost, and over
 * an outage of the database. Resolves when done or aborted; rejects only when its patience is over.
 */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { admit, isDone, now, onEvents, onTrouble, patienceMs, pollMs = 1000, read, signal } = options;
  const positions = new Map(options.after);
  const dirty = new Set(positions.keys());
  let wake = () => {};
  const hint = (projectId: string | null) => {
    if (projectId !== null && !positions.has(projectId) && !admit) return;
    for (const id of projectId === null ? positions.keys() : [projectId]) dirty.add(id);
    wake();
  };
  const nap = (ms: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        wake = () => {};
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      wake = end;
    });
  const readAll = async (projectId: string) => {
    if (!positions.has(projectId) && admit) positions.set(projectId, await admit(projectId));
    for (;;) {
      const events = await read(projectId, positions.get(projectId) ?? 0);
      const last = events.at(-1);
      if (!last || signal.aborted) return;
      positions.set(projectId, last.seq);
      onEvents(events);
    }
  };

  const close = await options.listen(hint);
  let troubledSince: number | null = null;
  try {
    while (!signal.aborted) {
      const ids = [...dirty];
      dirty.clear();
      try {
        for (const id of ids) await readAll(id);
        if (troubledSince !== null) onTrouble(null);
        troubledSince = null;
        if (isDone()) return;
      } catch (error) {
        if (signal.aborted) return;
        for (const id of ids) dirty.add(id);
        const cause = error instanceof Error ? error : new Error(String(error));
        if (troubledSince === null) onTrouble(cause);
        troubledSince ??= now();
        if (now() - troubledSince >= patienceMs) throw cause;
        await nap(Math.min(pollMs, 500));
        continue;
      }
      if (dirty.size === 0) await nap(pollMs);
      // What a lost notification would have said.
      if (dirty.size === 0) hint(null);
    }
  } finally {
    await close();
  }
}
