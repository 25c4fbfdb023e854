import { z } from 'zod';

/** What a piece of work was made with and by whom, for its receipt. */
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
  /** By its name in the settings, and the attempt whose work it is. Absent for what a person did. */
  executor: z.object({ name: z.string(), attempt: z.number().int() }).optional(),
});
export type MadeBy = z.infer<typeof MadeBy>;
