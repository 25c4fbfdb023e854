import type { EventPayload } from '@devteam/api';
import type { Pool } from 'pg';
import { type NewEvent, appendEvents, inSharedCommit } from '../store/index.ts';

type LogPayload = EventPayload<'execution-log'>;
export type LogPlace = Pick<LogPayload, 'executionId' | 'taskKey' | 'attempt' | 'node'>;

export interface NodeLog {
  say(text: string, level?: 'info' | 'warn' | 'error'): void;
  output(stream: 'stdout' | 'stderr', text: string): void;
  /** What was not written yet, for the transaction that ends the node. */
  drain(): Promise<NewEvent[]>;
  /** Stops the timer; what was not drained is lost. */
  close(): void;
}

const flushMs = 250;
const mostLinesWaiting = 200;
const mostLines = 20_000;
const longestLine = 4000;

const clean = (text: string): string => (text.length > longestLine ? `${text.slice(0, longestLine)}… (${text.length} characters)` : text);

/**
 * Lines of a running node, written in batches several times a second. A database that is away for a while only delays them; a node that
 * floods is cut off with a line that says so, and the node itself goes on.
 */
export function openNodeLog(pool: Pool, projectId: string, place: LogPlace): NodeLog {
  let waiting: LogPayload[] = [];
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  const eventsOf = (batch: LogPayload[]): NewEvent[] => batch.map((payload) => ({ type: 'execution-log', payload }));
  const write = async () => {
    const batch = waiting;
    waiting = [];
    try {
      await inSharedCommit(pool, projectId, async (db) => void (await appendEvents(db, projectId, eventsOf(batch))));
    } catch {
      // The database is away; the lines go with the next batch, and its own loss is noticed elsewhere.
      waiting = [...batch, ...waiting];
    }
  };
  const flush = () => {
    timer = undefined;
    if (writing || waiting.length === 0) return;
    writing = write().finally(() => {
      writing = undefined;
      if (waiting.length > 0) plan();
    });
  };
  const plan = () => {
    timer ??= setTimeout(flush, flushMs);
  };
  const add = (stream: LogPayload['stream'], level: LogPayload['level'], text: string) => {
    if (lines >= mostLines) return;
    lines += 1;
    const said = lines === mostLines ? `(more than ${mostLines} lines; the rest of this step is not kept)` : clean(text);
    const last = waiting.at(-1);
    if (last && last.stream === stream && last.level === level && last.lines.length < mostLinesWaiting) last.lines.push(said);
    else waiting.push({ ...place, stream, level, lines: [said] });
    plan();
  };
  return {
    say: (text, level = 'info') => add('engine', level, text),
    output: (stream, text) => add(stream, 'info', text),
    drain: async () => {
      await writing;
      clearTimeout(timer);
      timer = undefined;
      const batch = waiting;
      waiting = [];
      return eventsOf(batch);
    },
    close: () => {
      clearTimeout(timer);
    },
  };
}
