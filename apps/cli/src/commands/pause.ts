import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export const pauseCommand = (context: CommandContext): Command =>
  new Command('pause')
    .summary('let what runs end, and begin nothing else')
    .description('Pauses the execution of a project after the step that runs now. Nothing is lost: `devteam resume` goes on from there.')
    .addArgument(projectArgument())
    .option('--now', 'cut off the step that runs; it begins anew after `resume`. A push that has begun is let end')
    .addOption(byOption())
    .action(async (project: string, options: { now?: boolean; by?: string }) => {
      const { askProject } = await import('../control/ask.ts');
      await askProject(project, { command: options.now ? 'pause_now' : 'pause_after_node', by: options.by }, context);
    });
