import { Argument, Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';

export interface StatusOptions {
  json?: boolean;
}

export const statusCommand = (context: CommandContext): Command =>
  new Command('status')
    .summary('how all projects stand, and the link to the page')
    .description(
      'Shows how all projects stand, whether somebody works on them, and the link to the page if it is up. Of one project: what holds it, who wants that and why, and what may be asked of it now.',
    )
    .addArgument(new Argument('[project]', 'only this one: its id, the end of it, or its name'))
    .addOption(jsonOption('write all of it as one JSON object to standard output'))
    .action(async (project: string | undefined, options: StatusOptions) => {
      const { showStatus } = await import('../status/show-status.ts');
      await showStatus(project, options, context);
    });
