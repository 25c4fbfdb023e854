import { Command } from 'commander';
import { defaultHost, hostOption } from '../args/host.ts';
import { defaultPort, portOption } from '../args/port.ts';
import type { CommandContext } from '../command-context.ts';

export interface UpOptions {
  host?: string;
  port?: number;
  open: boolean;
}

export const upCommand = (context: CommandContext): Command =>
  new Command('up')
    .summary('work on all projects and serve the page, until it is ended')
    .description(
      'Starts the worker and the page, and goes on with what was under way. Ends with Ctrl-C or SIGTERM; what is under way then goes on at the next start. ' +
        `DEVTEAM_HOST (${defaultHost}), DEVTEAM_PORT (${defaultPort}) and DEVTEAM_SLOTS (5: so many steps at once) set defaults.`,
    )
    .addOption(portOption())
    .addOption(hostOption())
    .option('--no-open', 'do not open the page in a browser')
    .action(async (options: UpOptions) => {
      const { bringUp } = await import('../up/bring-up.ts');
      await bringUp(options, context);
    });
