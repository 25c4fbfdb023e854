import { Command, type CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { automateCommand } from './commands/automate.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { completionCommand } from './commands/completion.ts';
import { explainCommand } from './commands/explain.ts';
import { budgetCommand } from './commands/budget.ts';
import { metricsCommand } from './commands/metrics.ts';
import { injectCommand } from './commands/inject.ts';
import { injectionsCommand } from './commands/injections.ts';
import { limitsCommand } from './commands/limits.ts';
import { loginCommand, logoutCommand } from './commands/login.ts';
import { logsCommand } from './commands/logs.ts';
import { projectsCommand } from './commands/projects.ts';
import { receiptCommand } from './commands/receipt.ts';
import { resolutionsCommand } from './commands/resolutions.ts';
import { reviewCommand } from './commands/review.ts';
import { runCommand } from './commands/run.ts';
import { statusCommand } from './commands/status.ts';
import { pauseCommand } from './commands/pause.ts';
import { resumeCommand } from './commands/resume.ts';
import { skipCommand } from './commands/skip.ts';
import { replayCommand } from './commands/replay.ts';
import { takeCommand } from './commands/take.ts';
import { giveCommand } from './commands/give.ts';
import { stopsCommand } from './commands/stops.ts';
import { timerCommand } from './commands/timer.ts';
import { stopCommand } from './commands/stop.ts';
import { tokensCommand } from './commands/tokens.ts';
import { usersCommand } from './commands/users.ts';
import { tasksCommand } from './commands/tasks.ts';
import { undoCommand } from './commands/undo.ts';
import { upCommand } from './commands/up.ts';
import { watchCommand } from './commands/watch.ts';
import { webhooksCommand } from './commands/webhooks.ts';
import { nearest } from './nearest.ts';
import { displayWidth } from './output/display-width.ts';
import type { Outlet } from './output/outlet.ts';
import { UsageError } from './usage-error.ts';

const widest = 110;

const examples = [
  ['devteam demo', "watch five customers' projects being worked on"],
  ['devteam run . --recordings ./recordings --stop-after 1.3', 'work through the list of this repository, up to 1.3'],
  ['devteam projects add git@host:bakery/shop.git --customer bakery', 'add a project; then `devteam automate shop`'],
  ['devteam up', 'keep working on all projects, with the page'],
  ['devteam logs shop -f', 'follow what happens in one'],
  ['devteam tasks check task_lists.md', 'see what is wrong in a task list, and where'],
] as const;

/** The table of contents: every command, in the groups in which help shows them. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('devteam')
    .description('Works through the task lists of many Git repositories, task after task, without a person.')
    .version(`devteam ${context.version}`, '-V, --version', 'print the version')
    .option('--server <address>', 'a server that the command is for, where you are logged in; before the command')
    .hook('preAction', (root) => {
      const { server } = root.opts<{ server?: string }>();
      if (server !== undefined) context.server.address = server;
    })
    .helpCommand(false)
    .usage('[--server <address>] <command> [options]')
    .commandsGroup('See it work:')
    .addCommand(demoCommand(context))
    .commandsGroup('Work:')
    .addCommand(runCommand(context))
    .addCommand(upCommand(context))
    .addCommand(automateCommand(context))
    .addCommand(pauseCommand(context))
    .addCommand(resumeCommand(context))
    .addCommand(stopCommand(context))
    .addCommand(stopsCommand(context))
    .addCommand(watchCommand(context))
    .commandsGroup('Tasks:')
    .addCommand(skipCommand(context))
    .addCommand(replayCommand(context))
    .addCommand(takeCommand(context))
    .addCommand(giveCommand(context))
    .addCommand(timerCommand(context))
    .commandsGroup('Work:')
    .addCommand(injectCommand(context))
    .addCommand(injectionsCommand(context))
    .addCommand(reviewCommand(context))
    .addCommand(undoCommand(context))
    .addCommand(projectsCommand(context))
    .addCommand(limitsCommand(context))
    .addCommand(budgetCommand(context))
    .addCommand(usersCommand(context))
    .addCommand(tokensCommand(context))
    .addCommand(webhooksCommand(context))
    .addCommand(loginCommand(context))
    .addCommand(logoutCommand(context))
    .commandsGroup('Lists:')
    .addCommand(tasksCommand(context))
    .commandsGroup('Look:')
    .addCommand(statusCommand(context))
    .addCommand(logsCommand(context))
    .addCommand(receiptCommand(context))
    .addCommand(resolutionsCommand(context))
    .addCommand(metricsCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(doctorCommand(context))
    .addCommand(completionCommand(context))
    .addHelpText('after', () => closingHelp(context.stdout));
  for (const command of everyCommand(program)) dress(command, context);
  return program;
}

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];

/** How help looks and where it goes; failures are thrown, and reported in one place for all. */
function dress(command: Command, { stdout, stderr }: CommandContext): void {
  const { paint } = stdout;
  const width = () => Math.min(widest, stdout.columns());
  const isGroup = command.commands.length > 0;
  if (isGroup) {
    command.action(() => {
      const [word] = command.args;
      if (word !== undefined) throw unknownCommand(word, command);
      command.outputHelp();
    });
  }
  command
    .exitOverride()
    .allowExcessArguments(isGroup)
    .helpOption('-h, --help', command.parent ? 'show this' : 'show this, or the help of a command')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: width,
      getErrHelpWidth: width,
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .configureHelp({
      displayWidth: (text) => displayWidth(text.replaceAll(/\u001B\[\d+m/g, '')), // oxlint-disable-line no-control-regex -- our own colors
      styleTitle: (text) => paint.bold(text),
      styleCommandText: (text) => paint.color('blue', text),
      styleSubcommandText: (text) => paint.color('blue', text),
      styleOptionText: (text) => paint.color('green', text),
      styleArgumentText: (text) => paint.color('amber', text),
      subcommandTerm: (sub) =>
        `${sub.name()}${sub
          .usage()
          .replace(/\[options\] ?/, '')
          .replace(/^(?=.)/, ' ')}`.trimEnd(),
    });
}

function closingHelp({ paint }: Outlet): string {
  return [
    '',
    paint.bold('Examples:'),
    ...examples.flatMap(([command, what]) => [`  ${paint.color('blue', command)}`, `      ${what}`]),
    '',
    paint.bold('Environment:'),
    '  DEVTEAM_HOME        where database, copies and work lie (default: ~/.devteam)',
    '  DATABASE_URL        a PostgreSQL to use in place of the embedded one',
    '  DEVTEAM_SERVER      a server that commands are for; DEVTEAM_TOKEN lets them in',
    '  NO_COLOR            no color, and lines instead of a picture that is redrawn',
    '',
    paint.bold('Exit codes:'),
    '  0 done  1 failed  2 wrong usage  4 needs a person  5 cannot reach  6 stopped',
    '',
    'Progress goes to standard error, results to standard output.',
  ].join('\n');
}

/** What a parser's refusal means to the person who typed. Undefined: nothing was refused, help or version was asked for. */
export function usageErrorOf(error: CommanderError, program: Command, words: readonly string[]): UsageError | undefined {
  if (error.exitCode === 0) return undefined;
  const { command, rest } = findCommand(program, words);
  const [word] = rest;
  if (command.commands.length > 0 && word !== undefined && !word.startsWith('-')) return unknownCommand(word, command);
  const why = error.message.replace(/^error: /, '').replace(/\s*\(Did you mean (.*)\?\)$/s, '; did you mean $1?');
  return new UsageError(why, { next: `See \`${nameOf(command)} --help\`.` });
}

const nameOf = (command: Command): string => (command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name());

function unknownCommand(word: string, group: Command): UsageError {
  const guess = nearest(
    word,
    group.commands.map((command) => command.name()),
  );
  const name = nameOf(group);
  return new UsageError(`there is no command «${word}»${guess ? `; did you mean \`${name} ${guess}\`?` : ''}`, {
    next: guess ? `Try \`${name} ${guess} --help\`, or \`${name} --help\` for all commands.` : `See all commands with \`${name} --help\`.`,
  });
}

function findCommand(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  let rest = words;
  for (let next = subcommand(command, rest); next; next = subcommand(command, rest)) {
    command = next;
    rest = rest.slice(1);
  }
  return { command, rest };
}

const subcommand = (command: Command, [word]: readonly string[]): Command | undefined =>
  command.commands.find((each) => each.name() === word);
