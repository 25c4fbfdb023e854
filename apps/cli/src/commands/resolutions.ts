import { Argument, Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('errors that were investigated')
    .description('Lists the investigations of errors, the newest first: of which task, what was found, and whether it is resolved.')
    .addOption(jsonOption('write them as one JSON array to standard output'))
    .action(async (options: { json?: boolean }) => {
      const { showResolutions } = await import('../resolutions/show-resolutions.ts');
      await showResolutions(options, context);
    });

const showCommand = (context: CommandContext): Command =>
  new Command('show')
    .summary('the report of one: symptoms, hypotheses, verdicts and the lines that show them')
    .description(
      'Shows the report of one investigation: the symptoms, each hypothesis with its null and its verdict, and the lines of the log that the verdict quotes.',
    )
    .addArgument(new Argument('<resolution>', 'its id, or the beginning of it; see `devteam resolutions list`'))
    .option('--log', 'all that the experiments printed, too')
    .addOption(jsonOption('write it as one JSON object to standard output'))
    .action(async (resolution: string, options: { json?: boolean; log?: boolean }) => {
      const { showResolution } = await import('../resolutions/show-resolution.ts');
      await showResolution(resolution, options, context);
    });

export const resolutionsCommand = (context: CommandContext): Command =>
  new Command('resolutions')
    .summary('what investigations of errors found')
    .description('Lists and shows investigations of errors that outlived all attempts of their task.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(showCommand(context));
