import { z } from 'zod';

const time = z.iso.datetime();

/** What a request is about, for finding it again. */
export const auditKinds = ['automation', 'task', 'injection', 'review', 'project', 'budget', 'access', 'webhook', 'notice'] as const;
export type AuditKind = (typeof auditKinds)[number];

/** One request that was to change something. */
export const AuditEntry = z.object({
  auditId: z.string(),
  /** The `X-Request-Id` of its answer. */
  requestId: z.string(),
  at: time,
  userId: z.string(),
  person: z.string(),
  via: z.enum(['local', 'session', 'token', 'ticket', 'host', 'command line']),
  /** Name of the operation in the description of the API. */
  action: z.string(),
  kind: z.enum(auditKinds),
  customerId: z.string().nullable(),
  projectId: z.string().nullable(),
  /** A task, an injection, a review, a person: what it is about besides the project. */
  subject: z.string().nullable(),
  /** What was asked, without secrets and shortened. */
  request: z.record(z.string(), z.unknown()),
  /** Of an edit: what it was, and what it became. */
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  /** `done`, or the code of the refusal; null: nobody knows, because the process died. */
  outcome: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
