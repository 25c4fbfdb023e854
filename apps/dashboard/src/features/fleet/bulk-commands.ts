import type { ProjectView } from '@devteam/api';
import { type ControlCommand, controlChoices, refusalOfControl } from '../control/control-commands.ts';
import { automateCommand } from '../preflight/preflight-words.ts';
import { type Refusal, refusalOfAutomate } from '../projects/commands.ts';

export type BulkCommand = 'automate' | Extract<ControlCommand, 'pause_after_node' | 'resume' | 'stop_keep_work'>;
export const bulkCommands: readonly BulkCommand[] = ['automate', 'pause_after_node', 'resume', 'stop_keep_work'];

export interface BulkChoice {
  words: string;
  /** What survives and what does not. */
  consequence: string;
  cli: (projectId: string) => string;
  refusalOf: (project: ProjectView) => Refusal;
}

const ofControl = (command: ControlCommand): BulkChoice => ({
  ...controlChoices[command],
  refusalOf: (project) => refusalOfControl(project, command),
});

export const bulkChoices: Record<BulkCommand, BulkChoice> = {
  automate: {
    words: 'Automate',
    consequence:
      'Each list is worked through to its end, without a look at what is in the way of it; what cannot start says why on its card.',
    cli: (projectId) => automateCommand(projectId, []),
    refusalOf: refusalOfAutomate,
  },
  pause_after_node: ofControl('pause_after_node'),
  resume: ofControl('resume'),
  stop_keep_work: ofControl('stop_keep_work'),
};

/** Whom a command would reach, and why not the others. */
export function planBulk(projects: readonly ProjectView[], command: BulkCommand) {
  const { refusalOf } = bulkChoices[command];
  const rows = projects.map((project) => ({ project, refusal: refusalOf(project) }));
  return {
    reached: rows.filter(({ refusal }) => refusal === null).map(({ project }) => project),
    refused: rows.flatMap(({ project, refusal }) => (refusal === null ? [] : [{ project, why: refusal }])),
  };
}
