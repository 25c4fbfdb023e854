import { Command } from 'commander';
import { projectArgument } from '../args/project.ts';
import { type StopOptions, addStopOptions } from '../args/stop-points.ts';
import type { CommandContext } from '../command-context.ts';

export type AutomateOptions = StopOptions;

export const automateCommand = (context: CommandContext): Command =>
  addStopOptions(new Command('automate'))
    .summary('start an execution of a project; the workers that are up carry it out')
    .description('Starts an execution of a project and returns at once. The workers that are up (`devteam up`) carry it out.')
    .addArgument(projectArgument())
    .action(async (project: string, options: AutomateOptions) => {
      const { automateProject } = await import('../projects/command-project.ts');
      await automateProject(project, options, context);
    });
