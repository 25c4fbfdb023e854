import { z } from 'zod';
import { executionStatuses } from '../status.ts';

/**
 * What keeps an execution from going on, or is about to: what it comes to, what is, who wants it and why. A pause that waits for the end of a
 * step is one that is not in effect yet.
 */
export const HoldView = z.object({
  kind: z.enum(['pause', 'stop', 'stop_point', 'question', 'reviews', 'budget']),
  desired: z.enum(['paused', 'stopped', 'waiting']),
  actual: z.enum(executionStatuses),
  isInEffect: z.boolean(),
  /** A person's name; null: the engine or the list. */
  by: z.string().nullable(),
  since: z.iso.datetime().nullable(),
  why: z.string(),
});
export type HoldView = z.infer<typeof HoldView>;
