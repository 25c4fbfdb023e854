import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';

export const loginCommand = (context: CommandContext): Command =>
  new Command('login')
    .summary('let commands be for a server elsewhere')
    .description(
      'Lets commands be for a server: automate, pause, resume, stop, inject, watch, logs, status, review and others ask it over HTTP. The token comes with the link that `devteam up` says, from DEVTEAM_TOKEN or standard input, or is asked for; it is kept in DEVTEAM_HOME for nobody else to read.',
    )
    .argument('<address>', 'such as https://devteam.example.com, or the link that `devteam up` says')
    .action(async (address: string) => {
      const { logIn } = await import('../remote/log-in.ts');
      await logIn(address, context);
    });

export const logoutCommand = (context: CommandContext): Command =>
  new Command('logout')
    .summary('let commands be for this machine again')
    .description('Forgets the server that commands were for, and its token.')
    .action(async () => {
      const { logOut } = await import('../remote/log-in.ts');
      await logOut(context);
    });
