import { type Command, InvalidArgumentError, Option } from 'commander';

export interface NewTaskOptions {
  title: string;
  description?: string;
  criterion?: string[];
  level?: 'low' | 'medium' | 'high' | 'critical';
  estimate?: string;
  depends?: string[];
}

const levels = ['low', 'medium', 'high', 'critical'];
const addUp = (text: string, before: readonly string[] = []): string[] => [...before, text];

function ids(text: string): string[] {
  const all = text.split(',').map((one) => one.trim());
  if (all.some((one) => one === '')) throw new InvalidArgumentError('It has to be ids with commas between, for example 1.1,1.2.');
  return all;
}

/** What a new task says, wherever it is put. */
export const addNewTaskOptions = (command: Command): Command =>
  command
    .requiredOption('--title <text>', 'what is to be done, in a few words')
    .option('--description <text>', 'more about it, in one paragraph')
    .addOption(new Option('--criterion <text>', 'how to see that it is done; may be given more than once').argParser(addUp))
    .addOption(new Option('--level <level>', 'its priority').choices(levels))
    .option('--estimate <duration>', 'how long it will take, for example 2h')
    .addOption(new Option('--depends <ids>', 'what has to be done before, for example 1.1,1.2').argParser(ids));
