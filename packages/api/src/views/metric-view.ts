import { z } from 'zod';

/** A figure with all that it is made of, so that anybody can count again. */
export const MetricView = z.object({
  name: z.string(),
  numerator: z.number(),
  denominator: z.number(),
  /** Cases that it rests on. */
  n: z.number().int(),
  /** numerator / denominator; null where there is nothing to divide by: no case is neither good nor bad. */
  value: z.number().nullable(),
  unit: z.enum(['share', 'minutes', 'seconds', 'per task']),
  goal: z.object({ is: z.enum(['at least', 'at most']), value: z.number() }).nullable(),
  /** `to` is not included. */
  window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  /** «only 7 samples»; null with 20 and more. */
  note: z.string().nullable(),
});
export type MetricView = z.infer<typeof MetricView>;

/** In the words of the requirements. */
export const metricTitles: Readonly<Record<string, string>> = {
  tasksWithoutPerson: 'Tasks done without a person',
  errorsResolvedByEngine: 'Errors resolved without a person',
  minutesPerTask: 'Time of a task',
  personShareOfRunTime: 'Run time that waited for a person',
  autonomousShareOfRunTime: 'Run time without a person',
  stopPointsReached: 'Stop points that halted',
  repositorySetUps: 'Repositories made ready',
  taskListWritesExact: 'Exact changes of task lists',
  injectionsCommitted: 'Injections carried out',
  verifiedBeforeDone: 'Verified before done',
  liveEventsDelivered: 'Live events delivered',
  queueWaitSeconds: 'Wait for a slot',
  attemptsPerTask: 'Attempts of a task',
};

const Range = z.object({ from: z.number(), to: z.number() });
const Forecast = z.object({
  tasksLeft: z.number().int(),
  /** Finished tasks that it is made of. */
  n: z.number().int(),
  /** Null: nothing is finished yet, so nobody can say. */
  expected: z.number().nullable(),
  /** Between these four of five ends fall, if the rest is like what is finished; null with fewer than two. */
  range: Range.nullable(),
  note: z.string().nullable(),
});

/** To the end of a project's list, one task after the other. */
export const ForecastView = z.object({
  projectId: z.string(),
  tasksLeft: z.number().int(),
  minutes: Forecast,
  dollars: Forecast,
  words: z.string(),
});
export type ForecastView = z.infer<typeof ForecastView>;
