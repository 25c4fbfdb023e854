import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import { type RoleArgument, roleOption, rolesHelp } from '../args/role.ts';
import { emailAddress, shortText } from '../args/short-text.ts';
import { wholeNumber } from '../args/whole-number.ts';
import type { CommandContext } from '../command-context.ts';

export interface InviteOptions {
  role: RoleArgument[];
  email?: string;
  hours: number;
  json?: boolean;
}
export interface ChangeUserOptions {
  role?: RoleArgument[];
  name?: string;
  enable?: boolean;
}

const longestHours = 720;
const personWords = 'their address, or their id or the beginning of it; see `devteam users list`';

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('who there is, with which roles')
    .description('Lists the people of this installation, with their roles and where they hold them.')
    .addOption(jsonOption('write them as one JSON array to standard output'))
    .action(async (options: { json?: boolean }) => {
      const { showPeople } = await import('../access/show-people.ts');
      await showPeople(options, context);
    });

const inviteCommand = (context: CommandContext): Command =>
  new Command('invite')
    .summary('a link that makes somebody a member, once')
    .description(
      'Makes a link with which somebody chooses a name and a password and gets these roles. It is shown this once, and good once.',
    )
    .addOption(roleOption('what they will be').makeOptionMandatory())
    .option('--email <address>', 'only whoever gives this address may use it', emailAddress)
    .option('--hours <n>', 'how long it is good', wholeNumber(1, longestHours), 72)
    .addOption(jsonOption())
    .addHelpText('after', rolesHelp())
    .action(async (options: InviteOptions) => {
      const { invite } = await import('../access/change-people.ts');
      await invite(options, context);
    });

const changeCommand = (context: CommandContext): Command =>
  new Command('change')
    .summary("somebody's roles or name, at once")
    .description('Changes the roles or the name of a person, or lets them in again. It holds at once, also where they are signed in.')
    .argument('<person>', personWords)
    .addOption(roleOption('what they are from now on, in place of all that they were'))
    .option('--name <name>', 'what they are called', shortText)
    .option('--enable', 'let them in again who were disabled')
    .addHelpText('after', rolesHelp())
    .action(async (person: string, options: ChangeUserOptions) => {
      const { change } = await import('../access/change-people.ts');
      await change(person, options, context);
    });

const disableCommand = (context: CommandContext): Command =>
  new Command('disable')
    .summary('let somebody in no more')
    .description('Ends the sessions and tokens of a person at once and lets them in no more; `devteam users change --enable` does again.')
    .argument('<person>', personWords)
    .action(async (person: string) => {
      const { disable } = await import('../access/change-people.ts');
      await disable(person, context);
    });

export const usersCommand = (context: CommandContext): Command =>
  new Command('users')
    .summary('who may do what')
    .description('Lists, invites and changes the people of this installation. Whoever runs this on the machine itself acts as its owner.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(inviteCommand(context))
    .addCommand(changeCommand(context))
    .addCommand(disableCommand(context));
