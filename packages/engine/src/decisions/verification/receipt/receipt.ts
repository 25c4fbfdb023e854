import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TestReport } from '../reports/test-report.ts';
import { canonicalJson } from './canonical-json.ts';

const text = z.string().max(20_000);
const count = z.number().int().min(0);
const objectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What an entire report comes to: how many of each, and a digest of which. */
const TestCounts = z.strictObject({ format: text, complete: z.boolean(), passed: count, failed: count, skipped: count, digest: hash });

const CheckEntry = z.strictObject({
  name: text,
  command: text,
  outcome: z.enum(['passed', 'failed', 'timed_out', 'could_not_run', 'killed_by_host', 'skipped']),
  exitCode: z.number().int().nullable(),
  /** Of all that it printed, as it is kept; null if it printed nothing. */
  log: hash.nullable(),
  tests: TestCounts.nullable(),
});

const ModelEntry = z.strictObject({
  model: text,
  /** Null where nobody counted. */
  requests: count.nullable(),
  inputTokens: count,
  outputTokens: count,
  /** In millionths of a dollar; null where no price is known. */
  costMicrodollars: count.nullable(),
});

/** Why a task counts as done: what ran, on what, by whom, and what came out. Whole numbers only, so that it has one text. */
export const Receipt = z.strictObject({
  version: z.literal(1),
  task: z.strictObject({ project: text, key: text, execution: text, attempt: z.number().int().min(1) }),
  /** The tree that was checked and landed, the commit it was compared with, and the parents of the commit that landed. */
  tree: objectId,
  base: objectId,
  parents: z.array(objectId).min(1),
  sandbox: z.strictObject({
    driver: text,
    isolation: text,
    /** What the driver says it enforces; a word that is missing is not enforced. */
    enforces: z.array(text),
    /** Of the image; null for drivers without one. */
    image: hash.nullable(),
  }),
  checks: z.array(CheckEntry).min(1),
  /** The same checks on the base; null if nobody ran them there. */
  baseline: z.array(CheckEntry).nullable(),
  criteria: z.array(z.strictObject({ text, result: z.enum(['met', 'not_met', 'cannot_tell', 'not_checked']) })),
  verdict: z.strictObject({ verdict: z.enum(['passed', 'failed', 'cannot_tell']), reasons: z.array(text), notes: z.array(text) }),
  /** The person who let it land though the verdict did not, or though protected paths changed. */
  approval: z.strictObject({ by: text, why: text }).nullable(),
  models: z.array(ModelEntry),
  /** What the executor was told, by hash and by the template it was made of; null if it reads no prompt. */
  prompt: z.strictObject({ hash: text, template: text, version: text }).nullable(),
  /** Whose work it is, and of which attempt; null for a person's. Receipts of earlier versions do not say. */
  executor: z
    .strictObject({ name: text, attempt: z.number().int().min(1) })
    .nullable()
    .optional(),
  /** Null where it was not written down. */
  askedBy: z.strictObject({ kind: z.enum(['person', 'token', 'schedule', 'engine']), name: text }).nullable(),
  /** When the verdict was given, UTC, as `toISOString` writes it. */
  at: z.iso.datetime(),
});
export type Receipt = z.infer<typeof Receipt>;

export const sha256 = (content: string | Uint8Array): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Independent of the order in which tests ran. */
export function countTests({ format, complete, tests }: TestReport): z.infer<typeof TestCounts> {
  const of = (wanted: string): number => tests.filter(({ status }) => status === wanted).length;
  const pairs = tests.map(({ name, status, ran, failed: broken }) => canonicalJson([name, status, ran, broken])).toSorted();
  return { format, complete, passed: of('passed'), failed: of('failed'), skipped: of('skipped'), digest: sha256(pairs.join('\n')) };
}

/** The text that is kept and hashed. Throws a ZodError for what is no receipt, a TypeError for texts with half a character. */
export const receiptText = (receipt: Receipt): string => canonicalJson(Receipt.parse(receipt));

export const receiptHash = (receipt: Receipt): string => sha256(receiptText(receipt));

const trailerKey = 'DevTeam-Receipt';

/** The line that binds a commit to its receipt; it belongs among the trailers, which no title or summary can add to. */
export const receiptTrailer = (receipt: Receipt): string => `${trailerKey}: ${receiptHash(receipt)}`;

/** The hash that a commit's message names; undefined if its trailers have none, or more than one. */
export function findReceiptHash(message: string): string | undefined {
  const trailers = message.trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];
  const own = trailers.filter((line) => line.toLowerCase().startsWith(`${trailerKey.toLowerCase()}:`));
  const found = own.length === 1 ? /^[^:]+: (sha256:[0-9a-f]{64})$/.exec(own[0] ?? '') : null;
  return found?.[1];
}
