import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { jsonOption } from '../args/json.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

const id = ['<id>', 'as `devteam injections list` shows it, or its beginning'] as const;

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('all injections of a project, newest first')
    .description('Lists the tasks that people have put into the list of a project, newest first, and what became of each.')
    .addArgument(projectArgument())
    .addOption(jsonOption())
    .action(async (project: string, options: { json?: boolean }) => {
      const { showInjections } = await import('../injections/show-injections.ts');
      await showInjections(project, options, context);
    });

const showCommand = (context: CommandContext): Command =>
  new Command('show')
    .summary('all that is known of one')
    .description('Shows one injection: what was asked for, what it interrupted, the order before and after, its steps.')
    .addArgument(projectArgument())
    .argument(...id)
    .addOption(jsonOption())
    .action(async (project: string, injection: string, options: { json?: boolean }) => {
      const { showInjection } = await import('../injections/show-injections.ts');
      await showInjection(project, injection, options, context);
    });

const settleCommand = (context: CommandContext, name: 'approve' | 'cancel', summary: string, description: string): Command =>
  new Command(name)
    .summary(summary)
    .description(description)
    .addArgument(projectArgument())
    .argument(...id)
    .addOption(byOption())
    .action(async (project: string, injection: string, options: { by?: string }) => {
      const { settleInjection } = await import('../injections/settle-injection.ts');
      await settleInjection(project, injection, { ...options, answer: name }, context);
    });

export const injectionsCommand = (context: CommandContext): Command =>
  new Command('injections')
    .summary('list, show, cancel and approve injections')
    .description('Lists, shows, cancels and approves the tasks that people put into the list of a project with `devteam inject`.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(
      settleCommand(
        context,
        'cancel',
        'take one back that was not carried out yet',
        'Takes an injection back, as long as nobody has begun to carry it out.',
      ),
    )
    .addCommand(
      settleCommand(
        context,
        'approve',
        'let one happen that waits for approval',
        'Approves an injection, where the project has them wait for it (`devteam projects add … --approval`).',
      ),
    );
