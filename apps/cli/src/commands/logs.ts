import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import { linesOption } from '../args/lines.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export interface LogsOptions {
  follow?: boolean;
  json?: boolean;
  lines: number;
}

export const logsCommand = (context: CommandContext): Command =>
  new Command('logs')
    .summary('what was printed while a project was worked on')
    .description('Shows what executors and checks printed, and what the engine says of it: the last lines, or all that comes with -f.')
    .addArgument(projectArgument())
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .addOption(linesOption())
    .addOption(jsonOption('write each event as a line of JSON'))
    .action(async (project: string, options: LogsOptions) => {
      const { showLogs } = await import('../logs/show-logs.ts');
      await showLogs(project, options, context);
    });
