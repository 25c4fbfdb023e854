import { randomUUID } from 'node:crypto';
import type { Failure, Phase } from '@devteam/api';
import { type RunResult, interpret } from '@devteam/workflow';
import { type AfterRound, afterRound } from '../decisions/after-round.ts';
import { getNextPhase } from '../decisions/phase-table.ts';
import type { FailedAttempt } from '../decisions/verification/failure/standstill.ts';
import {
  type ExecutionRow,
  type KeptWork,
  type Project,
  type Queryable,
  type StoredTaskList,
  type TaskChange,
  type TaskRow,
  appendEvents,
  changeExecution,
  changeTask,
  claimTask,
  executionEvent,
  findExecutionById,
  findTask,
  findSolving,
  findTaskList,
  getProject,
  inProject,
  landReceipt,
  receiptEvent,
  saveTaskList,
  taskEvent,
  taskListEvent,
} from '../store/index.ts';
import { advance, tick } from './advance.ts';
import { type Solving, carryOf } from './carry.ts';
import { closeTask } from './close-task.ts';
import { dropWork } from './drop-work.ts';
import { failedAttemptOf } from './failed-attempt.ts';
import { findNodeFailure } from './failed-node.ts';
import { Fenced, type Hands } from './hands.ts';
import type { HeldTask, Written } from './held-task.ts';
import { findKeptWork } from './kept-work.ts';
import { lanesOfProject } from './lanes-of-project.ts';
import { lastFailureOf } from './last-failure.ts';
import { claimsOf, factsOf, openReview } from './open-review.ts';
import type { FinishedWork } from './nodes/task-input.ts';
import { patiently } from './patiently.ts';
import { type RoundOutputs, roundResult } from './round-result.ts';
import { openRowJournal } from './row-journal.ts';
import { askForResolution, isResolver } from './resolution/ask-for-resolution.ts';
import { resolveError } from './resolution/resolve-error.ts';
import { readLandedList } from './stored-list.ts';
import { finishedOf, taskInputOf } from './task-input-of.ts';
import { say } from './task-log.ts';
import { codeChange, landing } from './task-workflows.ts';
import { retryAfterSecondsOf, tellBreakers } from './tell-breakers.ts';
import { waitForTurn } from './wait-for-turn.ts';

/**
 * One task from selection to its end: rounds of its workflow, and between them a decision. Begun again after a crash it goes on from
 * the rows. Never resolves for a worker that lost the task or leaves: the workflow must then count as unfinished. `run` is over once the
 * task was given back or held.
 */
export async function runTask(hands: Hands, executionId: string, key: string, run: number): Promise<void> {
  const claim = randomUUID();
  const task = await patiently(() => claimTask(hands.pool, { executionId, key, run }, claim), hands.log);
  const execution = await patiently(() => findExecutionById(hands.pool, executionId), hands.log);
  if (!execution) return;
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
  const { claim, execution, project, task } = held;
  const at = { executionId: execution.id, projectId: task.projectId, resolverKey: task.key };
  const solved = isResolver(task)
    ? await patiently(() => inProject(hands.pool, task.projectId, (db) => findSolving(db, at)), hands.log)
    : undefined;
  if (solved) return resolveError(hands, held, solved);
  const ended = await round(hands, execution, project, task, claim);
  return patiently(() => write(hands, held, ended), hands.log);
}

interface EndedRound {
  after: AfterRound;
  outputs: RoundOutputs;
  /** What failed it, whatever follows. */
  failure: Failure | null;
  failed: FailedAttempt[];
  /** Of a task that ends in somebody's hands. */
  work: KeptWork | null;
  /** Of one whose error is investigated. */
  solving: Solving | null;
}

async function round(hands: Hands, execution: ExecutionRow, project: Project, task: TaskRow, claim: string): Promise<EndedRound> {
  const list = await patiently(() => findTaskList(hands.pool, task.projectId), hands.log);
  const { approval } = carryOf(task);
  const input = taskInputOf(execution, task, list);
  const workflow = task.round === 0 ? codeChange : landing;
  const journal = openRowJournal(hands, workflow, {
    executionId: execution.id,
    projectId: task.projectId,
    task: { key: task.key, claim },
    selection: task.selections,
    attempt: task.attempt,
    round: task.round,
    waits: task.waits,
    lanes: lanesOfProject(project),
  });
  const result =
    task.round === 0
      ? await interpret(codeChange, { input, journal })
      : await interpret(landing, {
          input: { ...input, finished: finishedOf(task), ...(approval ? { approval } : {}) },
          journal,
        });
  return judge(hands, project, task, result, await findNodeFailure(hands, task, result));
}

async function judge(hands: Hands, project: Project, task: TaskRow, result: RunResult, nodeFailure: Failure | null): Promise<EndedRound> {
  const outputs = result.outputs as RoundOutputs;
  const came = roundResult(result, nodeFailure);
  const failure = came.end === 'failed' ? came.failure : null;
  const before = carryOf(task).failed ?? [];
  const failed = failure?.class === 'work' ? [...before, await failedAttemptOf(hands, task, outputs, failure)] : before;
  const retryAfterSeconds = retryAfterSecondsOf(failure);
  const { approval, finished } = carryOf(task);
  const maySolve = project.settings.investigate !== false && approval === undefined && finished?.byHand !== true;
  const after = afterRound({ ...task, failed, maySolve }, came.end === 'failed' ? { ...came, retryAfterSeconds } : came, {
    jitter: Math.random(),
    backOff: hands.pace.backOff,
  });
  const isInOtherHands = after.do === 'solve' || (after.do === 'end' && after.outcome === 'review');
  const work = isInOtherHands ? await findKeptWork(hands, task, outputs) : null;
  const ended = { outputs, failure, failed, work, solving: null };
  if (after.do !== 'solve') return { ...ended, after };
  const asked = await askForResolution(hands, task, after.failure, { work, changedFiles: await changedFilesOf(hands, task, work) });
  if (typeof asked !== 'string') return { ...ended, after, solving: asked };
  const tried = { ...after.failure, tried: [...after.failure.tried, asked] };
  return { ...ended, after: { do: 'end', outcome: 'review', event: 'review', failure: tried } };
}

async function changedFilesOf(hands: Hands, task: TaskRow, work: KeptWork | null): Promise<string[]> {
  if (!work) return [];
  const repository = await hands.openRepository(task.projectId);
  return (await repository.changes(work.base, work.commit)).flatMap(({ from, path }) => (from === undefined ? [path] : [path, from]));
}

/** Writes down what follows the round. At the end of the task the next tick is part of the same transaction. */
async function write(hands: Hands, held: HeldTask, ended: EndedRound): Promise<Written> {
  const { after, outputs } = ended;
  const { projectId } = held.task;
  const landed = after.do === 'end' && after.outcome === 'landed' ? outputs.push?.commit : undefined;
  const list = landed ? await readLandedList(hands, held.execution, landed) : undefined;
  return inProject(hands.pool, projectId, async (db): Promise<Written> => {
    const now = await findTask(db, held.execution.id, held.task.key);
    if (now?.claim !== held.claim || now.outcome !== null)
      throw new Fenced(`Task ${held.task.key} of ${held.execution.id} is in other hands`);
    // The journal has moved the phase since this round began.
    const { phase } = now;
    if (after.do === 'retry' || after.do === 'reland' || after.do === 'wait') {
      const task = await writeNextRound(db, held, ended, after, phase);
      await tellBreakers(db, hands, held, { failure: ended.failure, isGood: after.do === 'reland' });
      await appendEvents(db, projectId, [await taskEvent(db, task), await executionEvent(db, held.execution.id)]);
      return { task };
    }
    const task =
      after.do === 'solve'
        ? await writeSolving(db, held, ended, after, phase)
        : await writeEnd(db, hands, held, { ...ended, after }, { phase, landed, list });
    await tellBreakers(db, hands, held, { failure: ended.failure, isGood: landed !== undefined });
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
  if (list) await saveTaskList(db, task.projectId, list);
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
