import type { Review } from './review.ts';

export interface EscalationStep {
  /** After the deadline; 0: at it. */
  readonly afterMs: number;
  /** Who is told. */
  readonly to: string;
}

export interface Escalation {
  readonly step: number;
  readonly to: string;
  readonly words: string;
}

/**
 * Whom to tell now: every step whose time has come and that was not taken yet (`taken`: how many were). Nothing is ever decided because
 * time passed: an unanswered review stays open, and only its customer's new tasks wait.
 */
export function dueEscalations(
  review: Pick<Review, 'answer' | 'deadline' | 'openedAt' | 'task'>,
  taken: number,
  steps: readonly EscalationStep[],
  now: number,
): Escalation[] {
  if (review.answer) return [];
  return steps.flatMap(({ afterMs, to }, index) => {
    if (index < taken || now < review.deadline + afterMs) return [];
    const minutes = Math.floor((now - review.openedAt) / 60_000);
    return [{ step: index + 1, to, words: `${review.task.key} ${review.task.title} has waited ${minutes} minutes for an answer` }];
  });
}

/**
 * Why no new task of this customer starts, or null. What is under way goes on, and other customers do not notice: more work on a pile
 * that nobody looks at helps nobody.
 */
export function reviewPressure(
  reviews: readonly Pick<Review, 'customerId' | 'answer' | 'openedAt' | 'task'>[],
  customer: { id: string; name: string },
  mostOpen: number,
): string | null {
  const open = reviews.filter((review) => review.customerId === customer.id && review.answer === null);
  if (open.length < Math.max(1, mostOpen)) return null;
  const oldest = open.reduce(
    (first, review) => (review.openedAt < first.openedAt ? review : first),
    open[0] ?? { openedAt: 0, task: { key: '', title: '' } },
  );
  return `waits for reviews of customer ${customer.name} (${open.length} open); answer ${oldest.task.key} first`;
}

/** Which to answer first: nearest to its deadline, then the oldest. */
export const byDeadline = (a: Review, b: Review): number =>
  a.deadline - b.deadline || a.openedAt - b.openedAt || (a.reviewId < b.reviewId ? -1 : 1);
