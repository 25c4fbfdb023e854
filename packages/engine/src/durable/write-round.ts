import type { Phase } from '@devteam/api';
import type { AfterRound } from '../decisions/after-round.ts';
import { getNextPhase } from '../decisions/phase-table.ts';
import {
  type Queryable,
  type StoredTaskList,
  type TaskChange,
  type TaskRow,
  appendEvents,
  changeExecution,
  changeTask,
  executionEvent,
  findTask,
  findTaskList,
  inProject,
  inSharedCommit,
  landReceipt,
  readBreakers,
  receiptEvent,
  saveTaskList,
  taskEvent,
  taskListEvent,
} from '../store/index.ts';
import { lanesOf } from '../decisions/failure-classes/lanes.ts';
import { tick } from './advance.ts';
import { laneUseOf } from './breakers.ts';
import { carryOf } from './carry.ts';
import { notePassedStops } from './control/passed-stops.ts';
import { type Hands, Fenced } from './hands.ts';
import type { HeldTask, Written } from './held-task.ts';
import { lastFailureOf } from './last-failure.ts';
import { parseList } from './nodes/candidate.ts';
import type { FinishedWork } from './nodes/task-input.ts';
import { claimsOf, factsOf, openReview } from './open-review.ts';
import type { RoundOutputs } from './round-result.ts';
import type { EndedRound } from './run-round.ts';
import { readLandedList } from './stored-list.ts';
import { say } from './task-log.ts';
import { tellBreakers } from './tell-breakers.ts';

/** Writes down what follows the round. At the end of the task the next tick is part of the same transaction. */
export async function writeRound(hands: Hands, held: HeldTask, ended: EndedRound): Promise<Written> {
  const { after, outputs } = ended;
  const { projectId } = held.task;
  const landed = after.do === 'end' && after.outcome === 'landed' ? outputs.push?.commit : undefined;
  const list = landed ? await readLandedList(hands, held.execution, landed) : undefined;
  // What a lane without a breaker could learn of a round that went well is nothing. Elsewhere each learns from what the one before has learned.
  const teaches = ended.failure !== null || (await readBreakers(hands.pool, lanesOf(laneUseOf(held.project)))).length > 0;
  const commit = teaches ? inProject : inSharedCommit;
  return commit(hands.pool, projectId, async (db): Promise<Written> => {
    const now = await findTask(db, held.execution.id, held.task.key);
    if (now?.claim !== held.claim || now.outcome !== null)
      throw new Fenced(`Task ${held.task.key} of ${held.execution.id} is in other hands`);
    // The journal has moved the phase since this round began.
    const { phase } = now;
    if (after.do === 'retry' || after.do === 'reland' || after.do === 'wait') {
      const task = await writeNextRound(db, held, ended, after, phase);
      if (teaches) await tellBreakers(db, hands, held, { failure: ended.failure, isGood: after.do === 'reland' });
      await appendEvents(db, projectId, [await taskEvent(db, task), await executionEvent(db, held.execution.id)]);
      return { task };
    }
    const task =
      after.do === 'solve'
        ? await writeSolving(db, held, ended, after, phase)
        : await writeEnd(db, hands, held, { ...ended, after }, { phase, landed, list });
    if (teaches) await tellBreakers(db, hands, held, { failure: ended.failure, isGood: landed !== undefined });
    return { task, after: await tick(db, projectId, hands.pace) };
  });
}

async function writeNextRound(
  db: Queryable,
  { claim, execution, task }: HeldTask,
  { failed, outputs }: EndedRound,
  after: Extract<AfterRound, { do: 'retry' | 'reland' | 'wait' }>,
  phase: Phase,
): Promise<TaskRow> {
  const change = ((): TaskChange => {
    switch (after.do) {
      case 'reland':
        return { round: after.round, failure: null, carry: { ...carryOf(task), failed, finished: finishedWork(task, outputs) } };
      case 'retry':
        return {
          attempt: after.attempt,
          round: 0,
          waits: 0,
          phase: getNextPhase(phase, 'retry'),
          failure: after.failure,
          carry: { failed, lastFailure: lastFailureOf(task.attempt, after.failure, outputs) },
        };
      case 'wait': {
        // Work that is done is not done again: only its landing is.
        const finished = carryOf(task).finished ?? (outputs.codeExecution ? finishedWork(task, outputs) : undefined);
        return {
          waits: after.waits,
          wait: { until: new Date(Date.now() + after.afterSeconds * 1000), reason: after.failure },
          failure: after.failure,
          // Only the whole attempt goes back to its beginning: what is to land stays where landing goes on from.
          ...(finished
            ? { round: Math.max(1, task.round), carry: { ...carryOf(task), finished } }
            : { phase: getNextPhase(phase, 'retry') }),
        };
      }
    }
  })();
  const moved = await changeTask(db, { executionId: execution.id, key: task.key, claim }, change);
  if (!moved) throw new Fenced(`Task ${task.key} of ${execution.id} is in other hands`);
  if (after.do === 'reland') return moved;
  const { failure } = after;
  const follows =
    after.do === 'retry'
      ? `attempt ${moved.attempt} of ${moved.maxAttempts} follows`
      : `no fault of the work; attempt ${moved.attempt} goes on in ${Math.ceil(after.afterSeconds)} s`;
  await say(db, task, `${failure.what.toLowerCase()}: ${failure.why}; ${follows}`, 'warn');
  return moved;
}

/** The error is investigated by a task of its own, which the list has by now; this one shows ERROR_SOLVE until that has ended. */
async function writeSolving(
  db: Queryable,
  { claim, execution, task }: HeldTask,
  { failed, solving }: EndedRound,
  { failure }: Extract<AfterRound, { do: 'solve' }>,
  phase: Phase,
): Promise<TaskRow> {
  if (!solving) throw new Error(`Nobody investigates the error of ${task.key}`);
  const change = { outcome: 'solving', phase: getNextPhase(phase, 'solve'), failure, node: null, carry: { failed, solving } } as const;
  const moved = await changeTask(db, { executionId: execution.id, key: task.key, claim }, change);
  if (!moved) throw new Fenced(`Task ${task.key} of ${execution.id} is in other hands`);
  await say(db, moved, `${failure.what.toLowerCase()}: ${failure.why}; ${solving.resolverKey} investigates it`, 'warn');
  await appendEvents(db, task.projectId, [
    await taskEvent(db, moved),
    { type: 'error', payload: { executionId: execution.id, taskKey: task.key, failure } },
    await executionEvent(db, execution.id),
  ]);
  return moved;
}

async function writeEnd(
  db: Queryable,
  hands: Hands,
  { claim, execution, project, task }: HeldTask,
  { after, outputs, work }: EndedRound & { after: Extract<AfterRound, { do: 'end' }> },
  { landed, list, phase }: { landed: string | undefined; list: StoredTaskList | undefined; phase: Phase },
): Promise<TaskRow> {
  const { failure, outcome } = after;
  const ended = await changeTask(
    db,
    { executionId: execution.id, key: task.key, claim },
    {
      outcome,
      failure,
      node: null,
      ...(after.event ? { phase: getNextPhase(phase, after.event) } : {}),
      ...(landed ? { commit: landed } : {}),
    },
  );
  if (!ended) throw new Fenced(`Task ${task.key} of ${execution.id} is in other hands`);
  if (list) {
    const now = parseList(list);
    const before = now.stops.length > 0 ? await findTaskList(db, task.projectId) : undefined;
    await saveTaskList(db, task.projectId, list);
    await notePassedStops(db, task.projectId, before && parseList(before), now);
  }
  if (landed) await changeExecution(db, execution.id, { addCommits: 1 });
  const published = outputs.push && outputs.push.outcome !== 'moved' ? outputs.push.commit : undefined;
  const receipt = published ? await landReceipt(db, task.projectId, published) : undefined;
  if (outcome === 'superseded') await say(db, task, `given back: ${supersededBy(outputs)}`, 'warn');
  if (outcome === 'review' && failure) {
    const ground = { why: failure, work, facts: factsOf(outputs, work), claims: claimsOf(outputs, project) };
    await openReview(db, project, ended, ground, hands.pace);
    await say(db, task, `a person is asked: ${failure.what.toLowerCase()}: ${failure.why}`, 'warn');
  }
  await appendEvents(db, task.projectId, [
    await taskEvent(db, ended),
    ...(list ? [await taskListEvent(db, execution.id, task.projectId)] : []),
    ...(receipt ? [receiptEvent(receipt)] : []),
    ...(failure ? [{ type: 'error' as const, payload: { executionId: execution.id, taskKey: task.key, failure } }] : []),
    await executionEvent(db, execution.id),
  ]);
  return ended;
}

const supersededBy = (outputs: RoundOutputs): string =>
  outputs.gatherContext?.why ?? outputs.merge?.superseded ?? outputs.verify?.superseded ?? 'somebody else has changed it';

function finishedWork(task: TaskRow, outputs: RoundOutputs): FinishedWork {
  const before = carryOf(task).finished;
  if (before) return before;
  if (!outputs.gatherContext || !outputs.codeExecution) throw new Error(`Task ${task.key} moved on without work`);
  const { changedFiles, made, summary, work } = outputs.codeExecution;
  return { base: outputs.gatherContext.base, work, summary, changedFiles, made };
}
