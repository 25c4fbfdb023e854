import { AskedBy, MadeBy } from '@devteam/api';
import { z } from 'zod';

/** What the last attempt leaves for the next prompt. */
export const LastFailure = z.object({
  attempt: z.number().int(),
  check: z.string().nullable(),
  exitCode: z.number().nullable(),
  why: z.string(),
  outputTail: z.string(),
  changedFiles: z.array(z.string()),
  diff: z.string().nullable(),
});
export type LastFailure = z.infer<typeof LastFailure>;

/** A person lets work land with what is known to be wrong with it, and with nothing else. */
export const Approval = z.object({
  by: z.string(),
  note: z.string(),
  review: z.string(),
  /** Why a person was asked. */
  code: z.string(),
  /** Checks that failed, and may fail again. */
  checks: z.array(z.string()),
});
export type Approval = z.infer<typeof Approval>;

/** What every round of a task is given. Plain JSON: any worker can take it up. */
export const TaskInput = z.object({
  executionId: z.string(),
  projectId: z.string(),
  key: z.string(),
  id: z.string().nullable(),
  title: z.string(),
  startedAt: z.iso.datetime(),
  branch: z.string(),
  listPath: z.string(),
  dialect: z.string(),
  attempt: z.number().int(),
  maxAttempts: z.number().int(),
  lastFailure: LastFailure.nullable(),
  /** Who asked for the execution; absent in what earlier versions began. */
  askedBy: AskedBy.nullable().optional(),
  /** Tasks that land together with this one, ticked in the same commit. */
  together: z.array(z.object({ key: z.string(), id: z.string().nullable(), title: z.string() })).optional(),
});
export type TaskInput = z.infer<typeof TaskInput>;

/** Work that passed its checks and lies on no branch yet. */
export const FinishedWork = z.object({
  /** Commit it began at, and the commit that holds it. */
  base: z.string(),
  work: z.string(),
  summary: z.string().nullable(),
  /** A person has done it on the branch: the work is the branch as it is, whatever commits are named here. */
  byHand: z.boolean().optional(),
  /** Null where nobody wrote it down; then it is looked up. */
  changedFiles: z.array(z.string()).nullable().optional(),
  made: MadeBy.optional(),
});
export type FinishedWork = z.infer<typeof FinishedWork>;

export const LandingInput = TaskInput.extend({ finished: FinishedWork, approval: Approval.optional() });
export type LandingInput = z.infer<typeof LandingInput>;
