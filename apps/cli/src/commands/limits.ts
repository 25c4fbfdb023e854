import { Command, InvalidArgumentError } from 'commander';
import { jsonOption } from '../args/json.ts';
import { projectArgument } from '../args/project.ts';
import { type ScopeOptions, ofCustomerOption, ofProjectOption } from '../args/scope.ts';
import { wholeNumber } from '../args/whole-number.ts';
import type { CommandContext } from '../command-context.ts';

export interface SlotsOptions extends ScopeOptions {
  lane?: string;
}

const mostSlots = 1000;
const mostPriority = 9;

const slotsOrUsual = (text: string): number | null => (text === 'usual' ? null : wholeNumber(1, mostSlots)(text));

function priority(text: string): number {
  const value = /^-?\d$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError(`It has to be a whole number from -${mostPriority} to ${mostPriority}.`);
  return value;
}

const slotsCommand = (context: CommandContext): Command =>
  new Command('slots')
    .summary('how many may run at once')
    .description(
      'Sets how many steps that need a sandbox may run at once, of all projects together unless one of the options is given. What runs is let end.',
    )
    .argument('<slots>', 'how many, or `usual`', slotsOrUsual)
    .addOption(ofCustomerOption())
    .addOption(ofProjectOption())
    .option('--lane <lane>', 'that ask this model: `local-model`, or its name')
    .action(async (slots: number | null, options: SlotsOptions) => {
      const { setSlots } = await import('../limits/set-limits.ts');
      await setSlots(slots, options, context);
    });

const priorityCommand = (context: CommandContext): Command =>
  new Command('priority')
    .summary("which of a customer's projects comes first")
    .description("Sets which of a customer's projects comes first. One step more is worth as much as a minute of waiting.")
    .addArgument(projectArgument())
    .argument('<priority>', `from -${mostPriority} to ${mostPriority}; higher is sooner, 0 is usual`, priority)
    .action(async (project: string, wanted: number) => {
      const { setPriority } = await import('../limits/set-limits.ts');
      await setPriority(project, wanted, context);
    });

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('what may run at once, and what waits for it')
    .description('Shows how many steps may run at once, and which wait for what.')
    .addOption(jsonOption('write all of it as one JSON object to standard output'))
    .action(async (options: { json?: boolean }) => {
      const { showLimits } = await import('../limits/show-limits.ts');
      await showLimits(options, context);
    });

export const limitsCommand = (context: CommandContext): Command =>
  new Command('limits')
    .summary('how much may run at once, and whose turn it is')
    .description('Shows and sets how much may run at once, and which project comes first.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(slotsCommand(context))
    .addCommand(priorityCommand(context));
