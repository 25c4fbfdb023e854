import type { Permission } from '@devteam/api';
import { Command, Option } from 'commander';
import { jsonOption } from '../args/json.ts';
import { permissionOption, permissionsHelp } from '../args/permission.ts';
import { shortText } from '../args/short-text.ts';
import { wholeNumber } from '../args/whole-number.ts';
import type { CommandContext } from '../command-context.ts';

export interface CreateTokenOptions {
  may: Permission[];
  at?: string;
  days: number;
  json?: boolean;
}

const longestDays = 366;

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('tokens of this machine, and when each was used')
    .description('Lists the tokens that were made here: what each may do and where, until when, and when it was used.')
    .addOption(jsonOption('write them as one JSON array to standard output'))
    .action(async (options: { json?: boolean }) => {
      const { showTokens } = await import('../access/show-tokens.ts');
      await showTokens(options, context);
    });

const createCommand = (context: CommandContext): Command =>
  new Command('create')
    .summary('a token for a program')
    .description(
      'Makes a token for a program that asks the API: `Authorization: Bearer <token>`. It goes to standard output this once; only its hash is kept.',
    )
    .argument('<name>', 'what it is for', shortText)
    .addOption(permissionOption())
    .addOption(new Option('--at <place>', 'only at this customer or in this project, by its id (default: everywhere)'))
    .option('--days <n>', 'how long it is good', wholeNumber(1, longestDays), 90)
    .addOption(jsonOption())
    .addHelpText('after', permissionsHelp())
    .action(async (name: string, options: CreateTokenOptions) => {
      const { createToken } = await import('../access/change-tokens.ts');
      await createToken(name, options, context);
    });

const revokeCommand = (context: CommandContext): Command =>
  new Command('revoke')
    .summary('end one at once')
    .description('Ends a token at once; connections that it opened are closed.')
    .argument('<token>', 'its id, or the beginning of it; see `devteam tokens list`')
    .action(async (token: string) => {
      const { revoke } = await import('../access/change-tokens.ts');
      await revoke(token, context);
    });

export const tokensCommand = (context: CommandContext): Command =>
  new Command('tokens')
    .summary('tokens with which programs ask the API')
    .description('Lists, makes and revokes tokens for programs. A token may do no more than its permissions say.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(createCommand(context))
    .addCommand(revokeCommand(context));
