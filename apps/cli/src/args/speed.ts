import { InvalidArgumentError, Option } from 'commander';

export function parseSpeed(text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value <= 1000)) throw new InvalidArgumentError('It has to be a number from 0 (no waiting at all) to 1000.');
  return value;
}

export const speedOption = (): Option =>
  new Option('--speed <n>', 'play recorded changes so many times as fast; 0 waits for nothing').argParser(parseSpeed).default(1);
