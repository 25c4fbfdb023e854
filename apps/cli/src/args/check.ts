import { InvalidArgumentError, Option } from 'commander';

export interface CheckArgument {
  name: string;
  command: string;
  timeoutSeconds: number;
}

const longestName = 40;
const timeoutSeconds = 600;

export function parseCheck(text: string, before: readonly CheckArgument[] = []): CheckArgument[] {
  const command = text.trim();
  if (command === '') throw new InvalidArgumentError('It is empty; give a command, for example "npm test".');
  const name = command.length > longestName ? `${command.slice(0, longestName - 1)}…` : command;
  return [...before, { name, command, timeoutSeconds }];
}

export const checkOption = (): Option =>
  new Option(
    '--check <command>',
    'what has to pass before work is merged; may be given more than once (default: .devteam.yml, or what is recognized)',
  ).argParser(parseCheck);
