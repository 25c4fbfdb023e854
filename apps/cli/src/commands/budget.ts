import { Command, InvalidArgumentError, Option } from 'commander';
import { jsonOption } from '../args/json.ts';
import { type ScopeOptions, ofCustomerOption, ofProjectOption } from '../args/scope.ts';
import { wholeNumber } from '../args/whole-number.ts';
import type { CommandContext } from '../command-context.ts';

export interface SetBudgetOptions extends ScopeOptions {
  task?: string;
  minutes?: number;
  attempts?: number;
  tokens?: number;
  dollars?: number;
  none?: boolean;
}

function dollars(text: string): number {
  const value = /^\d{1,7}(?:\.\d{1,4})?$/.test(text) ? Number(text) : 0;
  if (value <= 0) throw new InvalidArgumentError('It has to be an amount above 0, for example 12.50.');
  return value;
}

const most = 999_999_999;

const setCommand = (context: CommandContext): Command =>
  new Command('set')
    .summary('limit what a task, a project or a customer may use')
    .description(
      'Limits what a task, a project or a customer may use, what it has used until now included. At four fifths of it you are warned; from the limit on nothing more is started until it is raised. What is not named has no limit.',
    )
    .addOption(ofCustomerOption())
    .addOption(ofProjectOption())
    .option('--task <key>', 'of this task of the project')
    .option('--minutes <n>', 'of work in sandboxes', wholeNumber(1, most))
    .option('--attempts <n>', 'attempts at tasks', wholeNumber(1, most))
    .option('--tokens <n>', 'of models, in and out together', wholeNumber(1, most))
    .option('--dollars <amount>', 'what models cost', dollars)
    .addOption(new Option('--none', 'no limit any more').conflicts(['minutes', 'attempts', 'tokens', 'dollars']))
    .action(async (options: SetBudgetOptions) => {
      const { setBudget } = await import('../budget/set-budget.ts');
      await setBudget(options, context);
    });

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('what may be used, and what is')
    .description('Shows all budgets: what may be used, and what is.')
    .addOption(jsonOption('write them as one JSON array to standard output'))
    .action(async (options: { json?: boolean }) => {
      const { showBudgets } = await import('../budget/show-budgets.ts');
      await showBudgets(options, context);
    });

export const budgetCommand = (context: CommandContext): Command =>
  new Command('budget')
    .summary('limit minutes, attempts, tokens and money')
    .description('Limits what tasks, projects and customers may use, and shows what they have used.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(setCommand(context));
