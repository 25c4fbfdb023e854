import { z } from 'zod';

/** The body of every answer that is no success (RFC 9457), with the four parts of a failure. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  what: z.string(),
  why: z.string(),
  tried: z.array(z.string()),
  next: z.string(),
  place: z.string().nullable(),
  evidence: z.string().nullable(),
  /** Path of the field that was refused, from `body`, `query`, `params` or `headers` on. */
  field: z.string().optional(),
  /** Of a conflict: what would have been possible. */
  allowed: z.array(z.string()).optional(),
  /** Of an edit that came too late: what it is now, and the ETag of that. */
  current: z.unknown().optional(),
  currentTag: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
