import { Command } from 'commander';
import { projectArgument } from '../args/project.ts';
import { stopAfterOption } from '../args/stop-after.ts';
import type { CommandContext } from '../command-context.ts';

export interface AutomateOptions {
  stopAfter?: string[];
}

export const automateCommand = (context: CommandContext): Command =>
  new Command('automate')
    .summary('start an execution of a project; the workers that are up carry it out')
    .description('Starts an execution of a project and returns at once. The workers that are up (`devteam up`) carry it out.')
    .addArgument(projectArgument())
    .addOption(stopAfterOption())
    .action(async (project: string, options: AutomateOptions) => {
      const { automateProject } = await import('../projects/command-project.ts');
      await automateProject(project, options, context);
    });
