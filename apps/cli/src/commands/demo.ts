import { Command } from 'commander';
import { executorOption } from '../args/executor.ts';
import { effortOption, modelOption, modelUrlOption } from '../args/model.ts';
import { portOption } from '../args/port.ts';
import { speedOption } from '../args/speed.ts';
import type { CommandContext } from '../command-context.ts';

export interface DemoOptions {
  executor: string;
  model?: string;
  effort?: 'low' | 'medium' | 'high';
  modelUrl?: string;
  sandbox?: string;
  /** undefined: not given. */
  port?: number;
  keepOpen?: boolean;
  speed: number;
}

export const demoCommand = (context: CommandContext): Command =>
  new Command('demo')
    .summary("five customers' projects at once, with recorded changes and a page to watch")
    .description(
      "Works on five customers' example projects at the same time and serves the page. No model writes code unless --executor names an agent: recorded changes are played; lists, Git, checks, retries and stops are real. " +
        'Killed in the middle, the next demo goes on where it was; after its end, the next one begins anew.',
    )
    .addOption(executorOption())
    .addOption(modelOption())
    .addOption(effortOption())
    .addOption(modelUrlOption())
    .option('--sandbox <name>', 'where work and checks run (default: process for recorded changes, else auto)')
    .addOption(portOption())
    .option('--keep-open', 'keep the page up after the end, until Ctrl-C (as it is on a terminal)')
    .addOption(speedOption())
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('../demo/run-demo.ts');
      await runDemo(options, context);
    });
