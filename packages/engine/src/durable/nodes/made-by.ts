import { z } from 'zod';

/** What a piece of work was made with, for its receipt. */
export const MadeBy = z.object({
  /** Null for an executor that reads no prompt. */
  prompt: z.object({ hash: z.string(), template: z.string(), version: z.string() }).nullable(),
  models: z.array(
    z.object({
      model: z.string(),
      requests: z.number().nullable(),
      inputTokens: z.number(),
      outputTokens: z.number(),
      costUsd: z.number().nullable(),
    }),
  ),
});
export type MadeBy = z.infer<typeof MadeBy>;
