import { InvalidArgumentError, Option } from 'commander';

export interface CustomerArgument {
  id: string;
  name: string;
}

/** `bakery` or `bakery:Hallmann Bakery`. */
export function parseCustomer(text: string): CustomerArgument {
  const colon = text.indexOf(':');
  const id = (colon === -1 ? text : text.slice(0, colon)).trim();
  const name = colon === -1 ? id : text.slice(colon + 1).trim();
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    throw new InvalidArgumentError(
      'Its id has to be of small letters, digits and dashes, for example "bakery" or "bakery:Hallmann Bakery".',
    );
  }
  if (name === '') throw new InvalidArgumentError('There is no name after the colon, for example "bakery:Hallmann Bakery".');
  return { id, name };
}

export const customerOption = (): Option =>
  new Option('--customer <id[:name]>', 'whose project it is; their data, limits and people are apart from all others')
    .argParser(parseCustomer)
    .makeOptionMandatory();
