import { Argument, Command, Option } from 'commander';
import { byOption } from '../args/by.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';

export interface StopOptions {
  keep?: boolean;
  discard?: boolean;
  customer?: string;
  by?: string;
}

export const stopCommand = (context: CommandContext): Command =>
  new Command('stop')
    .summary('ask the execution of a project to stop')
    .description(
      'Asks the execution of a project to stop: what is under way is ended and dropped, what was done stays. A push that has begun is let end. Returns at once.',
    )
    .addArgument(new Argument('[project]', projectArgument().description))
    .addOption(new Option('--keep', 'what the task under way has done stays on its own branch of the local copy').conflicts('discard'))
    .option('--discard', 'drop it; this is usual')
    .addOption(new Option('--customer <id>', 'stop everything of this customer, and keep its work').conflicts(['keep', 'discard']))
    .addOption(byOption())
    .action(async (project: string | undefined, options: StopOptions) => {
      if ((project === undefined) === (options.customer === undefined))
        throw new UsageError('Name one project, or a customer with --customer.');
      const { stopCustomer, stopProject } = await import('../control/stop.ts');
      if (options.customer !== undefined) return stopCustomer(options.customer, options.by, context);
      await stopProject(project ?? '', options, context);
    });
