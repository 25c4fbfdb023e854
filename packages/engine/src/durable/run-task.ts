import { randomUUID } from 'node:crypto';
import { type RunResult, interpret } from '@devteam/workflow';
import { type AfterRound, afterRound } from '../decisions/after-round.ts';
import { getNextPhase } from '../decisions/phase-table.ts';
import {
  type ExecutionRow,
  type Project,
  type StoredTaskList,
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
import { Fenced, type Hands } from './hands.ts';
import { lastFailureOf } from './last-failure.ts';
import type { FinishedWork, LastFailure, TaskInput } from './nodes/task-input.ts';
import { patiently } from './patiently.ts';
import { type RoundOutputs, roundResult } from './round-result.ts';
import { openRowJournal } from './row-journal.ts';
import { readLandedList } from './stored-list.ts';
import { codeChange, landing } from './task-workflows.ts';

/** What one round hands to the next through the task's row. */
interface Carry {
  lastFailure?: LastFailure;
  finished?: FinishedWork;
}

/**
 * One task from selection to its end: rounds of its workflow, and between them a decision. Begun again after a crash it goes on from
 * the rows. Never resolves for a worker that lost the task or leaves: the workflow must then count as unfinished.
 */
export async function runTask(hands: Hands, executionId: string, key: string): Promise<void> {
  const claim = randomUUID();
  const task = await patiently(() => claimTask(hands.pool, executionId, key, claim), hands.log);
  const execution = await patiently(() => findExecutionById(hands.pool, executionId), hands.log);
  if (!execution) return;
  if (!task) return advance(hands, execution.projectId);
  let current = task;
  for (;;) {
    const { after, result } = await round(hands, execution, current, claim);
    const written = await patiently(() => write(hands, execution, current, claim, after, result), hands.log);
    if (written.after) {
      const { after: start } = written;
      return patiently(() => start(hands.starts()), hands.log);
    }
    current = written.task;
  }
}

async function round(
  hands: Hands,
  execution: ExecutionRow,
  task: TaskRow,
  claim: string,
): Promise<{ after: AfterRound; result: RunResult }> {
  const project = await patiently(() => getProject(hands.pool, task.projectId), hands.log);
  const list = await patiently(() => findTaskList(hands.pool, task.projectId), hands.log);
  const carry = (task.carry ?? {}) as Carry;
  const input = taskInput(execution, task, list, carry);
  const workflow = task.round === 0 ? codeChange : landing;
  const journal = openRowJournal(hands, workflow, {
    executionId: execution.id,
    projectId: task.projectId,
    task: { key: task.key, claim },
    attempt: task.attempt,
    round: task.round,
    partition: laneOf(project),
  });
  const signal = hands.stopSignal(execution.id);
  const result =
    task.round === 0
      ? await interpret(codeChange, { input, journal, signal })
      : await interpret(landing, { input: { ...input, finished: finishedOf(carry, task) }, journal, signal });
  const nodes = result.status === 'failed' ? await patiently(() => readTaskNodes(hands.pool, execution.id, task.key), hands.log) : [];
  const failed = nodes.find(
    (node) =>
      node.round === task.round &&
      node.status === 'failed' &&
      result.nodes.some((each) => each.name === node.name && each.attempts === node.nodeAttempt && each.status === 'failed'),
  );
  return { after: afterRound(task, roundResult(result, failed?.failure ?? null)), result };
}

/** A customer's nodes spread over its lanes; each lane runs one node at a time. */
export const laneOf = (project: Project): string => `${project.customerId}#${project.ordinal % project.customerLanes}`;

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

/** Writes down what follows the round. At the end of the task the next tick is part of the same transaction. */
async function write(
  hands: Hands,
  execution: ExecutionRow,
  task: TaskRow,
  claim: string,
  after: AfterRound,
  result: RunResult,
): Promise<Written> {
  const outputs = result.outputs as RoundOutputs;
  const landed = after.do === 'end' && after.outcome === 'landed' ? outputs.push?.commit : undefined;
  const list = landed ? await readLandedList(hands, task.projectId, landed) : undefined;
  return inProject(hands.pool, task.projectId, async (db): Promise<Written> => {
    const place = { executionId: execution.id, key: task.key, claim };
    // The journal has moved the phase since this round began.
    const phase = (await findTask(db, execution.id, task.key))?.phase ?? task.phase;
    if (after.do !== 'end') {
      const failure = after.do === 'retry' ? after.failure : null;
      const carry: Carry =
        after.do === 'retry'
          ? { lastFailure: lastFailureOf(task.attempt, after.failure, outputs) }
          : { finished: finishedWork(task, outputs) };
      const moved = await changeTask(db, place, {
        carry,
        failure,
        ...(after.do === 'retry' ? { attempt: after.attempt, round: 0, phase: getNextPhase(phase, 'retry') } : { round: after.round }),
      });
      if (!moved) throw new Fenced(`Task ${task.key} of ${execution.id} is in other hands`);
      if (failure)
        await say(
          db,
          execution,
          task,
          `${failure.what.toLowerCase()}: ${failure.why}; attempt ${moved.attempt} of ${moved.maxAttempts} follows`,
          'warn',
        );
      await appendEvents(db, task.projectId, [await taskEvent(db, moved), await executionEvent(db, execution.id)]);
      return { task: moved };
    }
    const { failure, outcome } = after;
    const ended = await changeTask(db, place, {
      outcome,
      failure,
      node: null,
      ...(after.event ? { phase: getNextPhase(phase, after.event) } : {}),
      ...(landed ? { commit: landed } : {}),
    });
    if (!ended) throw new Fenced(`Task ${task.key} of ${execution.id} is in other hands`);
    if (list) await saveTaskList(db, task.projectId, list);
    if (landed) await changeExecution(db, execution.id, { addCommits: 1 });
    if (outcome === 'superseded') await say(db, execution, task, `given back: ${supersededBy(outputs)}`, 'warn');
    if (outcome === 'review' && failure)
      await say(db, execution, task, `a person is asked: ${failure.what.toLowerCase()}: ${failure.why}`, 'warn');
    await appendEvents(db, task.projectId, [
      await taskEvent(db, ended),
      ...(list ? [await taskListEvent(db, execution.id, task.projectId)] : []),
      ...(failure ? [{ type: 'error' as const, payload: { executionId: execution.id, taskKey: task.key, failure } }] : []),
      await executionEvent(db, execution.id),
    ]);
    return { task: ended, after: await tick(db, task.projectId) };
  });
}

const supersededBy = (outputs: RoundOutputs): string =>
  outputs.gatherContext?.why ?? outputs.merge?.superseded ?? outputs.verify?.superseded ?? 'somebody else has changed it';

const say = (db: Parameters<typeof announceLog>[0], execution: ExecutionRow, task: TaskRow, text: string, level: 'info' | 'warn') =>
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
  const before = ((task.carry ?? {}) as Carry).finished;
  if (before) return before;
  if (!outputs.gatherContext || !outputs.codeExecution) throw new Error(`Task ${task.key} moved on without work`);
  return { base: outputs.gatherContext.base, work: outputs.codeExecution.work, summary: outputs.codeExecution.summary };
}
