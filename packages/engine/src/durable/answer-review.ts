import { CodedError, type ErrorCode, type ReviewChoice, type ReviewView, isActive } from '@devteam/api';
import { answerReview as decide, type ReviewEffect } from '../decisions/review/answer-review.ts';
import { type Review } from '../decisions/review/review.ts';
import { nextExecutionStatus } from '../decisions/execution-table.ts';
import { getNextPhase } from '../decisions/phase-table.ts';
import {
  type KeptWork,
  type Queryable,
  type ReviewRow,
  type TaskRow,
  announceLog,
  appendEvents,
  changeExecution,
  decideTask,
  executionEvent,
  findExecutionById,
  findReview,
  findTask,
  getProject,
  inProject,
  reviewView,
  saveReviewAnswer,
  taskEvent,
} from '../store/index.ts';
import { advance, defaultMaxAttempts } from './advance.ts';
import { type Carry, carryOf } from './carry.ts';
import type { GivenAnswer } from './given-answer.ts';
import type { Command } from './hands.ts';
import { announceReview } from './open-review.ts';
import { patiently } from './patiently.ts';

/**
 * A person's answer. The first one counts, and the same execution goes on with it as soon as nothing else of it is under way. Throws
 * `review_unknown`, `review_answered`, `review_choice_unknown`.
 */
export async function answerReview(command: Command, projectId: string, reviewId: string, given: GivenAnswer): Promise<ReviewView> {
  const view = await patiently(
    () =>
      inProject(command.pool, projectId, async (db) => {
        const row = await findReview(db, reviewId);
        if (!row || row.projectId !== projectId) throw new CodedError('review_unknown', { place: reviewId });
        const plan = decide(reviewOf(row), given);
        if (plan.outcome === 'refused')
          throw new CodedError(
            plan.failure.code as ErrorCode,
            { why: plan.failure.why, ...(plan.failure.place ? { place: plan.failure.place } : {}) },
            { allowed: row.answer ? [] : row.choices },
          );
        if (plan.outcome === 'accepted') await carryOut(db, row, given, plan.effect);
        return reviewView((await findReview(db, reviewId)) ?? row);
      }),
    command.log,
  );
  await advance(command, projectId);
  return view;
}

function reviewOf(row: ReviewRow): Review {
  return {
    reviewId: row.id,
    customerId: row.customerId,
    projectId: row.projectId,
    executionId: row.executionId,
    task: { key: row.taskKey, title: row.taskTitle },
    why: row.why,
    facts: row.facts,
    claims: row.claims,
    choices: row.choices,
    openedAt: row.openedAt.getTime(),
    deadline: row.deadline.getTime(),
    answer: row.answer,
  };
}

async function carryOut(db: Queryable, review: ReviewRow, given: GivenAnswer, effect: ReviewEffect): Promise<void> {
  const { executionId, projectId } = review;
  const execution = await findExecutionById(db, executionId);
  const task = await findTask(db, executionId, review.taskKey);
  if (!execution || !isActive(execution.status) || task?.outcome !== 'review')
    throw new CodedError('review_answered', {
      place: review.taskKey,
      why: 'its execution has ended, and nobody waits for the answer any more',
    });
  const { settings } = await getProject(db, projectId);
  await saveReviewAnswer(db, review.id, { choice: given.choice, by: given.by, key: given.key, note: given.note });
  const decided = await decideTask(
    db,
    { executionId, key: task.key, from: ['review'] },
    { ...task, failure: null, ...nextRun(review, task, given, effect, settings.maxAttempts ?? defaultMaxAttempts), outcome: 'answered' },
  );
  if (!decided) throw new Error(`Task ${task.key} of ${executionId} is not under review any more`);
  const status = execution.status === 'waiting_for_human' ? nextExecutionStatus(execution.status, 'resume') : undefined;
  if (status) await changeExecution(db, executionId, { status, reason: null }, ['waiting_for_human']);
  await announceLog(db, projectId, {
    executionId,
    taskKey: task.key,
    attempt: task.attempt,
    node: null,
    level: 'info',
    stream: 'engine',
    lines: [`${given.by} answered: ${words[given.choice]}${given.note ? `: ${given.note}` : ''}`],
  });
  await announceReview(db, projectId, review.id);
  await appendEvents(db, projectId, [await taskEvent(db, decided), await executionEvent(db, executionId)]);
}

const words: Readonly<Record<ReviewChoice, string>> = {
  approve: 'land the work as it is',
  send_back: 'try it again',
  fix_by_hand: 'a person has mended it on the branch',
  skip: 'leave this task out',
  abandon: 'give it up and stop here',
};

/** What the same task does next, in the terms of its row. */
function nextRun(
  review: ReviewRow,
  task: TaskRow,
  { by, note }: GivenAnswer,
  effect: ReviewEffect,
  maxAttempts: number,
): Pick<TaskRow, 'phase' | 'attempt' | 'maxAttempts' | 'round' | 'carry'> {
  const before = carryOf(task);
  const attempt = task.attempt + 1;
  if (effect.list !== null) {
    const closing: Carry['closing'] = { status: effect.list, by, note, halts: effect.execution === 'halt' };
    return { phase: task.phase, attempt: task.attempt, maxAttempts: task.maxAttempts, round: task.round, carry: { closing } };
  }
  const phase = getNextPhase(task.phase, effect.event);
  if (effect.work === 'none') {
    const { lastFailure } = before;
    const said = `${by} sent it back: ${note}`;
    const told: Carry['lastFailure'] = lastFailure
      ? { ...lastFailure, attempt: task.attempt, why: `${said}\n${lastFailure.why}` }
      : {
          attempt: task.attempt,
          check: null,
          exitCode: null,
          why: said,
          outputTail: review.why.evidence ?? review.why.why,
          changedFiles: [],
          diff: null,
        };
    return { phase, attempt, maxAttempts: task.attempt + maxAttempts, round: 0, carry: { lastFailure: told } };
  }
  const isByHand = effect.work === 'by_hand';
  if (!isByHand && !review.work) throw new Error(`Review ${review.id} offered to land work that is not there`);
  const work: KeptWork = review.work ?? { base: '', commit: '', failedChecks: [] };
  const carry: Carry = {
    finished: {
      base: work.base,
      work: work.commit,
      ...(isByHand
        ? { summary: null, byHand: true }
        : {
            summary: work.summary ?? before.finished?.summary ?? null,
            changedFiles: work.changedFiles ?? null,
            ...(work.made ? { made: work.made } : {}),
          }),
    },
    ...(isByHand ? {} : { approval: { by, note, review: review.id, code: review.why.code, checks: review.work?.failedChecks ?? [] } }),
  };
  return { phase, attempt, maxAttempts: Math.max(task.maxAttempts, attempt), round: 1, carry };
}
