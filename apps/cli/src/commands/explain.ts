import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';

export const explainCommand = (context: CommandContext): Command =>
  new Command('explain')
    .summary('what the code of a failure means')
    .description(
      'Says of the code of a failure what happened, the usual cause, what was tried before a person heard of it, and what to do; also the exit code and the status of HTTP that go with it.',
    )
    .argument('<code>', 'the word in brackets on the first line of a failure, such as check_failed')
    .addOption(jsonOption())
    .action(async (code: string, options: { json?: boolean }) => {
      const { explainCode } = await import('../explain/explain-code.ts');
      explainCode(code, options, context);
    });
