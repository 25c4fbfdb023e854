import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { jsonOption } from '../args/json.ts';
import { noticeKindOption, noticeKindsHelp } from '../args/notice-kind.ts';
import type { CommandContext } from '../command-context.ts';
import type { AddWebhookOptions } from '../webhooks/webhook-commands.ts';

const webhookArgument = () => new Argument('<webhook>', 'its id; see `devteam webhooks list`');
const load = () => import('../webhooks/webhook-commands.ts');

function address(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It must be an address that begins with https:// or http://.');
}

const addCommand = (context: CommandContext): Command =>
  new Command('add')
    .summary('tell an address what happens')
    .description(
      'Lets an address be told what happens from now on, as signed JSON or as a message for Slack. The secret goes to standard output this once.',
    )
    .argument('<address>', 'where it is posted to', address)
    .addOption(noticeKindOption())
    .option('--slack', 'as a message that Slack understands')
    .option('--name <name>', 'what people call it (default: its host)')
    .addOption(new Option('--customer <id>', 'only what happens at this customer').conflicts('project'))
    .addOption(new Option('--project <id>', 'only what happens in this project'))
    .addHelpText('after', noticeKindsHelp())
    .action(async (url: string, options: AddWebhookOptions) => (await load()).addWebhook(url, options, context));

const changes = [
  { name: 'enable', asked: 'enable', summary: 'go on telling it, also what it missed' },
  { name: 'disable', asked: 'disable', summary: 'tell it nothing for a while' },
  { name: 'remove', asked: 'remove', summary: 'tell it nothing more, and forget it' },
  { name: 'renew-secret', asked: 'renew_secret', summary: 'sign with a new secret from now on' },
] as const;

export const webhooksCommand = (context: CommandContext): Command => {
  const group = new Command('webhooks')
    .summary('addresses that are told what happens')
    .description('Lists, adds, tests and changes addresses that are told what happens. The server sends it, so one has to be there.')
    .helpCommand(false)
    .addCommand(
      new Command('list')
        .summary('all that you set up')
        .description('Lists the addresses that are told what happens, and why one is disabled.')
        .addOption(jsonOption('write them as one JSON array to standard output'))
        .action(async (options: { json?: boolean }) => (await load()).listWebhooks(options, context)),
    )
    .addCommand(addCommand(context))
    .addCommand(
      new Command('test')
        .summary('send it something made up, now')
        .description('Sends one made-up notice at once and says what came of it.')
        .addArgument(webhookArgument())
        .action(async (webhook: string) => (await load()).testWebhook(webhook, context)),
    )
    .addCommand(
      new Command('deliveries')
        .summary('what it was told, and what is still to come')
        .description('Lists the last 50 things that it was told or is to be told, and why one did not arrive.')
        .addArgument(webhookArgument())
        .addOption(jsonOption('write them as one JSON array to standard output'))
        .action(async (webhook: string, options: { json?: boolean }) => (await load()).listDeliveries(webhook, options, context)),
    )
    .addCommand(
      new Command('redeliver')
        .summary('tell it one thing once more')
        .description('Tells it one thing once more, with all tries.')
        .addArgument(webhookArgument())
        .argument('<delivery>', 'its id; see `devteam webhooks deliveries`')
        .action(async (webhook: string, delivery: string) => (await load()).redeliver(webhook, delivery, context)),
    );
  for (const { asked, name, summary } of changes)
    group.addCommand(
      new Command(name)
        .summary(summary)
        .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
        .addArgument(webhookArgument())
        .action(async (webhook: string) => (await load()).changeWebhook(webhook, asked, context)),
    );
  return group;
};
