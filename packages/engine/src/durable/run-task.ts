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
  announceLog,
  appendEvents,
  changeExecution,
  changeTask,
  claimTask,
  executionEvent,
  findExecutionById,
  findTask,
  findTaskList,
  getProject,
  inProject,
  readTaskNodes,
  saveTaskList,
  taskEvent,
  taskListEvent,
} from '../store/index.ts';
import { type AfterTick, advance, tick } from './advance.ts';
import { laneUseOf, tellLanes } from './breakers.ts';
import { type Carry, carryOf } from './carry.ts';
import { closeTask } from './close-task.ts';
import { dropWork } from './drop-work.ts';
import { failedAttemptOf } from './failed-attempt.ts';
import { Fenced, type Hands } from './hands.ts';
import { findKeptWork } from './kept-work.ts';
import { lanesOfProject } from './lanes-of-project.ts';
import { lastFailureOf } from './last-failure.ts';
import { claimsOf, factsOf, openReview } from './open-review.ts';
import type { FinishedWork, TaskInput } from './nodes/task-input.ts';
import { patiently } from './patiently.ts';
import { type RoundOutputs, roundResult } from './round-result.ts';
import { openRowJournal } from './row-journal.ts';
import { readLandedList } from './stored-list.ts';
import { codeChange, landing } from './task-workflows.ts';
import { breakerName, waitForTurn } from './wait-for-turn.ts';

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
    const ended = await round(hands, execution, project, current, claim);
    const written = await patiently(() => write(hands, { execution, project, task: current, claim }, ended), hands.log);
    if (written.after) {
      const { after: start } = written;
      return patiently(() => start(hands.starts()), hands.log);
    }
    current = written.task;
  }
}

interface EndedRound {
  after: AfterRound;
  outputs: RoundOutputs;
  /** What failed it, whatever follows. */
  failure: Failure | null;
  retryAfterSeconds: number;
  failed: FailedAttempt[];
  /** Of a task that ends in somebody's hands. */
  work: KeptWork | null;
}

async function round(hands: Hands, execution: ExecutionRow, project: Project, task: TaskRow, claim: string): Promise<EndedRound> {
  const list = await patiently(() => findTaskList(hands.pool, task.projectId), hands.log);
  const carry = carryOf(task);
  const input = taskInput(execution, task, list, carry);
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
          input: { ...input, finished: finishedOf(carry, task), ...(carry.approval ? { approval: carry.approval } : {}) },
          journal,
        });
  return judge(hands, task, result, result.status === 'failed' ? await findFailure(hands, task, result) : null);
}

async function findFailure(hands: Hands, task: TaskRow, result: RunResult): Promise<Failure | null> {
  const nodes = await patiently(() => readTaskNodes(hands.pool, task.executionId, task.key), hands.log);
  // The newest of its name: a round that was put off has run it before.
  const failed = nodes.findLast(
    (node) =>
      node.round === task.round &&
      node.status === 'failed' &&
      result.nodes.some((each) => each.name === node.name && each.attempts === node.nodeAttempt && each.status === 'failed'),
  );
  return failed?.failure ?? null;
}

async function judge(hands: Hands, task: TaskRow, result: RunResult, nodeFailure: Failure | null): Promise<EndedRound> {
  const outputs = result.outputs as RoundOutputs;
  const came = roundResult(result, nodeFailure);
  const failure = came.end === 'failed' ? came.failure : null;
  const before = carryOf(task).failed ?? [];
  const failed = failure?.class === 'work' ? [...before, await failedAttemptOf(hands, task, outputs, failure)] : before;
  const retryAfterSeconds = failure?.retryAt ? Math.max(0, (Date.parse(failure.retryAt) - Date.now()) / 1000) : 0;
  const after = afterRound({ ...task, failed, maySolve: false }, came.end === 'failed' ? { ...came, retryAfterSeconds } : came, {
    jitter: Math.random(),
    backOff: hands.pace.backOff,
  });
  const work = after.do === 'end' && after.outcome === 'review' ? await findKeptWork(hands, task, outputs) : null;
  return { after, outputs, failure, retryAfterSeconds, failed, work };
}

function taskInput(execution: ExecutionRow, task: TaskRow, list: StoredTaskList | undefined, carry: Carry): TaskInput {
  if (!execution.branch || !list) throw new Error(`Task ${task.key} was selected before ${execution.id} was prepared`);
  return {
    executionId: execution.id,
    projectId: task.projectId,
    key: task.key,
    id: task.id,
    title: task.title,
    startedAt: task.startedAt.toISOString(),
    branch: execution.branch,
    listPath: list.path,
    dialect: list.dialect,
    attempt: task.attempt,
    maxAttempts: task.maxAttempts,
    lastFailure: carry.lastFailure ?? null,
  };
}

function finishedOf(carry: Carry, task: TaskRow): FinishedWork {
  if (!carry.finished) throw new Error(`Task ${task.key} is to land and has no finished work`);
  return carry.finished;
}

type Written = { task: TaskRow; after?: undefined } | { task: TaskRow; after: AfterTick };

interface HeldTask {
  execution: ExecutionRow;
  project: Project;
  task: TaskRow;
  claim: string;
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
      await tellBreakers(db, hands, held, ended);
      await appendEvents(db, projectId, [await taskEvent(db, task), await executionEvent(db, held.execution.id)]);
      return { task };
    }
    const task = await writeEnd(db, hands, held, ended, { phase, landed, list });
    await tellBreakers(db, hands, held, ended);
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
        return { round: after.round, failure: null, carry: { failed, finished: finishedWork(task, outputs) } };
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
          phase: getNextPhase(phase, 'retry'),
          failure: after.failure,
          carry: { ...carryOf(task), ...(finished ? { finished } : {}) },
          ...(finished ? { round: Math.max(1, task.round) } : {}),
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
  await say(db, execution, task, `${failure.what.toLowerCase()}: ${failure.why}; ${follows}`, 'warn');
  return moved;
}

async function writeEnd(
  db: Queryable,
  hands: Hands,
  { claim, execution, project, task }: HeldTask,
  { after, outputs, work }: EndedRound,
  { landed, list, phase }: { landed: string | undefined; list: StoredTaskList | undefined; phase: Phase },
): Promise<TaskRow> {
  if (after.do !== 'end') throw new Error(`Task ${task.key} has not ended: ${after.do} follows`);
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
  if (outcome === 'superseded') await say(db, execution, task, `given back: ${supersededBy(outputs)}`, 'warn');
  if (outcome === 'review' && failure) {
    const ground = { why: failure, work, facts: factsOf(outputs, work), claims: claimsOf(outputs, project) };
    await openReview(db, project, ended, ground, hands.pace);
    await say(db, execution, task, `a person is asked: ${failure.what.toLowerCase()}: ${failure.why}`, 'warn');
  }
  await appendEvents(db, task.projectId, [
    await taskEvent(db, ended),
    ...(list ? [await taskListEvent(db, execution.id, task.projectId)] : []),
    ...(failure ? [{ type: 'error' as const, payload: { executionId: execution.id, taskKey: task.key, failure } }] : []),
    await executionEvent(db, execution.id),
  ]);
  return ended;
}

/** A round that was cut off shows nothing; one that landed shows that everything it used works. */
async function tellBreakers(db: Queryable, hands: Hands, { execution, project, task }: HeldTask, ended: EndedRound): Promise<void> {
  const { after, failure, retryAfterSeconds } = ended;
  const isGood = after.do === 'reland' || (after.do === 'end' && after.outcome === 'landed');
  if (!failure && !isGood) return;
  const told = { who: breakerName(task), failure, retryAfterSeconds };
  const { opened } = await tellLanes(db, laneUseOf(project), told, hands.pace.lanes, Date.now());
  if (opened && failure)
    await say(db, execution, task, `${opened} is held: ${failure.what.toLowerCase()}; one task tries later whether it still fails`, 'warn');
}

const supersededBy = (outputs: RoundOutputs): string =>
  outputs.gatherContext?.why ?? outputs.merge?.superseded ?? outputs.verify?.superseded ?? 'somebody else has changed it';

const say = (db: Queryable, execution: ExecutionRow, task: TaskRow, text: string, level: 'info' | 'warn') =>
  announceLog(db, task.projectId, {
    executionId: execution.id,
    taskKey: task.key,
    attempt: task.attempt,
    node: null,
    level,
    stream: 'engine',
    lines: [text],
  });

function finishedWork(task: TaskRow, outputs: RoundOutputs): FinishedWork {
  const before = carryOf(task).finished;
  if (before) return before;
  if (!outputs.gatherContext || !outputs.codeExecution) throw new Error(`Task ${task.key} moved on without work`);
  const { changedFiles, made, summary, work } = outputs.codeExecution;
  return { base: outputs.gatherContext.base, work, summary, changedFiles, made };
}
