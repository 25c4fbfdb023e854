import { describeFailure } from '@devteam/api';
import { nextExecutionStatus } from '../../decisions/execution-table.ts';
import { haltsHere } from '../../decisions/stop-points/halts-here.ts';
import { sayStop } from '../../decisions/stop-points/stop-wish.ts';
import { type ExecutionRow, type Queryable, announceExecution, changeExecution, findTaskList } from '../../store/index.ts';
import type { AfterTick } from '../advance.ts';
import { holdTask } from '../interrupt-task.ts';
import { parseList } from '../nodes/candidate.ts';

/** A stop point before the merge pauses the execution with the work kept; after `resume` it goes on from here. Undefined: nothing holds it. */
export async function haltBeforeLanding(db: Queryable, execution: ExecutionRow, key: string): Promise<AfterTick | undefined> {
  if (!execution.stops.some((stop) => stop.when === 'before_merge')) return undefined;
  const stored = await findTaskList(db, execution.projectId);
  if (!stored) return undefined;
  const standing = { list: parseList(stored), stops: execution.stops, passed: execution.passedStops };
  const stop = haltsHere(standing, { at: 'merge', key });
  const status = nextExecutionStatus(execution.status, 'pause');
  if (!stop || !status) return undefined;
  // A push that a dead worker has begun is over that point already.
  if ((await holdTask(db, { executionId: execution.id, key, why: sayStop(stop) })).outcome !== 'interrupted') return undefined;
  const reason = describeFailure('stop_point_reached', { place: sayStop(stop) });
  await changeExecution(db, execution.id, { status, reason, haltedAt: { stop, key } }, [execution.status]);
  await announceExecution(db, execution.projectId, execution.id);
  return async () => undefined;
}
