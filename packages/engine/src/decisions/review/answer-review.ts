import { type Failure, type ReviewChoice, type TaskStatus, describeFailure } from '@devteam/api';
import type { PhaseEvent } from '../phase-table.ts';
import type { Review, ReviewAnswer } from './review.ts';

export interface ReviewEffect {
  /** Of the task, in `phaseTable`, from HUMAN_REVIEW. */
  readonly event: PhaseEvent;
  /**
   * Whose work goes on: the kept one of the last attempt (merged, verified once more and pushed), none (a new attempt),
   * or that of the person, which is verified as any other.
   */
  readonly work: 'kept' | 'none' | 'by_hand';
  /** The counter of attempts begins again; the note goes into the prompt. */
  readonly fresh: boolean;
  readonly list: Extract<TaskStatus, 'skipped' | 'blocked'> | null;
  /** Whether the execution goes on afterwards or halts. */
  readonly execution: 'resume' | 'halt';
}

/** What each answer leads to. Nothing reaches the branch unverified, whoever says so. */
export const reviewTable: Readonly<Record<ReviewChoice, ReviewEffect>> = {
  approve: { event: 'merge', work: 'kept', fresh: false, list: null, execution: 'resume' },
  send_back: { event: 'retry', work: 'none', fresh: true, list: null, execution: 'resume' },
  fix_by_hand: { event: 'merge', work: 'by_hand', fresh: true, list: null, execution: 'resume' },
  skip: { event: 'interrupt', work: 'none', fresh: false, list: 'skipped', execution: 'resume' },
  abandon: { event: 'interrupt', work: 'none', fresh: false, list: 'blocked', execution: 'halt' },
};

export type AnswerPlan =
  | { readonly outcome: 'accepted'; readonly review: Review; readonly effect: ReviewEffect }
  /** The same answer came before. */
  | { readonly outcome: 'replayed'; readonly review: Review }
  | { readonly outcome: 'refused'; readonly failure: Failure };

/** The first answer counts. A second one is told which that was, and by whom. */
export function answerReview(review: Review, answer: ReviewAnswer): AnswerPlan {
  const { answer: before, task, choices } = review;
  if (before && before.key === answer.key && before.choice === answer.choice && before.note === answer.note && before.by === answer.by)
    return { outcome: 'replayed', review };
  if (before) return refused('review_answered', task.key, `${before.by} answered ${before.choice}`);
  if (!choices.includes(answer.choice)) return refused('review_choice_unknown', answer.choice, `the answers are ${choices.join(', ')}`);
  if (answer.choice === 'send_back' && answer.note.trim() === '')
    return refused('review_choice_unknown', 'note', 'without a note the next attempt would know no more than the last');
  return { outcome: 'accepted', review: { ...review, answer }, effect: reviewTable[answer.choice] };
}

const refused = (code: 'review_answered' | 'review_choice_unknown', place: string, why: string): AnswerPlan => ({
  outcome: 'refused',
  failure: describeFailure(code, { place, why }),
});
