import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ExecutionRow,
  type Project,
  type TaskRow,
  appendEvents,
  changeTask,
  executionEvent,
  findTask,
  inProject,
  taskEvent,
} from '../store/index.ts';
import { areLanesFree, enterLanes, laneUseOf } from './breakers.ts';
import { Fenced, type Hands } from './hands.ts';
import { patiently } from './patiently.ts';

/** A person who answers, and a breaker that closes, are noticed within this time. */
const lookAgainMs = 1000;

/** In a breaker's words, and to be known again when its round has ended. */
export const breakerName = (task: Pick<TaskRow, 'executionId' | 'key'>): string => `${task.key} of ${task.executionId}`;

/**
 * Resolves when the task may go on: its own pause is over, and nothing holds what it shares with others. Until when it waits, and for what, stands in its row:
 * whoever takes it up after a crash waits for the rest. Resolves at once for an execution that is to end.
 */
export async function waitForTurn(hands: Hands, execution: ExecutionRow, project: Project, task: TaskRow, claim: string): Promise<void> {
  const use = laneUseOf(project);
  const isFree = task.waitUntil === null && (await patiently(() => areLanesFree(hands.pool, use), hands.log));
  if (isFree) return;
  const signal = hands.stopSignal(execution.id);
  while (!signal.aborted) {
    if (hands.running.isLeaving()) throw new Fenced('The worker is leaving');
    const waitMs = await patiently(() => ask(hands, project, task, claim), hands.log);
    if (waitMs === 0) return;
    await sleep(Math.min(waitMs, lookAgainMs), undefined, { signal }).catch(() => undefined);
  }
}

/** Milliseconds until it makes sense to ask again; 0: it may go on. */
const ask = (hands: Hands, project: Project, task: TaskRow, claim: string): Promise<number> =>
  inProject(hands.pool, task.projectId, async (db) => {
    const row = await findTask(db, task.executionId, task.key);
    if (!row || row.claim !== claim || row.outcome !== null) throw new Fenced(`Task ${task.key} of ${task.executionId} is in other hands`);
    const now = Date.now();
    const leftMs = (row.waitUntil?.getTime() ?? 0) - now;
    const isHeld = row.waitReason?.code === 'circuit_open';
    if (leftMs > 0 && !isHeld) return leftMs;
    const held = await enterLanes(db, laneUseOf(project), breakerName(task), hands.pace.lanes, now);
    // What stands in the row already is not said again every second.
    if (held && isHeld && leftMs > 0 && row.waitReason?.place === held.reason.place) return leftMs;
    if (!held && !row.waitUntil) return 0;
    const changed = await changeTask(db, { executionId: task.executionId, key: task.key, claim }, { wait: held });
    if (!changed) throw new Fenced(`Task ${task.key} of ${task.executionId} is in other hands`);
    await appendEvents(db, task.projectId, [await taskEvent(db, changed), await executionEvent(db, task.executionId)]);
    return held ? Math.max(1, held.until.getTime() - now) : 0;
  });
