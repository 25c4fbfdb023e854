import { errorCatalogue } from '@devteam/api';
import { type Command, CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import type { CommandContext } from './command-context.ts';
import { loadConfig } from './config.ts';
import { displayWidth } from './output/display-width.ts';
import type { Outlet } from './output/outlet.ts';
import { colorless } from './output/paint.ts';
import { createProgram, usageErrorOf } from './program.ts';
import { UsageError } from './usage-error.ts';

function open(columns = 80) {
  const written: string[] = [];
  const outlet: Outlet = {
    isTerminal: true,
    paint: colorless,
    unicode: true,
    columns: () => columns,
    rows: () => 24,
    write: (text) => void written.push(text),
    line: (text = '') => void written.push(`${text}\n`),
    bytes: () => undefined,
    divertLines: () => undefined,
    onResize: () => () => undefined,
  };
  const context: CommandContext = {
    config: loadConfig({}),
    server: {},
    version: '1.2.3',
    stdout: outlet,
    stderr: outlet,
    now: () => 0,
    endWith: () => undefined,
  };
  return { program: createProgram(context), text: () => written.join('') };
}

async function refusal(...words: string[]): Promise<UsageError | undefined> {
  const { program } = open();
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof UsageError) return error;
    if (error instanceof CommanderError) return usageErrorOf(error, program, words);
    throw error;
  }
  return undefined;
}

async function shown(columns: number, ...words: string[]): Promise<string> {
  const { program, text } = open(columns);
  await program.parseAsync(words, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  return text();
}

describe('what is typed and not understood', () => {
  test.each([
    [['rnu'], 'there is no command «rnu»; did you mean `devteam run`?'],
    [['rnu', '--json'], 'there is no command «rnu»; did you mean `devteam run`?'],
    [['frobnicate'], 'there is no command «frobnicate»'],
    [['projects', 'lst'], 'there is no command «lst»; did you mean `devteam projects list`?'],
    [['run'], "missing required argument 'repository'"],
    [['run', '.', '--jsn'], "unknown option '--jsn'; did you mean --json?"],
    [['run', '.', '--max-attempts', '0'], 'It has to be a whole number from 1 to 20.'],
    [['doctor', 'now'], "too many arguments for 'doctor'"],
    [['projects', 'add', '.'], "required option '--customer <id[:name]>' not specified"],
  ])('%j', async (words, why) => {
    const error = await refusal(...words);
    expect(error?.message).toContain(why);
    expect(error?.next).toContain('--help');
  });

  test('names the help of the command that was meant', async () => {
    expect((await refusal('projects', 'add', '.'))?.next).toBe('See `devteam projects add --help`.');
  });
});

describe('help', () => {
  test('groups the commands, and has examples and exit codes', async () => {
    const text = await shown(80, '--help');
    for (const part of ['See it work:', 'Work:', 'Look:', 'Examples:', 'DEVTEAM_HOME', 'Exit codes:']) expect(text).toContain(part);
    expect(text).toBe(await shown(80));
  });

  test.each([80, 110, 200])('fits %i columns', async (columns) => {
    for (const words of [['--help'], ['run', '--help'], ['demo', '--help'], ['projects', 'add', '--help']]) {
      for (const line of (await shown(columns, ...words)).split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  test('is no refusal, and neither is the version', async () => {
    expect(await refusal('--help')).toBeUndefined();
    expect(await refusal('--version')).toBeUndefined();
    expect(await shown(80, '--version')).toBe('devteam 1.2.3\n');
  });
});

describe('what failures say to type', () => {
  const typed = Object.entries(errorCatalogue).flatMap(([code, { next, tried, why }]) =>
    [why, ...tried, next].flatMap((text) => [...text.matchAll(/`devteam ([^`]+)`/g)].map(([, words = '']) => [code, words] as const)),
  );
  const find = (command: Command, [word, ...rest]: readonly string[]): Command => {
    const sub = command.commands.find((each) => each.name() === word);
    return sub ? find(sub, rest) : command;
  };

  test.each(typed)('%s: devteam %s', (_code, words) => {
    const { program } = open();
    const command = find(program, words.split(' '));
    // A group by itself only shows what there is in it.
    expect(command.commands.length === 0 || command.registeredArguments.length > 0).toBe(true);
    for (const flag of words.match(/--[a-z-]+/g) ?? []) expect(command.options.map(({ long }) => long)).toContain(flag);
  });
});
