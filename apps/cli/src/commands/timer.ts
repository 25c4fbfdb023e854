import { Command } from 'commander';
import { byOption } from '../args/by.ts';
import { jsonOption } from '../args/json.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

const startCommand = (context: CommandContext): Command =>
  new Command('start')
    .summary('begin to work on a task yourself')
    .description(
      'Starts your own time on a task: DevTeam leaves it alone until you stop. One timer at a time; a task that runs has to be taken over first.',
    )
    .addArgument(projectArgument())
    .argument('<task>', 'its id')
    .addOption(byOption())
    .action(async (project: string, task: string, options: { by?: string }) => {
      const { startTimer } = await import('../control/keep-time.ts');
      await startTimer(project, task, options.by, context);
    });

const stopCommand = (context: CommandContext): Command =>
  new Command('stop')
    .summary('end your time')
    .description('Stops your timer and says how long it ran. The task is done in its turn, unless you have taken it over or closed it.')
    .addArgument(projectArgument())
    .addOption(byOption())
    .action(async (project: string, options: { by?: string }) => {
      const { stopTimer } = await import('../control/keep-time.ts');
      await stopTimer(project, options.by, context);
    });

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('who worked on what, and how long')
    .description('Lists the times of people on the tasks of a project, those that run first.')
    .addArgument(projectArgument())
    .addOption(jsonOption())
    .action(async (project: string, options: { json?: boolean }) => {
      const { showTimers } = await import('../control/keep-time.ts');
      await showTimers(project, options, context);
    });

export const timerCommand = (context: CommandContext): Command =>
  new Command('timer')
    .summary("people's own time on tasks")
    .description("Starts, stops and lists people's own time on tasks.")
    .helpCommand(false)
    .addCommand(startCommand(context))
    .addCommand(stopCommand(context))
    .addCommand(listCommand(context));
