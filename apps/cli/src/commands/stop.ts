import { Command } from 'commander';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export const stopCommand = (context: CommandContext): Command =>
  new Command('stop')
    .summary('ask the execution of a project to stop')
    .description('Asks the execution of a project to stop: what is under way is ended and dropped, what was done stays. Returns at once.')
    .addArgument(projectArgument())
    .action(async (project: string) => {
      const { stopProject } = await import('../projects/command-project.ts');
      await stopProject(project, context);
    });
