import { Command, Option } from 'commander';
import { jsonOption } from '../args/json.ts';
import { linesOption } from '../args/lines.ts';
import { projectArgument } from '../args/project.ts';
import { sinceOption } from '../args/since.ts';
import type { CommandContext } from '../command-context.ts';

export interface LogsOptions {
  follow?: boolean;
  failed?: boolean;
  grep?: string;
  since?: number;
  json?: boolean;
  lines?: number;
}

export const logsCommand = (context: CommandContext): Command =>
  new Command('logs')
    .summary('what was printed while a project was worked on')
    .description('Shows what executors and checks printed, and what the engine says of it: the last lines, or all that comes with -f.')
    .addArgument(projectArgument())
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .addOption(
      new Option('--failed', 'of the step that failed last: what it printed, or if it printed nothing why it failed').conflicts('follow'),
    )
    .option('--grep <text>', 'only lines with this text in them, whatever its case')
    .addOption(sinceOption(context.now))
    .addOption(linesOption())
    .addOption(jsonOption('write each event as a line of JSON'))
    .action(async (project: string, options: LogsOptions) => {
      const { showLogs } = await import('../logs/show-logs.ts');
      await showLogs(project, options, context);
    });
