import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export const skipCommand = (context: CommandContext): Command =>
  new Command('skip')
    .summary('leave a task out')
    .description(
      'Leaves a task out, also one that runs: it is cut off and its work dropped. The list says so afterwards. A push that has begun is let end.',
    )
    .addArgument(projectArgument())
    .argument('<task>', 'its id')
    .addOption(byOption())
    .action(async (project: string, task: string, options: { by?: string }) => {
      const { askProject } = await import('../control/ask.ts');
      await askProject(project, { command: 'skip_task', task, by: options.by }, context);
    });
