import { z } from 'zod';

/** What the work of a task changes: of one that landed, or of the last attempt of one that a person is asked about. */
export const ChangesView = z.object({
  projectId: z.string(),
  taskKey: z.string(),
  state: z.enum(['landed', 'kept']),
  base: z.string(),
  commit: z.string(),
  /** A patch as Git writes it, renames found. */
  diff: z.string(),
  /** It is longer than what is shown. */
  isCut: z.boolean(),
});
export type ChangesView = z.infer<typeof ChangesView>;
