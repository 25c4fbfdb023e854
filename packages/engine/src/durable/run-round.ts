import type { Failure } from '@devteam/api';
import { type RunResult, interpret } from '@devteam/workflow';
import { type AfterRound, afterRound } from '../decisions/after-round.ts';
import type { FailedAttempt } from '../decisions/verification/failure/standstill.ts';
import { type KeptWork, type Project, type TaskRow, findTaskList } from '../store/index.ts';
import { type Solving, carryOf } from './carry.ts';
import { failedAttemptOf } from './failed-attempt.ts';
import { findNodeFailure } from './failed-node.ts';
import type { Hands } from './hands.ts';
import type { HeldTask } from './held-task.ts';
import { findKeptWork } from './kept-work.ts';
import { openTaskJournal } from './open-task-journal.ts';
import { patiently } from './patiently.ts';
import { askForResolution } from './resolution/ask-for-resolution.ts';
import { type RoundOutputs, roundResult } from './round-result.ts';
import { finishedOf, taskInputOf } from './task-input-of.ts';
import { codeChange, landing } from './task-workflows.ts';
import { retryAfterSecondsOf } from './tell-breakers.ts';

/** What a round came to, and what follows it. */
export interface EndedRound {
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

/** One round of a task: the whole of it, or one more landing of what it has done. */
export async function runRound(hands: Hands, held: HeldTask): Promise<EndedRound> {
  const { execution, project, task } = held;
  const list = await patiently(() => findTaskList(hands.pool, task.projectId), hands.log);
  const { approval } = carryOf(task);
  const input = taskInputOf(execution, task, list);
  const result =
    task.round === 0
      ? await interpret(codeChange, { input, journal: openTaskJournal(hands, codeChange, held) })
      : await interpret(landing, {
          input: { ...input, finished: finishedOf(task), ...(approval ? { approval } : {}) },
          journal: openTaskJournal(hands, landing, held),
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
  const work = isInOtherHands ? await findKeptWork(hands, task, project.executor, outputs) : null;
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
