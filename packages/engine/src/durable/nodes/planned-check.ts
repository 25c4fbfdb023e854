import { z } from 'zod';

export const PlannedCheck = z.object({
  name: z.string(),
  command: z.string(),
  timeoutSeconds: z.number(),
  kind: z.enum(['install', 'build', 'test']),
  /** File below the top folder that it writes its report of tests to; without one, the report is in what it prints. */
  report: z.string().optional(),
});
export type PlannedCheck = z.infer<typeof PlannedCheck>;
