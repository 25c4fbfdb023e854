import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export const giveCommand = (context: CommandContext): Command =>
  new Command('give')
    .summary('give a task back that you have taken over')
    .description('Gives a task back that was taken over: it is done in its turn.')
    .addArgument(projectArgument())
    .argument('<task>', 'its id')
    .addOption(byOption())
    .action(async (project: string, task: string, options: { by?: string }) => {
      const { askProject } = await import('../control/ask.ts');
      await askProject(project, { command: 'give_back', task, by: options.by }, context);
    });
