import type { Permission } from '@devteam/api';
import { permissionWords } from '@devteam/api/access-words';
import { InvalidArgumentError, Option } from 'commander';

const isPermission = (word: string): word is Permission => Object.hasOwn(permissionWords, word);

export function parsePermission(text: string, before: readonly Permission[] = []): Permission[] {
  const word = text.trim();
  if (!isPermission(word)) throw new InvalidArgumentError('See what may be given with `devteam tokens create --help`.');
  return before.includes(word) ? [...before] : [...before, word];
}

export const permissionOption = (): Option =>
  new Option('--may <permission>', 'what a program may do with it; may be given more than once')
    .argParser(parsePermission)
    .makeOptionMandatory();

export const permissionsHelp = (): string => {
  const lines = Object.entries(permissionWords).map(([permission, words]) => `  ${permission.padEnd(16)} ${words}`);
  return ['', 'Permissions:', ...lines].join('\n');
};
