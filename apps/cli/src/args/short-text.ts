import { InvalidArgumentError } from 'commander';

const longest = 200;

/** A name for people: something, on one line, and not a page. */
export function shortText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new InvalidArgumentError('It is empty.');
  if (trimmed.length > longest || trimmed.includes('\n'))
    throw new InvalidArgumentError(`It has to be one line of at most ${longest} characters.`);
  return trimmed;
}

export function emailAddress(text: string): string {
  const address = shortText(text);
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new InvalidArgumentError('It is no address, for example "ana@bakery.example".');
  return address;
}
