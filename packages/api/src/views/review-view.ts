import { z } from 'zod';
import { Failure } from '../failure.ts';

const time = z.iso.datetime();

export const reviewChoices = ['approve', 'send_back', 'fix_by_hand', 'skip', 'abandon'] as const;
export type ReviewChoice = (typeof reviewChoices)[number];

/** A question that only a person answers. What we verified stands apart from what is only said. */
export const ReviewView = z.object({
  reviewId: z.string(),
  projectId: z.string(),
  customerId: z.string(),
  executionId: z.string(),
  task: z.object({ key: z.string(), id: z.string().nullable(), title: z.string() }),
  /** `withdrawn`: its execution has ended, and nobody waits for the answer any more. */
  state: z.enum(['open', 'answered', 'withdrawn']),
  why: Failure,
  facts: z.array(z.object({ what: z.string(), shownBy: z.string() })),
  claims: z.array(z.object({ says: z.string(), who: z.string() })),
  choices: z.array(z.enum(reviewChoices)),
  /** The commit of the last attempt and what it began at, kept in the local copy; null if there is none. */
  work: z.object({ base: z.string(), commit: z.string(), failedChecks: z.array(z.string()) }).nullable(),
  openedAt: time,
  deadline: time,
  /** How many of those who are told after the deadline were told. */
  escalations: z.number().int(),
  answer: z.object({ choice: z.enum(reviewChoices), by: z.string(), note: z.string(), at: time }).nullable(),
});
export type ReviewView = z.infer<typeof ReviewView>;
