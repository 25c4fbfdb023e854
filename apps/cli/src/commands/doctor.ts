import { Command, Option } from 'commander';
import { jsonOption } from '../args/json.ts';
import { portOption } from '../args/port.ts';
import type { CommandContext } from '../command-context.ts';

type AgentName = 'aider' | 'codex' | 'opencode';

export interface DoctorOptions {
  json?: boolean;
  port?: number;
  pullModel?: boolean;
  install?: AgentName;
}

export const doctorCommand = (context: CommandContext): Command =>
  new Command('doctor')
    .summary('whether this machine has what is needed, and what to do if not')
    .description('Looks at what is needed on this machine and says what to do about what is missing. Ends with 1 if something is.')
    .addOption(portOption())
    .addOption(new Option('--pull-model', 'first download the model that helps with prompts to its host, if that does not have it yet'))
    .addOption(
      new Option('--install <agent>', 'first put a coding agent into the home of DevTeam: Aider, Codex or OpenCode').choices([
        'aider',
        'codex',
        'opencode',
      ]),
    )
    .addOption(jsonOption('write the findings as one JSON array to standard output'))
    .action(async (options: DoctorOptions) => {
      const { examine } = await import('../doctor/examine.ts');
      await examine(options, context);
    });
