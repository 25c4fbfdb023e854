import { type HoldView, type ProjectView, allowedCommands } from '@devteam/api';
import type { WaitingRow } from '@devteam/engine/store';
import type { Outlet } from '../output/outlet.ts';
import { plainText } from '../output/plain-text.ts';
import { statusLooks } from '../output/status-look.ts';
import { timeOfDay } from '../output/time-text.ts';

/** Why a project does not go on, and what may be asked of it now. */
export function projectLines(
  { execution, projectId }: ProjectView,
  waiting: readonly WaitingRow[],
  { paint }: Pick<Outlet, 'paint'>,
): string[] {
  const status = execution?.status ?? 'idle';
  const { color, word } = statusLooks[status];
  const allowed = execution?.allowed ?? allowedCommands({ status, desired: 'running' });
  return [
    plainText(`${projectId}: `) + paint.color(color, word),
    ...(execution?.holds ?? []).map((hold) => plainText(`  ${hold.isInEffect ? 'held' : 'to come'}: ${holdText(hold)}`)),
    ...waiting.map(({ node, reason, taskKey }) => plainText(`  waits: ${[taskKey, node].filter(Boolean).join(' ')}: ${reason}`)),
    `  may be asked now: ${allowed.join(', ')}`,
  ];
}

function holdText({ by, since, why }: HoldView): string {
  const who = [by === null ? null : `by ${by}`, since === null ? null : `since ${timeOfDay(new Date(since))}`].filter(
    (part) => part !== null,
  );
  return who.length > 0 ? `${why} (${who.join(', ')})` : why;
}
