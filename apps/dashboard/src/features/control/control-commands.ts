import { type ProjectView, isActive } from '@devteam/api';
import { statusOf } from '../projects/attention.ts';
import type { Refusal } from '../projects/commands.ts';

/** What a person may ask of an execution, in the words of the API. */
export type ControlCommand = 'pause_after_node' | 'pause_now' | 'resume' | 'stop_keep_work' | 'stop_discard';

export interface ControlChoice {
  command: ControlCommand;
  /** Named by its consequence. */
  words: string;
  /** What survives and what does not. */
  consequence: string;
  cli: (projectId: string) => string;
  /** It costs work, so it is asked once more, with what it costs. */
  confirm: boolean;
}

export const controlChoices: Record<ControlCommand, ControlChoice> = {
  pause_after_node: {
    command: 'pause_after_node',
    words: 'Pause after this step',
    consequence: 'What runs ends by itself; nothing is lost. Resume goes on with the next step.',
    cli: (projectId) => `devteam pause ${projectId}`,
    confirm: false,
  },
  pause_now: {
    command: 'pause_now',
    words: 'Pause now',
    consequence: 'The step that runs is cut off and is done again after Resume. A push that has begun is let end.',
    cli: (projectId) => `devteam pause ${projectId} --now`,
    confirm: false,
  },
  resume: {
    command: 'resume',
    words: 'Resume',
    consequence: 'Goes on with the step that comes next.',
    cli: (projectId) => `devteam resume ${projectId}`,
    confirm: false,
  },
  stop_keep_work: {
    command: 'stop_keep_work',
    words: 'Stop now, keep the work',
    consequence:
      'The execution ends. What the running task has done so far stays on a branch of its own; the project’s branch does not change.',
    cli: (projectId) => `devteam stop ${projectId} --keep`,
    confirm: true,
  },
  stop_discard: {
    command: 'stop_discard',
    words: 'Abort, drop this attempt',
    consequence: 'The execution ends, and what the running task has done in this attempt is dropped. Tasks that have landed stay.',
    cli: (projectId) => `devteam stop ${projectId} --discard`,
    confirm: true,
  },
};

/** Why a command cannot be given now; null where it can. The engine decides; this only spares people a refusal. */
export function refusalOfControl(project: ProjectView, command: ControlCommand): Refusal {
  const status = statusOf(project);
  if (!isActive(status)) return 'Nothing is running.';
  if (status === 'stopping' || project.execution?.desired === 'stopped')
    return command === 'stop_discard' ? null : 'A stop is asked for already.';
  if (command === 'resume') {
    if (status === 'waiting_for_human') return 'It waits for an answer: see the review.';
    return status === 'paused' || project.execution?.desired === 'paused' ? null : 'It runs already.';
  }
  if (command === 'pause_after_node' || command === 'pause_now') {
    if (status === 'paused') return 'It is paused already.';
    return command === 'pause_after_node' && project.execution?.desired === 'paused' ? 'A pause is asked for already.' : null;
  }
  return null;
}
