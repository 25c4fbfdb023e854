import type { TaskStatus } from '@devteam/api';

/** What a person may do to one task, in the words of the API. */
export type TaskCommand = 'skip_task' | 'replay_task' | 'take_over' | 'give_back';

export interface TaskChoice {
  command: TaskCommand;
  words: string;
  consequence: string;
  cli: (projectId: string, task: string) => string;
}

const choices: Record<TaskCommand, TaskChoice> = {
  skip_task: {
    command: 'skip_task',
    words: 'Skip',
    consequence: 'The list marks it as skipped; tasks that wait for it may start. If it runs, it is cut off and this attempt is dropped.',
    cli: (projectId, task) => `devteam skip ${task} --project ${projectId}`,
  },
  replay_task: {
    command: 'replay_task',
    words: 'Do it again',
    consequence: 'It begins anew, with all its attempts.',
    cli: (projectId, task) => `devteam replay ${task} --project ${projectId}`,
  },
  take_over: {
    command: 'take_over',
    words: 'Take it over',
    consequence: 'It is yours until you give it back. If it runs, it is cut off, and what was done stays on a branch of its own.',
    cli: (projectId, task) => `devteam take ${task} --project ${projectId}`,
  },
  give_back: {
    command: 'give_back',
    words: 'Give it back',
    consequence: 'The engine does it when its turn comes.',
    cli: (projectId, task) => `devteam give ${task} --project ${projectId}`,
  },
};

/** What makes sense for a task as it stands; the engine decides, this only spares people refusals. */
export function taskChoices(status: TaskStatus, isCurrent: boolean): TaskChoice[] {
  if (isCurrent || status === 'active') return [choices.take_over, choices.replay_task, choices.skip_task];
  if (status === 'human-review') return [choices.give_back, choices.replay_task, choices.skip_task];
  if (status === 'pending' || status === 'blocked') return [choices.take_over, choices.skip_task];
  if (status === 'error') return [choices.replay_task, choices.take_over, choices.skip_task];
  return status === 'skipped' ? [choices.replay_task] : [];
}
