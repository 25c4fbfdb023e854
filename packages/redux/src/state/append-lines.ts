import type { DevTeamEvent } from '../wire.ts';
import type { LogLine } from './dev-team-state.ts';

/** The oldest are dropped first. */
export const maxLogLines = 1000;

type Output = Extract<DevTeamEvent, { type: 'execution-log' }>;

export function appendLines(before: readonly LogLine[], events: readonly Output[]): LogLine[] {
  const added = events.flatMap(({ payload: { level, lines, node, stream, taskKey }, seq, ts }) =>
    lines.map((text, at): LogLine => ({ id: `${seq}.${at}`, at: ts, level, stream, text, taskKey, node })),
  );
  return [...before, ...added].slice(-maxLogLines);
}
