import type { StopPoint, TaskList } from '@devteam/task-list';
import { stopsBehind } from '../../decisions/stop-points/reached-stop.ts';
import { type PassedPlace, type Queryable, announceLog, changeExecution, findExecution } from '../../store/index.ts';

export const passedPlacesOf = (stops: readonly StopPoint[]): PassedPlace[] => stops.map((stop) => ({ stop, key: null }));

/**
 * Stop points that somebody wrote into the list while it is worked through, after what they name was done: they cannot be refused as a
 * command is, so the log says that they have come too late. Called in the transaction that stores the list.
 */
export async function notePassedStops(db: Queryable, projectId: string, before: TaskList | undefined, list: TaskList): Promise<void> {
  if (!before || list.stops.length === 0) return;
  const known = new Set(before.stops.map(({ target, when }) => `${when} ${target}`));
  const behind = stopsBehind({ ...before, stops: list.stops }).filter(({ target, when }) => !known.has(`${when} ${target}`));
  const execution = await findExecution(db, projectId);
  if (behind.length === 0 || !execution?.prepared || execution.endedAt) return;
  await changeExecution(db, execution.id, { passedStops: [...execution.passedStops, ...passedPlacesOf(behind)] });
  await announceLog(db, projectId, {
    executionId: execution.id,
    taskKey: null,
    attempt: 0,
    node: null,
    level: 'warn',
    stream: 'engine',
    lines: behind.map(({ target }) => `the list has a new stop point after ${target}, which was done already: it does not hold`),
  });
}
