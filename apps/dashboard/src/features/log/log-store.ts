import type { Event } from '@devteam/api';
import { type LogRow, type OutputEvent, isOutput, linesOf, separatorOf, speakerOf } from './log-rows.ts';

/** How many rows are kept of a project: little while nobody looks, since earlier lines can be read again; more while one reads upward. */
export const rowLimits = { unwatched: 400, following: 5_000, reading: 20_000 } as const;
export type Watch = keyof typeof rowLimits;

export interface LogWindow {
  rows: readonly LogRow[];
  /** Number of the first row; it falls by what is added in front and rises by what is dropped there, so a row's number never changes. */
  base: number;
  /** All output from this sequence on is in `rows`. */
  coveredFrom: number;
  /** There is nothing before `coveredFrom`. */
  reachedStart: boolean;
}

export interface LogStore {
  /** From here on the stream brings everything after `afterSeq`; changes nothing where more is known. */
  begin(projectId: string, afterSeq: number): void;
  /** Events of the stream, of any project and type; those seen are ignored. */
  ingest(events: readonly Event[]): void;
  /** Output events that end right before `coveredFrom`, oldest first. */
  prepend(projectId: string, events: readonly Event[], reachedStart: boolean): void;
  watch(projectId: string, watch: Watch): void;
  /** Last sequence seen of each project. */
  positions(): Record<string, number>;
  read(projectId: string): LogWindow;
  subscribe(projectId: string, listener: () => void): () => void;
}

interface ProjectLog {
  window: LogWindow;
  rows: LogRow[];
  lastSeq: number;
  lastSpeaker: string | null;
  firstSpeaker: string | null;
  watch: Watch;
  listeners: Set<() => void>;
}

const emptyWindow: LogWindow = { rows: [], base: 0, coveredFrom: 1, reachedStart: false };

/** Lines live outside of the Redux store: a thousand of them a second must not touch what renders the grid. */
export function createLogStore(): LogStore {
  const logs = new Map<string, ProjectLog>();
  const open = (projectId: string, afterSeq: number): ProjectLog => {
    const known = logs.get(projectId);
    if (known) return known;
    const window: LogWindow = { rows: [], base: 0, coveredFrom: afterSeq + 1, reachedStart: afterSeq === 0 };
    const log: ProjectLog = {
      window,
      rows: [],
      lastSeq: afterSeq,
      lastSpeaker: null,
      firstSpeaker: null,
      watch: 'unwatched',
      listeners: new Set(),
    };
    logs.set(projectId, log);
    return log;
  };
  const publish = (log: ProjectLog, change: Partial<LogWindow>) => {
    log.window = { ...log.window, ...change, rows: log.rows };
    for (const listener of log.listeners) listener();
  };

  return {
    begin: (projectId, afterSeq) => {
      open(projectId, afterSeq);
    },
    ingest: (events) => {
      const changed = new Set<ProjectLog>();
      for (const event of events) {
        const log = open(event.projectId, event.seq - 1);
        if (event.seq <= log.lastSeq) continue;
        log.lastSeq = event.seq;
        if (!isOutput(event)) continue;
        append(log, event);
        changed.add(log);
      }
      for (const log of changed) {
        publish(log, trim(log));
      }
    },
    prepend: (projectId, events, reachedStart) => {
      const log = open(projectId, 0);
      const older = events.filter(isOutput).filter((event) => event.seq < log.window.coveredFrom);
      const { rows, firstSpeaker, lastSpeaker } = rowsOf(older);
      // The separator that headed the old rows is said already if the same task speaks on both sides.
      const joined = lastSpeaker !== null && lastSpeaker === log.firstSpeaker;
      const kept = joined ? log.rows.slice(1) : log.rows;
      log.rows = [...rows, ...kept];
      log.firstSpeaker = firstSpeaker ?? log.firstSpeaker;
      log.lastSpeaker ??= lastSpeaker;
      publish(log, {
        base: log.window.base - rows.length + (joined ? 1 : 0),
        coveredFrom: older[0]?.seq ?? log.window.coveredFrom,
        reachedStart,
      });
    },
    watch: (projectId, watch) => {
      const log = open(projectId, 0);
      log.watch = watch;
      if (log.rows.length > rowLimits[watch]) publish(log, trim(log));
    },
    positions: () => Object.fromEntries([...logs].map(([projectId, log]) => [projectId, log.lastSeq])),
    read: (projectId) => logs.get(projectId)?.window ?? emptyWindow,
    subscribe: (projectId, listener) => {
      const { listeners } = open(projectId, 0);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function append(log: ProjectLog, event: OutputEvent): void {
  const speaker = speakerOf(event.payload);
  if (speaker !== log.lastSpeaker) log.rows.push(separatorOf(event));
  log.firstSpeaker ??= speaker;
  log.lastSpeaker = speaker;
  for (const line of linesOf(event)) log.rows.push(line);
}

function rowsOf(events: readonly OutputEvent[]): { rows: LogRow[]; firstSpeaker: string | null; lastSpeaker: string | null } {
  const rows: LogRow[] = [];
  let firstSpeaker: string | null = null;
  let lastSpeaker: string | null = null;
  for (const event of events) {
    const speaker = speakerOf(event.payload);
    if (speaker !== lastSpeaker) rows.push(separatorOf(event));
    firstSpeaker ??= speaker;
    lastSpeaker = speaker;
    for (const line of linesOf(event)) rows.push(line);
  }
  return { rows, firstSpeaker, lastSpeaker };
}

/** Drops whole events from the front, with some slack so that this is rare, and leaves a separator at the head. */
function trim(log: ProjectLog): Partial<LogWindow> {
  const limit = rowLimits[log.watch];
  if (log.rows.length <= limit * 1.2) return {};
  let drop = log.rows.length - limit;
  const cutSeq = log.rows[drop - 1]?.seq ?? 0;
  while (drop < log.rows.length && log.rows[drop]?.seq === cutSeq) drop += 1;
  const head = log.rows[drop];
  // One event alone is over the limit: better too much than half of it.
  if (!head) return {};
  const separator = head.kind === 'separator' ? head : log.rows.slice(0, drop).findLast((row) => row.kind === 'separator');
  const rest = log.rows.slice(drop);
  const added = separator && separator !== head ? [{ ...separator, seq: head.seq, ts: head.ts }] : [];
  log.rows = [...added, ...rest];
  log.firstSpeaker = separator ? speakerOf(separator) : log.firstSpeaker;
  return { base: log.window.base + drop - added.length, coveredFrom: cutSeq + 1, reachedStart: false };
}
