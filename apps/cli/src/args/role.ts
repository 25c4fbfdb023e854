import type { Role } from '@devteam/api';
import { roleWords } from '@devteam/api/access-words';
import { InvalidArgumentError, Option } from 'commander';

const isRole = (word: string): word is Role => Object.hasOwn(roleWords, word);

/** A role, and where it is held: the id of a customer or of a project; null is everywhere. */
export interface RoleArgument {
  role: Role;
  place: string | null;
}

export function parseRole(text: string, before: readonly RoleArgument[] = []): RoleArgument[] {
  const at = text.indexOf('@');
  const role = (at === -1 ? text : text.slice(0, at)).trim();
  const place = at === -1 ? null : text.slice(at + 1).trim();
  if (!isRole(role)) throw new InvalidArgumentError(`The roles are ${Object.keys(roleWords).join(', ')}.`);
  if (place === '') throw new InvalidArgumentError(`There is no place after the @, for example "${role}@bakery".`);
  return [...before, { role, place }];
}

export const roleOption = (what: string): Option =>
  new Option(
    '--role <role[@place]>',
    `${what}, at a customer or in a project by its id, or everywhere; may be given more than once`,
  ).argParser(parseRole);

export const rolesHelp = (): string => {
  const lines = Object.entries(roleWords).map(([role, words]) => `  ${role.padEnd(10)} ${words}`);
  return ['', 'Roles:', ...lines].join('\n');
};
