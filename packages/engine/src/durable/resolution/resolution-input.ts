import { Failure, MadeBy } from '@devteam/api';
import { z } from 'zod';
import { TaskInput } from '../nodes/task-input.ts';

/** What an investigation is given: its own task of the list, and all that is known of the error of another one. */
export const ResolutionInput = TaskInput.extend({
  original: z.object({ key: z.string(), id: z.string().nullable(), title: z.string() }),
  /** 1 to 3, of this error. */
  number: z.number().int(),
  failure: Failure,
  failedAt: z.iso.datetime(),
  /** The work that failed; null if there is none. */
  work: z.object({ base: z.string(), commit: z.string(), made: MadeBy.nullable().optional() }).nullable(),
  changedFiles: z.array(z.string()),
});
export type ResolutionInput = z.infer<typeof ResolutionInput>;
