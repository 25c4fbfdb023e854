import type { Command } from 'commander';

/** A word that may come next, and what it is for. */
export interface NextWord {
  word: string;
  about: string;
  /** Of an option with a value: the words that it may be; empty where it may be anything, such as a file. */
  values: readonly string[] | null;
}

/** What may be typed after the words of a command. */
export interface Place {
  /** Such as `devteam projects add`. */
  words: string;
  commands: NextWord[];
  options: NextWord[];
  /** Words that an argument may be. */
  choices: readonly string[];
}

/** Every command, with what its help shows. */
export function completionPlaces(command: Command, before = ''): Place[] {
  const words = `${before}${command.name()}`;
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  return [
    {
      words,
      commands: subcommands.map((sub) => ({ word: sub.name(), about: sub.summary() || sub.description(), values: null })),
      options: help.visibleOptions(command).map(({ argChoices = [], description, long, optional, required, short }) => ({
        word: long ?? short ?? '',
        about: description,
        values: required || optional ? argChoices : null,
      })),
      choices: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    },
    ...subcommands.flatMap((sub) => completionPlaces(sub, `${words} `)),
  ];
}
