import type { LogEvent } from '../output/log-lines.ts';
import type { StepRun } from './failed-steps.ts';

export interface LogFilter {
  /** Literal text, whatever its case. */
  grep?: string | undefined;
  /** Milliseconds since 1970. */
  since?: number | undefined;
  /** Only what was printed in this run of a step. */
  step?: StepRun | undefined;
}

/** The event with those of its lines that are wanted; undefined: with none. */
export function narrowLog(event: LogEvent, { grep, since, step }: LogFilter): LogEvent | undefined {
  if (since !== undefined && Date.parse(event.ts) < since) return undefined;
  if (step && !isOf(event, step)) return undefined;
  if (grep === undefined) return event;
  const wanted = grep.toLowerCase();
  const lines = event.payload.lines.filter((line) => line.toLowerCase().includes(wanted));
  return lines.length > 0 ? { ...event, payload: { ...event.payload, lines } } : undefined;
}

/** Before this nothing is wanted. */
export const beginOf = ({ since = 0, step }: LogFilter): number => Math.max(since, step ? Date.parse(step.startedAt) : 0);

/** A step that ran more than once has the same name each time: what was printed before this run is of another. */
const isOf = ({ payload, ts }: LogEvent, { attempt, executionId, node, startedAt, taskKey }: StepRun): boolean =>
  payload.executionId === executionId &&
  (payload.taskKey ?? '') === taskKey &&
  payload.attempt === attempt &&
  payload.node === node &&
  Date.parse(ts) >= Date.parse(startedAt);
