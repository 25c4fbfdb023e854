import { CodedError, type ControlAnswer, type StopPlace } from '@devteam/api';
import { commandsFrom } from '../../decisions/control/control-table.ts';
import { planControl } from '../../decisions/control/plan-control.ts';
import { sayStop } from '../../decisions/stop-points/stop-wish.ts';
import { requireStops } from './require-stops.ts';
import { type Queryable, announceLog, appendEvents, changeExecution, executionEvent, inProject } from '../../store/index.ts';
import { advance } from '../advance.ts';
import type { Command } from '../hands.ts';
import { patiently } from '../patiently.ts';
import { readControlRows } from './control-snapshot.ts';

/**
 * Where a running execution shall halt, all of it: what was given before is replaced, the list's own stay. Throws `control_refused`,
 * `stop_point_unknown` with the nearest ids, `stop_point_passed`; then none of them was taken.
 */
export async function setStopPoints(
  command: Command,
  projectId: string,
  wanted: { stopPoints: readonly StopPlace[]; by: string },
): Promise<ControlAnswer> {
  const answer = await patiently(() => inProject(command.pool, projectId, (db) => carryOut(db, projectId, wanted)), command.log);
  await advance(command, projectId);
  return answer;
}

async function carryOut(
  db: Queryable,
  projectId: string,
  { by, stopPoints }: { stopPoints: readonly StopPlace[]; by: string },
): Promise<ControlAnswer> {
  const { execution, snapshot, tasks } = await readControlRows(db, projectId);
  const asked = planControl(snapshot, { command: stopPoints.length === 0 ? 'clear_stop_points' : 'set_stop_points', by });
  if (asked.outcome === 'refused' || !execution) {
    const status = execution?.status ?? 'idle';
    throw new CodedError('control_refused', { place: projectId, why: `the execution is ${status}` }, { allowed: commandsFrom(status) });
  }
  const { list } = snapshot;
  if (!list) throw new CodedError('control_refused', { place: projectId, why: 'its list was not read yet' }, { allowed: [] });
  const open = tasks.find((task) => task.outcome === null);
  const stops = requireStops(list, open ?? null, stopPoints);
  // One that was passed holds again once somebody asks for it anew.
  const passedStops = execution.passedStops.filter(({ stop }) => !stops.some((each) => sayStop(each) === sayStop(stop)));
  await changeExecution(db, execution.id, { stops, passedStops });
  const words = stops.length === 0 ? 'no stop points' : `halts ${stops.map(sayStop).join(', ')}`;
  await announceLog(db, projectId, {
    executionId: execution.id,
    taskKey: null,
    attempt: 0,
    node: null,
    level: 'info',
    stream: 'engine',
    lines: [`${words} (${by})`],
  });
  await appendEvents(db, projectId, [await executionEvent(db, execution.id)]);
  return { executionId: execution.id, status: execution.status, desired: execution.desired, words, already: false };
}
