import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import { wholeNumber } from '../args/whole-number.ts';
import type { CommandContext } from '../command-context.ts';

export interface MetricsOptions {
  customer?: string;
  days: number;
  json?: boolean;
}

export const metricsCommand = (context: CommandContext): Command =>
  new Command('metrics')
    .summary('how well it works, and when each list will be done')
    .description('Shows how well it works, each figure with what it is made of, and what the rest of each list will take.')
    .option('--customer <id>', 'of one customer; of all without it')
    .option('--days <n>', 'of so many days until now', wholeNumber(1, 3650), 30)
    .addOption(jsonOption('write all of it as one JSON object to standard output'))
    .action(async (options: MetricsOptions) => {
      const { showMetrics } = await import('../metrics/show-metrics.ts');
      await showMetrics(options, context);
    });
