import { z } from 'zod';
import { Failure } from '../failure.ts';

const time = z.iso.datetime();

/** Layers of causes, the most fundamental first; `innocence` is the null that leads them all: the change is not to blame. */
export const causeLayers = ['innocence', 'environment', 'dependencies', 'logic', 'interface'] as const;
export type CauseLayer = (typeof causeLayers)[number];

export const verdictKinds = ['eliminated', 'confirmed', 'insufficient'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

/** One line that an experiment printed, or that we measured of it. */
export const EvidenceLine = z.object({
  at: time,
  experiment: z.string(),
  stream: z.enum(['stdout', 'stderr', 'engine']),
  text: z.string(),
  hash: z.string(),
});
export type EvidenceLine = z.infer<typeof EvidenceLine>;

export const HypothesisView = z.object({
  id: z.string(),
  layer: z.enum(causeLayers),
  statement: z.string(),
  /** What has to be shown wrong before the statement counts. */
  nullHypothesis: z.string(),
  /** By rule, or the model that thought of it. */
  from: z.string(),
  verdict: z.enum(verdictKinds).nullable(),
  why: z.string().nullable(),
  /** Hashes of lines of the log. */
  quotes: z.array(z.string()),
});
export type HypothesisView = z.infer<typeof HypothesisView>;

/** The report of one investigation, also of one that found nothing. */
export const ResolutionView = z.object({
  resolutionId: z.string(),
  projectId: z.string(),
  executionId: z.string(),
  /** The task that failed, and the one in the list that investigates it. */
  task: z.object({ key: z.string(), title: z.string() }),
  resolverKey: z.string(),
  /** The same for the same error, wherever it comes back. */
  signature: z.string(),
  /** 1 to 3, of this error. */
  number: z.number().int(),
  status: z.enum(['investigating', 'resolved', 'unresolved']),
  failure: Failure,
  /** Observed lines, without explanation. */
  symptoms: z.array(z.object({ text: z.string(), hash: z.string() })),
  hypotheses: z.array(HypothesisView),
  /** The hypothesis that was confirmed; null if none was. */
  cause: z.string().nullable(),
  fix: z
    .object({ summary: z.string().nullable(), files: z.array(z.string()), commit: z.string().nullable(), verified: z.boolean() })
    .nullable(),
  /** Why it ended as it did, in a sentence. */
  conclusion: z.string().nullable(),
  log: z.array(EvidenceLine),
  startedAt: time,
  endedAt: time.nullable(),
});
export type ResolutionView = z.infer<typeof ResolutionView>;
