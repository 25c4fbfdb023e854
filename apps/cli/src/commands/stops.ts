import { Command, Option } from 'commander';
import { byOption } from '../args/by.ts';
import { jsonOption } from '../args/json.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export interface SetStopsOptions {
  before?: string[];
  after?: string[];
  beforeMerge?: string[];
  by?: string;
}

const several = (flag: string, what: string): Option =>
  new Option(`--${flag} <id>`, what).argParser((id: string, before?: string[]) => [...(before ?? []), id]);

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('where it shall halt')
    .description('Lists where people want the execution of a project to halt.')
    .addArgument(projectArgument())
    .addOption(jsonOption())
    .action(async (project: string, options: { json?: boolean }) => {
      const { listStops } = await import('../control/set-stops.ts');
      await listStops(project, options, context);
    });

const setCommand = (context: CommandContext): Command =>
  new Command('set')
    .summary('say where it shall halt, while it runs')
    .description(
      'Says where the execution of a project shall halt. This takes the place of what was given before; the stop points of the list itself stay. Each may be given more than once; a group stands for all its tasks.',
    )
    .addArgument(projectArgument())
    .addOption(several('before', 'before this task or group is begun'))
    .addOption(several('after', 'once this task or group is done'))
    .addOption(several('before-merge', 'with the work done and verified, before it reaches the branch; `devteam resume` lets it land'))
    .addOption(byOption())
    .action(async (project: string, options: SetStopsOptions) => {
      const { requireStops, setStops } = await import('../control/set-stops.ts');
      requireStops(options);
      await setStops(project, options, context);
    });

const clearCommand = (context: CommandContext): Command =>
  new Command('clear')
    .summary('let it run to the end of the list')
    .description('Takes back all stop points that people gave; those of the list itself stay.')
    .addArgument(projectArgument())
    .addOption(byOption())
    .action(async (project: string, options: { by?: string }) => {
      const { setStops } = await import('../control/set-stops.ts');
      await setStops(project, options, context);
    });

export const stopsCommand = (context: CommandContext): Command =>
  new Command('stops')
    .summary('where an execution shall halt by itself')
    .description('Shows and sets where an execution shall halt by itself.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(setCommand(context))
    .addCommand(clearCommand(context));
