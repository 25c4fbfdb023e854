import { z } from 'zod';
import { executionStatuses } from '../status.ts';

/** What a person may ask of an execution or of one of its tasks. */
export const controlCommands = [
  'pause_after_node',
  'pause_now',
  'resume',
  'stop_keep_work',
  'stop_discard',
  'skip_task',
  'replay_task',
  'take_over',
  'give_back',
  'set_stop_points',
  'clear_stop_points',
  'stop_everything',
] as const;
export type ControlCommand = (typeof controlCommands)[number];

/** What is and what is wanted are two facts: the answer comes at once, and the words say when it takes effect. */
export const ControlAnswer = z.object({
  /** null: there was never an execution. A replay of one that has ended answers with the new one. */
  executionId: z.string().nullable(),
  status: z.enum(executionStatuses),
  desired: z.enum(['running', 'paused', 'stopped']),
  words: z.string(),
  /** It was so before, and nothing was written. */
  already: z.boolean(),
});
export type ControlAnswer = z.infer<typeof ControlAnswer>;
