import type { Failure } from '@devteam/api';
import type { Queryable } from '../store/index.ts';
import { laneUseOf, tellLanes } from './breakers.ts';
import type { Hands } from './hands.ts';
import type { HeldTask } from './held-task.ts';
import { say } from './task-log.ts';
import { breakerName } from './wait-for-turn.ts';

/** How long until it is worth trying again, as far as whoever failed said so. */
export const retryAfterSecondsOf = (failure: Failure | null): number =>
  failure?.retryAt ? Math.max(0, (Date.parse(failure.retryAt) - Date.now()) / 1000) : 0;

/** A round that was cut off shows nothing; one that went well shows that everything it used works. */
export async function tellBreakers(
  db: Queryable,
  hands: Hands,
  { project, task }: HeldTask,
  came: { failure: Failure | null; isGood: boolean },
): Promise<void> {
  const { failure, isGood } = came;
  if (!failure && !isGood) return;
  const told = { who: breakerName(task), failure, retryAfterSeconds: retryAfterSecondsOf(failure) };
  const { opened } = await tellLanes(db, laneUseOf(project), told, hands.pace.lanes, Date.now());
  if (opened && failure)
    await say(db, task, `${opened} is held: ${failure.what.toLowerCase()}; one task tries later whether it still fails`, 'warn');
}
