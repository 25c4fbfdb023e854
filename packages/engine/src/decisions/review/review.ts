import { type ErrorCode, type Failure, type ReviewChoice, errorCatalogue, reviewChoices } from '@devteam/api';
import type { Key } from '@devteam/task-list';

/** What we saw ourselves: a check that ran, a commit that is there. */
export interface VerifiedFact {
  readonly what: string;
  /** Command, commit or file that shows it. */
  readonly shownBy: string;
}

/** What an agent or a model says. It may be wrong, and it may be meant to persuade. */
export interface Claim {
  readonly says: string;
  readonly who: string;
}

export interface Review {
  readonly reviewId: string;
  readonly customerId: string;
  readonly projectId: string;
  readonly executionId: string;
  readonly task: { readonly key: Key; readonly title: string };
  readonly why: Failure;
  readonly facts: readonly VerifiedFact[];
  readonly claims: readonly Claim[];
  readonly choices: readonly ReviewChoice[];
  readonly openedAt: number;
  readonly deadline: number;
  readonly answer: ReviewAnswer | null;
}

export interface ReviewAnswer {
  /** Of the requester: the same key with the same content is the same answer. */
  readonly key: string;
  readonly by: string;
  readonly choice: ReviewChoice;
  /** Goes to the next attempt with `send_back`, and into the trail with the others. */
  readonly note: string;
}

/** Failures after which work must not reach the branch on a click: nobody can say what it would do there. */
const neverApproved: ReadonlySet<ErrorCode> = new Set(['tree_hostile', 'executor_reached_outside', 'merge_conflict', 'repository_damaged']);

/**
 * Which answers make sense. Only work that is there can be approved, and only if it was looked at; with checks that failed a person may
 * still say yes, with open eyes.
 */
export function choicesFor(why: Pick<Failure, 'code'>, work: { readonly isKept: boolean }): ReviewChoice[] {
  const isKnown = Object.hasOwn(errorCatalogue, why.code);
  const mayApprove = work.isKept && isKnown && !neverApproved.has(why.code as ErrorCode);
  return reviewChoices.filter((choice) => choice !== 'approve' || mayApprove);
}

/** A review as it opens. `patienceMs`: until its deadline. */
export function openReview(
  given: Omit<Review, 'choices' | 'deadline' | 'answer'>,
  work: { readonly isKept: boolean },
  patienceMs: number,
): Review {
  return { ...given, choices: choicesFor(given.why, work), deadline: given.openedAt + patienceMs, answer: null };
}

/** For terminal, mail and screen readers: what we know stands apart from what is only said. */
export function sayReview(review: Review): string {
  const { task, why, facts, claims, choices } = review;
  return [
    `${task.key} ${task.title}: ${why.what}`,
    `why: ${why.why}`,
    ...section(
      'we verified',
      facts.map(({ what, shownBy }) => `${what} (${shownBy})`),
    ),
    ...section(
      'the agent says, unverified',
      claims.map(({ says, who }) => `${who}: ${says}`),
    ),
    `choose: ${choices.join(', ')}`,
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [`${title}: nothing`] : [`${title}:`, ...lines.map((line) => `  - ${line.replaceAll(/\s+/g, ' ').trim()}`)];
