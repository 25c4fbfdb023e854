import { createHash } from 'node:crypto';
import { type RunResult, interpret } from '@devteam/workflow';
import { nextResolution } from '../../decisions/error-resolution/recurrence.ts';
import { getNextPhase } from '../../decisions/phase-table.ts';
import {
  type Queryable,
  type ResolutionRow,
  type TaskChange,
  type TaskRow,
  addResolution,
  appendEvents,
  changeExecution,
  changeTask,
  closeResolution,
  decideTask,
  executionEvent,
  findResolution,
  findTask,
  findTaskList,
  inProject,
  landReceipt,
  listResolutions,
  noteInvestigation,
  receiptEvent,
  resolutionView,
  saveTaskList,
  taskEvent,
  taskListEvent,
} from '../../store/index.ts';
import { tick } from '../advance.ts';
import { type Solving, carryOf } from '../carry.ts';
import { findNodeFailure } from '../failed-node.ts';
import { Fenced, type Hands } from '../hands.ts';
import type { HeldTask, Written } from '../held-task.ts';
import type { FinishedWork } from '../nodes/task-input.ts';
import { openReview } from '../open-review.ts';
import { openTaskJournal } from '../open-task-journal.ts';
import { patiently } from '../patiently.ts';
import { readLandedList } from '../stored-list.ts';
import { finishedOf, taskInputOf } from '../task-input-of.ts';
import { say } from '../task-log.ts';
import { landing } from '../task-workflows.ts';
import { tellBreakers } from '../tell-breakers.ts';
import { claimedFixes, investigatedFacts } from './investigated-facts.ts';
import { type Came, type ResolutionOutputs, judgeInvestigation } from './judge-investigation.ts';
import { resolution } from './resolution-workflow.ts';

const idOf = ({ attempt, executionId, key }: TaskRow): string =>
  createHash('sha256').update(`${executionId} ${key} ${attempt}`).digest('hex').slice(0, 12);

/** One round of the investigation of an error, and what follows it: the next round, the next investigation, the end of both tasks, or a person. */
export async function resolveError(hands: Hands, held: HeldTask, original: TaskRow): Promise<Written> {
  const { solving } = carryOf(original);
  if (!solving) throw new Error(`The error of ${original.key} is not known`);
  const { log, pool } = hands;
  const row = await patiently(() => begin(hands, held.task, original, solving), log);
  const result = await runRound(hands, held, original, solving, row.number);
  const came = judgeInvestigation(hands, held, result, await findNodeFailure(hands, held.task, result));
  const list = came.do === 'landed' ? await readLandedList(hands, held.execution, came.commit) : undefined;
  return patiently(
    () =>
      inProject(pool, held.task.projectId, async (db) => {
        const { failure } = 'failure' in came ? came : { failure: null };
        await tellBreakers(db, hands, held, { failure, isGood: came.do === 'landed' });
        await note(db, row, result.outputs);
        if (list) await saveTaskList(db, held.task.projectId, list);
        const written = await write(db, hands, held, { original, solving, row, came });
        if (list) await appendEvents(db, held.task.projectId, [await taskListEvent(db, held.execution.id, held.task.projectId)]);
        return written.isOver ? { task: written.task, after: await tick(db, held.task.projectId, hands.pace) } : { task: written.task };
      }),
    log,
  );
}

/** The row of this investigation; a round that lands what it found belongs to it too. */
const begin = (hands: Hands, task: TaskRow, original: TaskRow, { failure, resolverKey, signature }: Solving): Promise<ResolutionRow> =>
  inProject(hands.pool, task.projectId, async (db) => {
    const id = idOf(task);
    const known = await findResolution(db, id);
    if (known) return known;
    const number = (await listResolutions(db, { projectId: task.projectId, signature })).length + 1;
    const { executionId, projectId } = task;
    await addResolution(db, {
      id,
      projectId,
      executionId,
      taskKey: original.key,
      taskTitle: original.title,
      resolverKey,
      signature,
      number,
      failure,
    });
    return announce(db, id);
  });

async function announce(db: Queryable, id: string): Promise<ResolutionRow> {
  const row = await findResolution(db, id);
  if (!row) throw new Error(`There is no investigation ${id}`);
  const { log: _, ...view } = resolutionView(row);
  await appendEvents(db, row.projectId, [{ type: 'resolution-update', payload: { executionId: row.executionId, resolution: view } }]);
  return row;
}

async function runRound(hands: Hands, held: HeldTask, original: TaskRow, solving: Solving, number: number): Promise<RunResult> {
  const { execution, task } = held;
  const list = await patiently(() => findTaskList(hands.pool, task.projectId), hands.log);
  const { id, key, title } = original;
  const input = taskInputOf(execution, task, list);
  if (task.round > 0)
    return interpret(landing, {
      input: { ...input, together: [{ id, key, title }], finished: finishedOf(task) },
      journal: openTaskJournal(hands, landing, held),
    });
  const { changedFiles, failedAt, failure, work } = solving;
  const error = { original: { id, key, title }, number, failure, failedAt, work, changedFiles };
  return interpret(resolution, { input: { ...input, ...error }, journal: openTaskJournal(hands, resolution, held) });
}

/** What was found is the report, whatever becomes of it. */
async function note(db: Queryable, row: ResolutionRow, { fix, investigate }: ResolutionOutputs): Promise<void> {
  if (!investigate) return;
  const { cause, conclusion, hypotheses, log, symptoms } = investigate;
  const told = fix && { summary: fix.summary, files: fix.code?.changedFiles ?? [], commit: fix.work, verified: false };
  await noteInvestigation(db, row.id, { symptoms, hypotheses, cause, conclusion, log, fix: told ?? null });
}

interface Standing {
  original: TaskRow;
  solving: Solving;
  row: ResolutionRow;
  came: Came;
}

async function write(db: Queryable, hands: Hands, held: HeldTask, standing: Standing): Promise<{ task: TaskRow; isOver: boolean }> {
  const { came, original, row } = standing;
  const { task } = held;
  switch (came.do) {
    case 'land':
      return goOn(db, held, { round: 1, carry: { finished: finishedWork(came.fix) } });
    case 'reland':
      return goOn(db, held, { round: came.round });
    case 'wait':
      return goOn(db, held, { waits: came.waits, wait: { until: inSeconds(came.afterSeconds), reason: came.failure } });
    case 'landed': {
      await closeResolution(db, row.id, { status: 'resolved', conclusion: null, commit: came.commit });
      await announce(db, row.id);
      await changeExecution(db, held.execution.id, { addCommits: 1 });
      const receipt = await landReceipt(db, task.projectId, came.commit);
      if (receipt) await appendEvents(db, task.projectId, [receiptEvent(receipt)]);
      const phase = getNextPhase(original.phase, 'land');
      await endOriginal(db, original, { outcome: 'landed', phase, commit: came.commit, failure: null });
      return end(db, held, {
        outcome: 'landed',
        phase: getNextPhase(await phaseNow(db, task), 'land'),
        commit: came.commit,
        failure: null,
      });
    }
    case 'give_back': {
      await closeResolution(db, row.id, { status: 'unresolved', conclusion: came.why, commit: null });
      await announce(db, row.id);
      await say(db, task, `given back: ${came.why}`, 'warn');
      await endOriginal(db, original, {
        outcome: came.outcome,
        phase: getNextPhase(original.phase, 'interrupt'),
        commit: null,
        failure: null,
      });
      return end(db, held, { outcome: came.outcome, phase: getNextPhase(await phaseNow(db, task), 'interrupt') });
    }
    case 'unresolved':
      return unresolved(db, hands, held, standing, came);
  }
}

/** All that was changed since the base is looked up: the fix stands on the work that failed. */
const finishedWork = ({ base, made, summary, work }: NonNullable<ResolutionOutputs['fix']>): FinishedWork => ({
  base,
  work,
  summary,
  ...(made ? { made } : {}),
});

const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

async function unresolved(
  db: Queryable,
  hands: Hands,
  held: HeldTask,
  { original, row, solving }: Standing,
  came: Extract<Came, { do: 'unresolved' }>,
): Promise<{ task: TaskRow; isOver: boolean }> {
  const { task } = held;
  const isFixTried = came.failure !== null;
  await closeResolution(db, row.id, { status: 'unresolved', conclusion: isFixTried ? `not mended: ${came.why}` : null, commit: null });
  const closed = await announce(db, row.id);
  const all = await listResolutions(db, { projectId: task.projectId, signature: solving.signature });
  const next = nextResolution(all, { jitter: Math.random(), backOff: hands.pace.resolutionBackOff });
  if (next.do === 'investigate') {
    await say(db, task, `${closed.conclusion ?? came.why}; investigation ${next.number} follows`, 'warn');
    const phase = getNextPhase(await phaseNow(db, task), 'retry');
    const wait = { until: inSeconds(next.afterSeconds), reason: came.failure ?? solving.failure };
    return goOn(db, held, { attempt: task.attempt + 1, round: 0, waits: 0, phase, failure: came.failure, carry: {}, wait });
  }
  const why = { ...solving.failure, tried: [...solving.failure.tried, next.words] };
  const asked = await endOriginal(db, original, {
    outcome: 'review',
    phase: getNextPhase(original.phase, 'review'),
    commit: null,
    failure: why,
  });
  await openReview(
    db,
    held.project,
    asked,
    { why, work: solving.work, facts: investigatedFacts(all, solving), claims: claimedFixes(all, held.project.executor) },
    hands.pace,
  );
  await say(db, asked, `a person is asked: ${next.words}`, 'warn');
  // What is left of this task is to say in the list that it found nothing.
  return goOn(db, held, {
    carry: { closing: { status: 'canceled', by: 'DevTeam', note: `unresolved after ${next.words}`, halts: false } },
    phase: 'HUMAN_REVIEW',
  });
}

async function phaseNow(db: Queryable, { executionId, key, phase }: TaskRow): Promise<TaskRow['phase']> {
  return (await findTask(db, executionId, key))?.phase ?? phase;
}

async function goOn(db: Queryable, { claim, execution, task }: HeldTask, change: TaskChange): Promise<{ task: TaskRow; isOver: boolean }> {
  const moved = await changeTask(db, { executionId: execution.id, key: task.key, claim }, change);
  if (!moved) throw new Fenced(`Task ${task.key} of ${execution.id} is in other hands`);
  await appendEvents(db, task.projectId, [await taskEvent(db, moved), await executionEvent(db, execution.id)]);
  return { task: moved, isOver: false };
}

const end = async (db: Queryable, held: HeldTask, change: TaskChange): Promise<{ task: TaskRow; isOver: boolean }> => ({
  task: (await goOn(db, held, { ...change, node: null })).task,
  isOver: true,
});

async function endOriginal(
  db: Queryable,
  original: TaskRow,
  change: Pick<TaskRow, 'phase' | 'commit' | 'failure'> & { outcome: NonNullable<TaskRow['outcome']> },
): Promise<TaskRow> {
  const { attempt, executionId, key, maxAttempts, projectId, round } = original;
  const carry = carryOf(original);
  const decided = await decideTask(db, { executionId, key, from: ['solving'] }, { attempt, maxAttempts, round, carry, ...change });
  if (!decided) throw new Fenced(`Task ${key} of ${executionId} is not under investigation any more`);
  await appendEvents(db, projectId, [await taskEvent(db, decided)]);
  return decided;
}
