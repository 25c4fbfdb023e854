import type { Permission } from '@devteam/api';
import { InvalidArgumentError, Option } from 'commander';

/** What each allows. */
const permissionWords: Readonly<Record<Permission, string>> = {
  'project.read': 'see projects, their lists and how they stand',
  'log.read': 'read what was printed',
  'analytics.read': 'read the metrics',
  'automate.start': 'start the work on a project',
  'automate.control': 'pause, resume, stop, skip, replay, take over',
  'stoppoint.set': 'say where it halts',
  'inject.request': 'ask for a task in between',
  'inject.approve': 'approve or refuse what was asked for',
  'error.resolve': 'answer reviews, start investigations',
  'task.undo': 'take landed work back',
  'budget.write': 'set budgets and limits',
  'config.write': 'add and change projects',
  'user.manage': 'invite people, change their roles',
};
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
