import { z } from 'zod';
import { Failure } from '../failure.ts';
import { nodeStatuses } from '../status.ts';

export const injectionTypes = ['priority', 'replace', 'positional'] as const;

const time = z.iso.datetime();

/** A task as the order of a list names it. */
const Named = z.object({ key: z.string(), title: z.string() });

/** What was stopped for it, and what became of its work: rolled back (it runs again after the new one) or dropped (it was replaced). */
const Stopped = Named.extend({ work: z.enum(['roll_back', 'drop']) });

const orders = {
  /** Open tasks in the order in which they are carried out if each lands; first what is under way. */
  oldOrder: z.array(Named),
  newOrder: z.array(Named),
};

/** A task that somebody puts into a list while it is worked through. */
export const InjectionView = z.object({
  injectionId: z.string(),
  projectId: z.string(),
  /** Of the requester: the same key with the same content is the same injection. */
  key: z.string(),
  mode: z.enum(injectionTypes),
  /** As it was asked for: `after:1.2`, the task to replace, or null for «where it is now». */
  place: z.string().nullable(),
  status: z.enum(['approval', 'pending', 'processing', 'done', 'refused', 'canceled', 'rolled_back']),
  by: z.string(),
  reason: z.string(),
  title: z.string(),
  /** The new task's, as the list has it; until it is there the one that is meant for it. */
  taskKey: z.string().nullable(),
  interrupted: Stopped.nullable(),
  replaced: z.string().nullable(),
  ...orders,
  /** Of the list with the new task in it. */
  commit: z.string().nullable(),
  failure: Failure.nullable(),
  /** Who approved it or took it back. */
  settledBy: z.string().nullable(),
  requestedAt: time,
  endedAt: time.nullable(),
  steps: z.array(z.object({ step: z.string(), status: z.enum(nodeStatuses), startedAt: time.nullable(), endedAt: time.nullable() })),
});
export type InjectionView = z.infer<typeof InjectionView>;

/** What an injection would do now; nothing has happened. */
export const InjectionPreview = z.object({
  mode: z.enum(injectionTypes),
  title: z.string(),
  /** Why it cannot be; null: it can. */
  problem: Failure.nullable(),
  taskKey: z.string().nullable(),
  needsApproval: z.boolean(),
  interrupts: Stopped.nullable(),
  replaces: z.string().nullable(),
  ...orders,
  /** 1: it is next; null: it cannot start as the list stands. */
  startsAs: z.number().int().nullable(),
  /** By the estimate of the new task, for all that come after it. */
  delayMinutes: z.number().nullable(),
});
export type InjectionPreview = z.infer<typeof InjectionPreview>;
