import { z } from 'zod';

/** Who asked for an execution: a person at a page or terminal, whoever holds a token, a schedule, or the engine itself. */
export const AskedBy = z.object({ kind: z.enum(['person', 'token', 'schedule', 'engine']), name: z.string() });
export type AskedBy = z.infer<typeof AskedBy>;
