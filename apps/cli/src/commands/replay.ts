import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export const replayCommand = (context: CommandContext): Command =>
  new Command('replay')
    .summary('do a task again from its beginning')
    .description('Does a task again with all its attempts, also one that runs. After an execution has ended a new one begins.')
    .addArgument(projectArgument())
    .argument('[task]', 'its id; without it the whole list goes on in a new execution')
    .addOption(byOption())
    .action(async (project: string, task: string | undefined, options: { by?: string }) => {
      const { askProject } = await import('../control/ask.ts');
      await askProject(project, { command: 'replay_task', task, by: options.by }, context);
    });
