import { Argument, Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';

export interface WatchOptions {
  json?: boolean;
}

export const watchCommand = (context: CommandContext): Command =>
  new Command('watch')
    .summary('see live what is worked on; Ctrl-C only stops watching')
    .description('Shows live how executions go until all have come to rest. Ctrl-C stops watching; the work goes on.')
    .addArgument(new Argument('[project...]', 'ids or names; without one, all that is worked on'))
    .addOption(jsonOption('write each event as a line of JSON'))
    .action(async (projects: string[], options: WatchOptions) => {
      const { watchLive } = await import('../follow/watch-live.ts');
      await watchLive(projects, options, context);
    });
