import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export const takeCommand = (context: CommandContext): Command =>
  new Command('take')
    .summary('take a task over')
    .description(
      'Takes a task over: DevTeam leaves it alone until it is given back. One that runs is cut off, and what it has done stays on its own branch of the local copy.',
    )
    .addArgument(projectArgument())
    .argument('<task>', 'its id')
    .addOption(byOption())
    .action(async (project: string, task: string, options: { by?: string }) => {
      const { askProject } = await import('../control/ask.ts');
      await askProject(project, { command: 'take_over', task, by: options.by }, context);
    });
