import { randomUUID } from 'node:crypto';
import {
  type ExecutionRow,
  type TaskRow,
  claimTask,
  findExecutionById,
  findSolving,
  findTask,
  getProject,
  inProject,
  inSharedCommit,
} from '../store/index.ts';
import { advance } from './advance.ts';
import { carryOf } from './carry.ts';
import { closeTask } from './close-task.ts';
import { dropWork } from './drop-work.ts';
import { type Hands, Fenced } from './hands.ts';
import type { HeldTask, Written } from './held-task.ts';
import { patiently } from './patiently.ts';
import { isResolver } from './resolution/ask-for-resolution.ts';
import { resolveError } from './resolution/resolve-error.ts';
import { runRound } from './run-round.ts';
import { waitForTurn } from './wait-for-turn.ts';
import { writeRound } from './write-round.ts';

/**
 * One task from selection to its end: rounds of its workflow, and between them a decision. Begun again after a crash it goes on from
 * the rows. Never resolves for a worker that lost the task or leaves: the workflow must then count as unfinished. `run` is over once the
 * task was given back or held.
 */
export async function runTask(hands: Hands, executionId: string, key: string, run: number): Promise<void> {
  const claim = randomUUID();
  const execution = await patiently(() => findExecutionById(hands.pool, executionId), hands.log);
  if (!execution) return;
  const claiming = () => inSharedCommit(hands.pool, execution.projectId, (db) => claimTask(db, { executionId, key, run }, claim));
  const task = await patiently(claiming, hands.log);
  if (!task) return leaveTask(hands, execution, key);
  try {
    await carryOut(hands, execution, task, claim);
  } catch (error) {
    if (!(error instanceof Fenced) || hands.running.isLeaving()) throw error;
    const now = await patiently(() => findTask(hands.pool, executionId, key), hands.log);
    if (now && now.outcome === null && now.run === run) throw error;
    await leaveTask(hands, execution, key);
  }
}

/** This run of the task is over: others decide what comes next. */
async function leaveTask(hands: Hands, execution: ExecutionRow, key: string): Promise<void> {
  await dropWork(hands, execution, key);
  await advance(hands, execution.projectId);
}

async function carryOut(hands: Hands, execution: ExecutionRow, task: TaskRow, claim: string): Promise<void> {
  let current = task;
  for (;;) {
    const project = await patiently(() => getProject(hands.pool, current.projectId), hands.log);
    const { closing } = carryOf(current);
    if (closing) {
      const start = await closeTask(hands, current, claim, closing);
      return patiently(() => start(hands.starts()), hands.log);
    }
    await waitForTurn(hands, execution, project, current, claim);
    const written = await nextRound(hands, { execution, project, task: current, claim });
    if (written.after) {
      const { after: start } = written;
      return patiently(() => start(hands.starts()), hands.log);
    }
    current = written.task;
  }
}

/** A task of the list that investigates the error of another one does nothing else. */
async function nextRound(hands: Hands, held: HeldTask): Promise<Written> {
  const { execution, task } = held;
  const at = { executionId: execution.id, projectId: task.projectId, resolverKey: task.key };
  const solved = isResolver(task)
    ? await patiently(() => inProject(hands.pool, task.projectId, (db) => findSolving(db, at)), hands.log)
    : undefined;
  if (solved) return resolveError(hands, held, solved);
  const ended = await runRound(hands, held);
  return patiently(() => writeRound(hands, held, ended), hands.log);
}
