import { z } from 'zod';

/** A person's own time on a task. While it runs the engine leaves the task alone. */
export const TimerView = z.object({
  projectId: z.string(),
  task: z.object({ key: z.string(), title: z.string() }),
  person: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Until now, while it runs. */
  minutes: z.number(),
});
export type TimerView = z.infer<typeof TimerView>;
