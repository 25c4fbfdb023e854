import { z } from 'zod';
import { measures } from './budget-view.ts';

/** Where an execution halts by itself. `after` includes the task; a group stands for all its tasks. */
export const StopPlace = z.discriminatedUnion('when', [
  z.object({ when: z.enum(['before', 'after', 'before_merge']), target: z.string() }),
  z.object({ when: z.literal('budget'), measure: z.enum(measures), limit: z.number().positive() }),
]);
export type StopPlace = z.infer<typeof StopPlace>;
