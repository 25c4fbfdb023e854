import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';

export interface ReceiptOptions {
  project?: string;
  all?: boolean;
  json?: boolean;
}

const usage = 'Say `devteam receipt <id>`, `devteam receipt verify <id>` or `devteam receipt verify --all`.';

export const receiptCommand = (context: CommandContext): Command =>
  new Command('receipt')
    .summary('why a task counts as done')
    .description(
      'Shows the receipt of work that landed: what ran on which tree, and what came out. `verify` holds receipts against the repository and the kept output of the checks. ' +
        'A receipt is named by its hash, by the commit, by the beginning of either, or by the key of the task.',
    )
    .usage('[options] [verify] <id>')
    .argument('<words...>', 'a receipt, or `verify` and a receipt')
    .option('--project <project>', 'only of this project')
    .option('--all', 'with `verify`: all that landed')
    .addOption(jsonOption('write it as one JSON object to standard output'))
    .action(async (words: string[], options: ReceiptOptions) => {
      const [first = '', second, ...rest] = words;
      const isVerify = first === 'verify' && (second !== undefined || options.all === true);
      if (rest.length > 0 || (second !== undefined && !isVerify)) throw new UsageError('too many words', { next: usage });
      if (isVerify && second !== undefined && options.all) throw new UsageError('--all and a receipt exclude each other', { next: usage });
      if (isVerify) {
        const { verifyReceipts } = await import('../receipt/verify-receipts.ts');
        return verifyReceipts(second ?? null, options, context);
      }
      const { showReceipt } = await import('../receipt/show-receipt.ts');
      return showReceipt(first, options, context);
    });
