import { z } from 'zod';
import { AskedBy } from './asked-by.ts';

const count = z.number().int();

const CheckEntry = z.object({
  name: z.string(),
  command: z.string(),
  outcome: z.enum(['passed', 'failed', 'timed_out', 'could_not_run', 'killed_by_host', 'skipped']),
  exitCode: count.nullable(),
  /** Hash of what it printed; null if it printed nothing. */
  log: z.string().nullable(),
  /** Null if no report of tests could be read. */
  tests: z
    .object({ format: z.string(), complete: z.boolean(), passed: count, failed: count, skipped: count, digest: z.string() })
    .nullable(),
});

/** Why a task counts as done: what ran on which tree and what came out. The commit names its hash, so nothing of it can be changed unseen. */
export const ReceiptView = z.object({
  /** `sha256:…` of the text that is kept. */
  receiptId: z.string(),
  projectId: z.string(),
  executionId: z.string(),
  taskKey: z.string(),
  attempt: count,
  commit: z.string(),
  landedAt: z.iso.datetime().nullable(),
  tree: z.string(),
  base: z.string(),
  sandbox: z.object({ driver: z.string(), isolation: z.string(), enforces: z.array(z.string()), image: z.string().nullable() }),
  checks: z.array(CheckEntry),
  /** The same checks without the work; null if nothing made it necessary to run them. */
  baseline: z.array(CheckEntry).nullable(),
  criteria: z.array(z.object({ text: z.string(), result: z.enum(['met', 'not_met', 'cannot_tell', 'not_checked']) })),
  verdict: z.object({
    verdict: z.enum(['passed', 'failed', 'cannot_tell']),
    reasons: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  approval: z.object({ by: z.string(), why: z.string() }).nullable(),
  models: z.array(
    z.object({
      model: z.string(),
      requests: count.nullable(),
      inputTokens: count,
      outputTokens: count,
      costMicrodollars: count.nullable(),
    }),
  ),
  prompt: z.object({ hash: z.string(), template: z.string(), version: z.string() }).nullable(),
  /** Whose work it is, and of which attempt; null for a person's, absent in receipts of earlier versions. */
  executor: z.object({ name: z.string(), attempt: count }).nullable().optional(),
  /** Null where it was not written down. */
  askedBy: AskedBy.nullable().optional(),
  /** When the verdict was given. */
  at: z.iso.datetime(),
});
export type ReceiptView = z.infer<typeof ReceiptView>;

/** What came out when a receipt was held against what it is about. */
export const ReceiptCheckView = z.object({
  receiptId: z.string(),
  projectId: z.string(),
  taskKey: z.string(),
  commit: z.string(),
  /** What speaks against it; none: everything that could be looked at agrees. */
  differences: z.array(z.object({ at: z.string(), said: z.string().nullable(), found: z.string().nullable() })),
  /** Checks whose output is not kept any more, so that nobody can compare it. */
  forgotten: z.array(z.string()),
  at: z.iso.datetime(),
});
export type ReceiptCheckView = z.infer<typeof ReceiptCheckView>;

/** Test by test, of each check that reported tests. */
export const ReceiptTestsView = z.object({
  items: z.array(
    z.object({
      check: z.string(),
      /** Null: they are not kept any more; the receipt says only how many there were. */
      tests: z
        .array(z.object({ name: z.string(), status: z.enum(['passed', 'failed', 'skipped']), message: z.string().nullable() }))
        .nullable(),
    }),
  ),
});
export type ReceiptTestsView = z.infer<typeof ReceiptTestsView>;
