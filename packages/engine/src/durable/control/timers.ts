import { CodedError, type TimerView } from '@devteam/api';
import { findTask, isClosed } from '@devteam/task-list';
import { nearestIds } from '../../decisions/control/nearest-ids.ts';
import { standingOf } from '../../decisions/control/task-table.ts';
import {
  type Queryable,
  type TimerRow,
  addTimer,
  appendEvents,
  endTimer,
  findExecution,
  inProject,
  listTimers,
  timerView,
} from '../../store/index.ts';
import { advance } from '../advance.ts';
import type { Command } from '../hands.ts';
import { patiently } from '../patiently.ts';
import { readControlRows } from './control-snapshot.ts';
import { goOnWhereBlocked } from './go-on-where-blocked.ts';

export interface TimerRequest {
  task: string;
  by: string;
}

/**
 * A person begins to work on a task; the engine leaves it alone until they stop. One timer at a time for a person, one person at a time for
 * a task. Throws `timer_running`, `task_unknown`, `task_closed`, `control_refused` for the task that runs, unless the person has taken it over.
 */
export async function startTimer(command: Command, projectId: string, { by, task }: TimerRequest): Promise<TimerView> {
  return patiently(() => inProject(command.pool, projectId, (db) => start(db, projectId, task, by)), command.log);
}

async function start(db: Queryable, projectId: string, wanted: string, by: string): Promise<TimerView> {
  const { snapshot } = await readControlRows(db, projectId);
  const { list } = snapshot;
  const found = list ? findTask(list, wanted) : undefined;
  if (!list || !found) throw new CodedError('task_unknown', { place: wanted, ...(list ? { why: nearestIds(list, wanted) } : {}) });
  const { key, status, title } = found;
  if (found.children.length > 0) throw new CodedError('task_composite', { place: key });
  const known = snapshot.tasks.get(key) ?? { phase: null, outcome: null, takenOverBy: null };
  const standing = standingOf({ ...known, status });
  if (isClosed(status) || standing === 'landed') throw new CodedError('task_closed', { place: key });
  if (standing === 'running' || standing === 'pushing')
    throw new CodedError('control_refused', { place: key, why: `${key} is under way; take it over first` }, { allowed: ['take_over'] });
  if (standing === 'taken_over' && known.takenOverBy !== by)
    throw new CodedError('task_taken_over', { place: key, why: `${known.takenOverBy} has it` });
  const running = await listTimers(db, { running: true });
  const other = running.find((timer) => timer.person === by) ?? running.find((timer) => timer.projectId === projectId && timer.key === key);
  if (other)
    throw new CodedError('timer_running', { place: other.key, why: `${other.person} works on ${other.key} of ${other.projectId}` });
  return tell(db, await addTimer(db, { projectId, key, title, person: by }));
}

/** Ends the person's timer; a project that could do nothing else goes on. Throws `timer_not_running`. */
export async function stopTimer(command: Command, projectId: string, { by }: Pick<TimerRequest, 'by'>): Promise<TimerView> {
  const view = await patiently(
    () =>
      inProject(command.pool, projectId, async (db) => {
        const [timer] = await listTimers(db, { projectId, person: by, running: true });
        const ended = timer && (await endTimer(db, timer.id));
        if (!ended) throw new CodedError('timer_not_running', { place: projectId });
        await goOnWhereBlocked(db, projectId);
        return tell(db, ended);
      }),
    command.log,
  );
  await advance(command, projectId);
  return view;
}

async function tell(db: Queryable, row: TimerRow): Promise<TimerView> {
  const timer = timerView(row, new Date());
  const execution = await findExecution(db, row.projectId);
  await appendEvents(db, row.projectId, [{ type: 'timer-update', payload: { executionId: execution?.id ?? '', timer } }]);
  return timer;
}
