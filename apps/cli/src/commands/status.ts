import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';

export interface StatusOptions {
  json?: boolean;
}

export const statusCommand = (context: CommandContext): Command =>
  new Command('status')
    .summary('how all projects stand, and the link to the page')
    .description('Shows how all projects stand, whether somebody works on them, and the link to the page if it is up.')
    .addOption(jsonOption('write all of it as one JSON object to standard output'))
    .action(async (options: StatusOptions) => {
      const { showStatus } = await import('../status/show-status.ts');
      await showStatus(options, context);
    });
