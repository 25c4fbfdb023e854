import { z } from 'zod';
import { Failure } from '../failure.ts';
import { NodeView } from '../views.ts';

const time = z.iso.datetime();
const count = z.number().int();

/** One step of an execution as the journal has it; a step that was tried again is there more than once. */
export const NodeRecord = NodeView.extend({
  nodeId: z.string(),
  executionId: z.string(),
  /** null: the preparation, before any task. */
  taskKey: z.string().nullable(),
  /** How often the task was selected until then. */
  selection: count,
  /** 0 is the attempt itself; each further one follows a branch that moved. */
  round: count,
  /** Which try at this step. */
  nodeAttempt: count,
  createdAt: time,
  workerId: z.string().nullable(),
});
export type NodeRecord = z.infer<typeof NodeRecord>;

/** One try at a task: what was made, with what, and how it ended. */
export const AttemptView = z.object({
  executionId: z.string(),
  taskKey: z.string(),
  selection: count,
  attempt: count,
  /** Landings that were tried in it; 1 is usual. */
  rounds: count,
  state: z.enum(['running', 'landed', 'failed', 'canceled', 'ended']),
  failure: Failure.nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  base: z.string().nullable(),
  /** The commit that holds the work; null: it came to none. */
  work: z.string().nullable(),
  changedFiles: z.array(z.string()),
  /** What the executor says of it, which nobody verified. */
  summary: z.string().nullable(),
  prompt: z.object({ hash: z.string(), template: z.string(), version: z.string(), constructedBy: z.string() }).nullable(),
  usage: z
    .object({
      model: z.string(),
      requests: count.nullable(),
      inputTokens: count,
      outputTokens: count,
      costUsd: z.number().nullable(),
    })
    .nullable(),
  checks: z.array(z.object({ name: z.string(), result: z.string(), why: z.string(), durationMs: z.number() })),
});
export type AttemptView = z.infer<typeof AttemptView>;

export const artifactKinds = ['prompt', 'diff', 'transcript', 'check_log'] as const;

/** Something that an attempt left to be looked at. */
export const ArtifactView = z.object({
  artifactId: z.string(),
  kind: z.enum(artifactKinds),
  /** Of a check its name, else that of the step. */
  name: z.string(),
  executionId: z.string(),
  taskKey: z.string(),
  attempt: count,
  round: count,
  at: time,
});
export type ArtifactView = z.infer<typeof ArtifactView>;
