import type { Event } from '@devteam/api';
import { type Paint, plainText } from './plain-text.ts';

export type OutputEvent = Extract<Event, { type: 'execution-log' }>;

export interface LogLine {
  kind: 'line';
  /** Of the event that brought it. */
  seq: number;
  /** Which line of the event. */
  part: number;
  ts: string;
  level: 'info' | 'warn' | 'error';
  stream: 'stdout' | 'stderr' | 'engine';
  node: string | null;
  text: string;
  paints: readonly Paint[];
  /** Characters not shown. */
  cut: number;
  /** Earlier states of this line, which its program wrote over. */
  rewrites: number;
}

/** Where another task or attempt begins to speak. */
export interface LogSeparator {
  kind: 'separator';
  seq: number;
  ts: string;
  executionId: string;
  taskKey: string | null;
  attempt: number;
}

export type LogRow = LogLine | LogSeparator;

export const isOutput = (event: Event): event is OutputEvent => event.type === 'execution-log';

/** Whose words an event holds: a separator stands where this changes. */
export const speakerOf = (said: Pick<LogSeparator, 'executionId' | 'taskKey' | 'attempt'>): string =>
  `${said.executionId}\n${said.taskKey ?? ''}\n${said.attempt}`;

export function linesOf(event: OutputEvent): LogLine[] {
  const { level, stream, node, lines } = event.payload;
  return lines.map((line, part) => {
    const { text, cut, paints, rewrites } = plainText(line);
    return { kind: 'line', seq: event.seq, part, ts: event.ts, level, stream, node, text, paints, cut, rewrites };
  });
}

export function separatorOf(event: OutputEvent): LogSeparator {
  const { executionId, taskKey, attempt } = event.payload;
  return { kind: 'separator', seq: event.seq, ts: event.ts, executionId, taskKey, attempt };
}
