import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

const parse = (text: string): string => {
  const path = resolve(text);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new InvalidArgumentError(`There is no folder ${path}.`);
  return path;
};

export const recordingsOption = (): Option =>
  new Option('--recordings <folder>', 'recorded changes for the replay executor: <task id>/<attempt>.patch').argParser(parse);
