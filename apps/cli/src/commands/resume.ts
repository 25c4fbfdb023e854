import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export const resumeCommand = (context: CommandContext): Command =>
  new Command('resume')
    .summary('let a paused execution go on')
    .description(
      'Lets a paused execution go on where it stood; what had ended is not done again. Takes back a pause that has not come yet.',
    )
    .addArgument(projectArgument())
    .addOption(byOption())
    .action(async (project: string, options: { by?: string }) => {
      const { askProject } = await import('../control/ask.ts');
      await askProject(project, { command: 'resume', by: options.by }, context);
    });
